import type { EventBody } from '../events/event.ts'
import type { Cause, Change, Run } from '../state/change.ts'
import { heldByEngine } from '../state/change.ts'

/** What was prepared is undone, newest first; of nothing that has begun nothing has to be. */
export function preparationUndoing(
  run: Run,
  cause: Cause,
  ends: 'cancelled' | 'missed' = 'cancelled',
): EventBody {
  return { type: 'preparation-undoing', cause, undo: run.begun.toReversed(), ends }
}

/**
 * What the rules of a running change say, as it is before T: a pause holds back the opening, and a rollback undoes what
 * was prepared and finds no traffic to close. A person who holds it back is not replaced by the engine.
 */
export function asBeforeT(change: Change, bodies: readonly EventBody[]): readonly EventBody[] {
  if (change.status !== 'preparing') return bodies
  const held = change.blocked !== null && !heldByEngine(change)
  return bodies.flatMap((body): readonly EventBody[] => {
    if (body.type === 'paused') return held ? [] : [{ type: 'opening-blocked', because: body.because }]
    return body.type === 'rollback-started' ? [preparationUndoing(change.run, body.cause)] : [body]
  })
}
