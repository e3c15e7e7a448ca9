import { nameOf } from '../../core/access/actor.ts'
import { backItem } from '../../core/change/outside/observations.ts'
import { backStepsLeft } from '../../core/change/rollback/back-steps.ts'
import { wordsOf } from '../../core/change/state/cause-words.ts'
import type {
  BackStepProgress,
  Change,
  Rollback,
  RollbackPart,
  UndoProgress,
} from '../../core/change/state/change.ts'
import { formatMeasure } from '../../core/judge/words.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { BasisPoints } from '../../core/traffic/desired.ts'
import { instant, type Shown } from '../shown/instant.ts'
import type { Seen } from './seen.ts'
import { type EffectOutput, outputsOf } from './step-view.ts'

/** A rollback: traffic first, then undo, newest first. */
export type RollbackView = {
  readonly cause: string
  /** The numbers behind it, where numbers decided. */
  readonly evidence: string | null
  readonly by: string
  readonly startedAt: Shown
  readonly latch: boolean
  /** `untouched`: it came back from before T, and had none. */
  readonly traffic: 'descending' | 'closing' | 'closed' | 'untouched'
  readonly closedAt: Shown | null
  readonly undo: readonly UndoView[]
  /** Where a gradual one is on its way down; null once it closes. */
  readonly weight: BasisPoints | null
  /** The plan's own steps, after undo. */
  readonly steps: readonly BackStepView[]
  /** Parts that took longer than the plan allows. */
  readonly late: readonly RollbackPart[]
  /** Of its own steps, those that were not done; only once it is over. */
  readonly notDone: readonly string[]
  /** What could not be undone; only once it is over. */
  readonly notUndone: readonly string[]
}

export type BackStepView = {
  readonly id: string
  readonly title: string
  readonly status: BackStepProgress['status']
  /** Why it failed or was skipped. */
  readonly reason: string | null
  readonly outputs: readonly EffectOutput[]
}

export type UndoView = {
  readonly step: string
  readonly title: string
  readonly status: UndoProgress['status']
  /** Why it failed or was skipped. */
  readonly reason: string | null
  /** Skipped because the plan said beforehand that nothing needs undoing. */
  readonly harmless: boolean
}

export function viewRollback({ change, effects }: Pick<Seen, 'change' | 'effects'>): RollbackView | null {
  const back = 'back' in change ? change.back : undefined
  if (back === undefined) return null
  const { runbook } = change
  return {
    cause: wordsOf(back.cause),
    evidence: 'evidence' in back.cause ? formatMeasure(back.cause.evidence) : null,
    by: nameOf(back.by),
    startedAt: instant(back.startedAt),
    latch: back.latch,
    traffic: back.traffic.traffic,
    closedAt: back.traffic.traffic === 'closed' ? instant(back.traffic.at) : null,
    undo: Object.entries(back.undo).map(([step, undo]) => ({
      step,
      title: withoutMarks(runbook.steps.find(({ id }) => id === step)?.title ?? step),
      status: undo.status,
      reason: undo.status === 'failed' ? undo.reason : undo.status === 'skipped' ? undo.because : null,
      harmless: undo.status === 'skipped' && undo.harmless,
    })),
    weight: back.traffic.traffic === 'descending' ? back.traffic.to : null,
    steps: viewBackSteps(change, back, effects),
    late: back.late ?? [],
    notDone: change.status === 'rolled-back' || change.status === 'failed' ? backStepsLeft(back) : [],
    notUndone: change.status === 'failed' ? change.notUndone : [],
  }
}

function viewBackSteps(
  { runbook }: Change,
  { steps }: Rollback,
  effects: Seen['effects'],
): readonly BackStepView[] {
  if (steps === undefined) return []
  return (runbook.wayDown?.steps ?? []).map(({ id, title }) => {
    const step = steps[id] ?? { status: 'waiting' }
    return {
      id,
      title: withoutMarks(title),
      status: step.status,
      reason: step.status === 'failed' ? step.reason : step.status === 'skipped' ? step.because : null,
      outputs: outputsOf(effects, backItem(id)),
    }
  })
}
