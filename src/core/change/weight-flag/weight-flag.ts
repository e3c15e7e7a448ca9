import type { Act, RolloutStep, Runbook } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { type EffectAnswer, weightItem } from '../outside/observations.ts'
import { hasAdopted } from '../rollback/adopted.ts'
import type { Change, Paused, RollingBack, Run, Running } from '../state/change.ts'

type Following = Running | Paused | RollingBack

/** One attempt; a flag is a row in a database, and a call to a flag service. */
export const WEIGHT_FLAG_LIMIT_MS: Millis = 10_000
const RETRY_AFTER_MS: Millis = 5_000
const TRIES = 3

/**
 * A flag with the weight of its rollout follows what every proxy has acknowledged, and never runs ahead of it: up
 * once a hold begins, down as soon as the weight is to fall, to 0 when it closes. One order at a time, so that no
 * late one overtakes. Nothing waits for it while traffic moves.
 */
export function followWeight(change: Following, now: Instant): readonly EventBody[] {
  const { run, runbook } = change
  return runbook.steps.flatMap((step): readonly EventBody[] => {
    if (step.kind !== 'rollout' || step.weightFlag === undefined) return []
    const known = run.weightFlags?.[step.id]
    if (known?.status === 'setting') return []
    // What is being tried is tried to its end, also where the weight is about to change.
    const wanted = wantedPercent(step, change) ?? (known?.status === 'retrying' ? known.percent : null)
    if (wanted === null) return []
    const same = known?.percent === wanted
    if (same && (known.status === 'set' || known.status === 'failed')) return []
    if (same && known.status === 'retrying' && now < known.retryAt) return []
    const attempt = (known?.attempt ?? 0) + 1
    const { weightFlag: flag } = step
    const act = setting(step, flag, wanted)
    return [{ type: 'weight-flag-moved', step: step.id, flag, percent: wanted, attempt, act }]
  })
}

/** An order is out, or one will be tried again: a step that sets flags for good, and the end, come after it. */
export function isFollowing(run: Run): boolean {
  return Object.values(run.weightFlags ?? {}).some(
    ({ status }) => status === 'setting' || status === 'retrying',
  )
}

export function weightFlagRetries(run: Run): readonly Instant[] {
  return Object.values(run.weightFlags ?? {}).flatMap((flag) =>
    flag.status === 'retrying' ? [flag.retryAt] : [],
  )
}

export function hearWeightFlag(
  { run, runbook }: Pick<Following, 'run' | 'runbook'>,
  { ref, ...outcome }: EffectAnswer,
  now: Instant,
): readonly EventBody[] {
  const step = weightFlagStep(runbook, ref.item)
  const known = step === undefined ? undefined : run.weightFlags?.[step.id]
  if (step?.weightFlag === undefined || known?.status !== 'setting' || known.attempt !== ref.attempt)
    return []
  const of = { step: step.id, flag: step.weightFlag, percent: known.percent }
  if (outcome.outcome === 'done') return [{ type: 'weight-flag-set', ...of, evidence: outcome.evidence }]
  const reason = outcome.outcome === 'stopped' ? 'it was stopped' : outcome.reason
  const again = known.tries < TRIES ? { retryAt: now + RETRY_AFTER_MS } : {}
  return [{ type: 'weight-flag-failed', ...of, reason, ...again }]
}

function weightFlagStep({ steps }: Pick<Runbook, 'steps'>, item: string): RolloutStep | undefined {
  return steps.flatMap((step) => (step.kind === 'rollout' && weightItem(step.id) === item ? [step] : []))[0]
}

/** Null: it stays as it is. */
function wantedPercent(step: RolloutStep, change: Following): number | null {
  const { run, runbook } = change
  const known = run.weightFlags?.[step.id]
  const progress = run.steps[step.id]
  if (change.status === 'rolling-back') {
    // What everybody has already is taken back by a change of its own.
    if (known === undefined || hasAdopted(step, run, runbook)) return null
    const { traffic } = change.back
    return traffic.traffic === 'descending' ? Math.min(known.percent, traffic.to / 100) : 0
  }
  if (progress?.status === 'rolling' && progress.rollout.phase.phase === 'holding')
    return (step.stages[progress.rollout.stage]?.weight ?? 0) / 100
  const isTrial = !step.adopt && step.adoptLater !== true
  return progress?.status === 'done' && isTrial && known !== undefined ? 0 : null
}

const setting = ({ targets }: RolloutStep, flag: string, percent: number): Act => ({
  act: 'set-flags',
  targets,
  set: { [flag]: percent },
  lock: false,
  passLock: true,
})

/** A change that still runs, or goes back. */
export const isFollowed = (change: Change): change is Following =>
  change.status === 'running' || change.status === 'paused' || change.status === 'rolling-back'
