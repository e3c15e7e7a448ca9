import type { Caller } from './api.ts'

/** What the guards find out before a route is reached: who asks, and when to stop waiting for them. */
export type Env = { Variables: { caller: Caller; stop: AbortSignal } }
