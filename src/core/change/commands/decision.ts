import type { Actor } from '../../access/actor.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import type { Change } from '../state/change.ts'
import type { Refusal } from './command.ts'

/** What a command may look at besides the change itself. */
export type Asked = { readonly now: Instant; readonly actor: Actor; readonly seen: Observations }

/** Accepted, perhaps without events when it was so already; or refused with a reason. */
export type Decision = Accepted | Refusal
export type Accepted = { readonly events: readonly EventBody[] }

export const isRefused = (decision: Decision): decision is Refusal => 'refused' in decision
export const ALREADY: Accepted = { events: [] }

export function wrongState(change: Change, what: string, remedy: string): Refusal {
  return { refused: 'wrong-state', because: `a change that is ${change.status} cannot ${what}`, remedy }
}
