import type { KeptBy } from '../events/event.ts'
import type { Run } from '../state/change.ts'
import type { WeightFlag } from '../state/weight-flag.ts'

type Moved = Extract<KeptBy<'run'>, { type: 'weight-flag-moved' }>
type Answered = Extract<KeptBy<'run'>, { type: 'weight-flag-set' | 'weight-flag-failed' }>

/** The flag of a rollout that follows its weight: ordered, then set, tried again, or given up. */
export function evolveWeightFlag(run: Run, event: Moved | Answered): Run {
  const before = run.weightFlags?.[event.step]
  if (event.type === 'weight-flag-moved') {
    const { percent, attempt } = event
    const tries = before?.percent === percent ? before.tries + 1 : 1
    return withFlag(run, event.step, { percent, attempt, tries, status: 'setting' })
  }
  if (before === undefined) throw new Error(`no flag follows the weight of ${event.step}`)
  const { percent, attempt, tries } = before
  const known = { percent, attempt, tries }
  if (event.type === 'weight-flag-set') return withFlag(run, event.step, { ...known, status: 'set' })
  const { reason, retryAt } = event
  return withFlag(
    run,
    event.step,
    retryAt === undefined
      ? { ...known, status: 'failed', reason }
      : { ...known, status: 'retrying', retryAt, reason },
  )
}

const withFlag = (run: Run, step: string, flag: WeightFlag): Run => ({
  ...run,
  weightFlags: { ...run.weightFlags, [step]: flag },
})
