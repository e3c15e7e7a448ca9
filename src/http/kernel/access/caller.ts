import type { Actor } from '../../../core/access/actor.ts'
import type { Caller } from '../../../runtime/access/identify.ts'

/** The actor is the holder of the token. */
export const actorOf = ({ name }: Caller): Actor => ({ kind: 'person', name })

/**
 * A key is one's own: what somebody else sends under the same one is another request. It has no spaces, so this is
 * exact.
 */
export const dedupOf = ({ name }: Caller, key: string): string => `${key} ${name}`
