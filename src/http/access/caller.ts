import type { Actor } from '../../core/change/actor.ts'
import type { Caller } from '../api.ts'

/** Who acts is whoever holds the token. */
export const actorOf = ({ name }: Caller): Actor => ({ kind: 'person', name })
