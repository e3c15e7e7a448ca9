import { own } from '../../document/tree.ts'
import { type Standing, standingOf } from '../../judge/standing.ts'
import { captureRule } from '../../runbook/capture-rule.ts'
import type { CaptureStep } from '../../runbook/runbook.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { type Captured, EVERYWHERE } from '../state/baseline.ts'
import { type CaptureProgress, type Change, isTerminal, type Run, runOf } from '../state/change.ts'
import type { StepTurn } from './step-turn.ts'

/** What the signals show is kept, over a span that ends now; what the plan states is kept as it is. */
export const beginCapture = (step: CaptureStep): readonly EventBody[] => [
  { type: 'capture-started', step: step.id },
]

/** So long a source may take to say what was; then a person is asked, and no number is made up. */
const PATIENCE_MS: Millis = 5 * 60_000

export function advanceCapture(
  step: CaptureStep,
  { since }: CaptureProgress,
  { now, seen, paused, runbook }: Pick<StepTurn, 'now' | 'seen' | 'paused' | 'runbook'>,
): readonly EventBody[] {
  if (step.kept !== undefined) return takeKept(step, step.kept, { seen, paused, runbook })
  const all = step.signals.flatMap((signal) =>
    step.targets.map((target) =>
      standingOf(step.id, captureRule(signal), target, since - step.spanMs, seen.judged, now, seen.takeover),
    ),
  )
  const open = all.filter((standing) => !isKnown(standing, since))
  if (open.length === 0) {
    const found = [...stated(step), ...asLastWeek(step), ...all.flatMap(measured)]
    const name = step.name === undefined ? {} : { name: step.name }
    return [{ type: 'baseline-captured', step: step.id, found, ...name }, done(step, found)]
  }
  if (paused || now - since < PATIENCE_MS) return []
  const [{ rule, target, judged } = all[0] as Standing] = open
  const why = judged?.unavailable === undefined ? '' : `: ${judged.unavailable}`
  const because = `no data for ${rule.signal} on ${target} over the last ${formatDuration(step.spanMs)}, so there is no baseline${why}`
  return [{ type: 'paused', because }]
}

/** Numbers of an earlier change, with the span and the samples that they were made of; none is made up. */
function takeKept(
  step: CaptureStep,
  name: string,
  { seen, paused, runbook }: Pick<StepTurn, 'seen' | 'paused' | 'runbook'>,
): readonly EventBody[] {
  const kept = own(seen.kept, name)
  const pause = (because: string): readonly EventBody[] => (paused ? [] : [{ type: 'paused', because }])
  if (kept === undefined)
    return pause(
      `there is no baseline ${name}: no change of ${runbook.environment} has kept one under this name`,
    )
  const numberOf = (signal: string, target: string) =>
    kept.found.find((one) => one.signal === signal && one.target === target) ??
    kept.found.find((one) => one.signal === signal && one.target === EVERYWHERE)
  const wanted = step.signals.flatMap((signal) => step.targets.map((target) => ({ signal, target })))
  const missing = wanted.find(({ signal, target }) => numberOf(signal, target) === undefined)
  if (missing !== undefined)
    return pause(
      `the baseline ${name}, kept by ${kept.change}, says nothing of ${missing.signal} on ${missing.target}`,
    )
  const taken = wanted.flatMap(({ signal, target }) => {
    const one = numberOf(signal, target)
    return one === undefined ? [] : [{ ...one, target }]
  })
  const found = [...stated(step), ...taken]
  const from = { name, change: kept.change, at: kept.at }
  return [{ type: 'baseline-captured', step: step.id, found, from }, done(step, found)]
}

function done({ id }: CaptureStep, found: readonly Captured[]): EventBody {
  const { length } = found.filter((one) => 'value' in one)
  const follow = found.length - length
  const kept = `${length} ${length === 1 ? 'number is' : 'numbers are'} kept`
  const evidence =
    follow === 0 ? kept : `${kept}, and ${follow} ${follow === 1 ? 'follows' : 'follow'} last week`
  return { type: 'step-done', step: id, outputs: {}, evidence }
}

export const isCapturing = ({ steps }: Run): boolean =>
  Object.values(steps).some(({ status }) => status === 'capturing')

/** The names under which it has yet to take what an earlier change kept. */
export function baselinesToTake(change: Change): readonly string[] {
  if (isTerminal(change) || change.status === 'rolling-back') return []
  const run = runOf(change)
  const isAhead = (id: string): boolean => {
    const status = run?.steps[id]?.status ?? 'waiting'
    return status === 'waiting' || status === 'capturing'
  }
  return change.runbook.steps.flatMap((step) =>
    step.kind === 'capture' && step.kept !== undefined && isAhead(step.id) ? [step.kept] : [],
  )
}

/** Seen up to the moment at which it was asked for. */
const isKnown = ({ judged }: Standing, since: Instant): boolean =>
  judged !== null && judged.watermark >= since && judged.evidence.value !== null

function measured({ rule, target, judged }: Standing) {
  if (judged === null || judged.evidence.value === null) return []
  const { value, samples, from, to } = judged.evidence
  return [{ signal: rule.signal, target, value, seen: { from, to, samples } }]
}

const asLastWeek = ({ lastWeek, targets }: CaptureStep) =>
  lastWeek.flatMap((signal) => targets.map((target) => ({ signal, target, lastWeek: true }) as const))

const stated = (step: CaptureStep) =>
  Object.entries(step.stated).map(([signal, value]) => ({ signal, target: EVERYWHERE, value }))
