import { type Actor, nameOf } from '../../access/actor.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { ChangeEvent } from '../events/event.ts'
import type { ChangeId, Draft } from '../state/change.ts'

/** The first event of a change, and the state it gives. */
export function drafted(
  id: ChangeId,
  runbook: Runbook,
  by: Actor,
  at: Instant,
  writer: string = nameOf(by),
): ChangeEvent {
  return { at, by, type: 'drafted', id, runbook, ...(writer === nameOf(by) ? {} : { writer }) }
}

export function draftFrom(event: ChangeEvent): Draft {
  if (event.type !== 'drafted') throw new Error(`a change begins with "drafted", not "${event.type}"`)
  const { id, runbook, by, at, writer } = event
  const writers = writer === undefined ? {} : { writers: [writer] }
  return {
    status: 'draft',
    id,
    runbook,
    requester: by,
    ...writers,
    requestedAt: at,
    revision: 1,
    rejected: null,
  }
}
