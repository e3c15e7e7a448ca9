import type { EventBody } from '../events/event.ts'
import type { Cause, Run } from '../state/change.ts'

/** Undo goes through what has begun, newest first. */
export function rollbackStarted(
  run: Run,
  cause: Cause,
  how: { readonly gradual: boolean; readonly latch: boolean },
): EventBody {
  return {
    type: 'rollback-started',
    cause,
    gradual: how.gradual,
    latch: how.latch,
    undo: run.begun.toReversed(),
  }
}
