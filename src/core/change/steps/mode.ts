import type { ModeStep } from '../../runbook/runbook.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Instant } from '../../time/instant.ts'
import { modeInWords, modeOf, NORMAL, sameMode, type TrafficMode } from '../../traffic/mode.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import { afterFailure } from '../rollback/after-failure.ts'
import { ACKNOWLEDGED_WITHIN_MS } from '../rollout/move.ts'
import type { Run, StepProgress } from '../state/change.ts'
import type { StepTurn } from './step-turn.ts'

/** What users may do on targets: ordered, then acknowledged by every proxy, then, with a drain, free of writes. */
export type Switching = Extract<StepProgress, { status: 'switching' }>

export function beginMode(
  step: ModeStep,
  attempt: number,
  run: Run,
  { traffic }: Pick<Observations, 'traffic'>,
): readonly EventBody[] {
  const was: Record<string, TrafficMode> = {}
  const set: Record<string, TrafficMode> = {}
  for (const target of step.targets) {
    const before = modeNow(traffic, target)
    was[target] = before
    set[target] = wanted(step, before, bannerKept(run, target))
  }
  const said = step.banner === undefined ? {} : { banner: step.banner }
  return [{ type: 'mode-switching', step: step.id, attempt, was, set, ...said }]
}

/** A pause does not hold it up: it was ordered, and proxies may have it already. */
export function advanceMode(
  step: ModeStep,
  progress: Switching,
  { run, now, seen, paused }: Pick<StepTurn, 'run' | 'now' | 'seen' | 'paused'>,
): readonly EventBody[] {
  const { attempt, since, acknowledgedAt, warned } = progress
  const fail = (reason: string) => afterFailure(step, attempt, reason, run, paused)
  const set = run.modes?.findLast((one) => one.step === step.id)?.set ?? {}
  const taken = step.targets.find((target) => !sameMode(set[target], modeNow(seen.traffic, target)))
  if (taken !== undefined)
    return fail(`somebody else has made ${taken} ${modeInWords(modeNow(seen.traffic, taken))} meanwhile`)

  const late = step.targets.filter((target) => seen.traffic[target]?.settled !== true)
  const { drainMs } = step
  const left = drainMs === undefined ? 0 : writesLeft(step, seen)
  if (late.length === 0 && left === 0) return [done(step, set)]
  if (late.length > 0 && acknowledgedAt === null) {
    if (warned || now - since < ACKNOWLEDGED_WITHIN_MS) return []
    return [{ type: 'mode-unacknowledged', step: step.id, targets: late }]
  }
  if (acknowledgedAt === null) return [{ type: 'mode-acknowledged', step: step.id, writes: left }]
  if (drainMs === undefined || now < acknowledgedAt + drainMs) return []
  return fail(
    `${writesInWords(left)} under way on ${step.targets.join(' and ')} after ${formatDuration(drainMs)}`,
  )
}

export function deadlinesOfMode(
  { drainMs }: ModeStep,
  { since, acknowledgedAt }: Switching,
): readonly Instant[] {
  if (acknowledgedAt === null) return [since + ACKNOWLEDGED_WITHIN_MS]
  return drainMs === undefined ? [] : [acknowledgedAt + drainMs]
}

export const modeNow = (traffic: Observations['traffic'], target: string): TrafficMode =>
  modeOf(traffic[target]?.desired ?? {})

/** What a plan leaves out stays as it is. Nobody is turned away from a normal target, so it shows no banner. */
function wanted({ traffic, banner }: ModeStep, before: TrafficMode, kept: string | undefined): TrafficMode {
  const to = traffic ?? before.traffic
  if (to === 'normal') return NORMAL
  const has = before.traffic === 'normal' ? { banner: kept } : before
  const says = banner ?? has.banner ?? ''
  const until = before.traffic === 'normal' ? undefined : before.until
  return {
    traffic: to,
    ...(says === '' ? {} : { banner: says }),
    ...(until === undefined ? {} : { until }),
  }
}

/** The banner that an earlier step has given for this target. */
const bannerKept = ({ modes = [] }: Run, target: string): string | undefined =>
  modes.findLast(({ set, banner }) => banner !== undefined && Object.hasOwn(set, target))?.banner

/** Null: of one target it is not known, which is not zero. */
function writesLeft({ targets }: ModeStep, { traffic }: Observations): number | null {
  let sum = 0
  for (const target of targets) {
    const writes = traffic[target]?.writes ?? null
    if (writes === null) return null
    sum += writes
  }
  return sum
}

function writesInWords(writes: number | null): string {
  if (writes === null) return 'it is not known how many writes were still'
  return writes === 1 ? '1 write was still' : `${writes} writes were still`
}

function done({ id, targets, drainMs }: ModeStep, set: Readonly<Record<string, TrafficMode>>): EventBody {
  const modes = targets.map((target) => `${target} is ${modeInWords(set[target] ?? NORMAL)}`).join(', ')
  const drained = drainMs === undefined ? '' : '; no write is under way'
  return { type: 'step-done', step: id, outputs: {}, evidence: `${modes} on every proxy${drained}` }
}
