import { runOf, type StepProgress } from '../../core/change/state/change.ts'
import type { Step } from '../../core/runbook/runbook.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { EffectShown } from '../../ports/store/questions.ts'
import { type StagedStep, stagedBy } from '../records/staged-step.ts'
import { instant, type Shown } from '../shown/instant.ts'
import type { Seen } from './seen.ts'

export type StepView = {
  readonly id: string
  readonly title: string
  readonly kind: Step['kind']
  readonly after: readonly string[]
  readonly status: StepProgress['status']
  /** Of `attempts` that the plan allows; 0 before the first. */
  readonly attempt: number
  readonly attempts: number
  /** When it took the status it has. */
  readonly since: Shown | null
  /** Why it failed, is tried again or is in doubt. */
  readonly reason: string | null
  readonly retryAt: Shown | null
  /** Its flags, while they wait for their moment; null of any other step. */
  readonly staged: StagedStep | null
  readonly outputs: readonly EffectOutput[]
}

/** What one try printed, redacted and bounded: its beginning and its end. */
export type EffectOutput = {
  readonly direction: string
  readonly attempt: number
  readonly status: string
  readonly output: string
}

export function viewSteps({ change, effects }: Seen): readonly StepView[] {
  const run = runOf(change)
  return change.runbook.steps.map((step) => {
    const progress: StepProgress = run?.steps[step.id] ?? { status: 'waiting' }
    return {
      id: step.id,
      title: withoutMarks(step.title),
      kind: step.kind,
      after: step.after,
      status: progress.status,
      attempt: attemptOf(progress),
      attempts: step.kind === 'effect' ? step.attempts : 1,
      since: sinceOf(progress),
      reason: 'reason' in progress ? progress.reason : null,
      retryAt: progress.status === 'retrying' ? instant(progress.retryAt) : null,
      staged: stagedBy(step, change),
      outputs: outputsOf(effects, step.id),
    }
  })
}

export function outputsOf(effects: readonly EffectShown[], item: string): readonly EffectOutput[] {
  return effects
    .filter((effect) => effect.item === item)
    .map(({ direction, attempt, status, output }) => ({ direction, attempt, status, output }))
}

function attemptOf(progress: StepProgress): number {
  if ('attempt' in progress) return progress.attempt
  return progress.status === 'waiting' ? 0 : 1
}

function sinceOf(progress: StepProgress): Shown | null {
  if ('since' in progress) return instant(progress.since)
  if ('at' in progress) return instant(progress.at)
  return null
}
