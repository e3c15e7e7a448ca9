import { nameOf } from '../../core/access/actor.ts'
import { wordsOf } from '../../core/change/state/cause-words.ts'
import type { Change, UndoProgress } from '../../core/change/state/change.ts'
import { formatMeasure } from '../../core/judge/words.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import { instant, type Shown } from '../shown/instant.ts'

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
  /** What could not be undone; only once it is over. */
  readonly notUndone: readonly string[]
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

export function viewRollback(change: Change): RollbackView | null {
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
    notUndone: change.status === 'failed' ? change.notUndone : [],
  }
}
