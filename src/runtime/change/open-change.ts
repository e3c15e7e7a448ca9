import type { Actor } from '../../core/access/actor.ts'
import { entryOf } from '../../core/change/events/change-entry.ts'
import type { ChangeEvent } from '../../core/change/events/event.ts'
import { announcedBy } from '../../core/change/events/event-name.ts'
import { drafted, draftFrom } from '../../core/change/evolve/draft.ts'
import type { Change } from '../../core/change/state/change.ts'
import { sentenceFor } from '../../core/notice/sentence.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import type { NewChange } from '../../ports/store/ticks.ts'
import type { Runtime } from '../context/runtime.ts'
import { type Asked, askChange } from './ask-change.ts'

export type Opening = Pick<NewChange, 'prefix' | 'planText' | 'dedup'> & {
  /** Compiled by the caller, with every input filled in. */
  readonly runbook: Runbook
  readonly requester: Actor
  /** Who registered its plan; left out: the requester. */
  readonly writer?: string
  /** Distinct people who have to approve it; 0 schedules it at once. */
  readonly approvalsNeeded?: number
}

/**
 * Makes a change of a compiled plan and requests it. The same `dedup` again finds the first one, also when the server
 * died between the two.
 */
export async function openChange(
  runtime: Runtime,
  opening: Opening,
): Promise<{ readonly change: Change; readonly asked: Asked }> {
  const { store, clock, log } = runtime
  const { prefix, planText, dedup, runbook, requester, writer, approvalsNeeded = 0 } = opening
  const at = clock.now()
  const made: ChangeEvent[] = []
  const change = await store.ticks.create({
    prefix,
    planText,
    dedup,
    at,
    open: (id) => {
      const event = drafted(id, runbook, requester, at, writer)
      made.push(event)
      return { change: draftFrom(event), entries: [entryOf(event)] }
    },
  })
  for (const event of made)
    log.info(
      { change: change.id, event: announcedBy(event), at: event.at, by: event.by },
      sentenceFor(event, runbook),
    )
  const asked = await askChange(runtime, change.id, {
    dedup: `${dedup}/request`,
    actor: requester,
    command: { command: 'request', needed: approvalsNeeded, revision: FIRST_REVISION },
  })
  const loaded = await store.ticks.load(change.id)
  return { change: loaded?.change ?? change, asked }
}

/** Of a draft that nobody has touched. */
const FIRST_REVISION = 1
