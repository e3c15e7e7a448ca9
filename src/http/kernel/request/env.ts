import type { Caller } from '../../../runtime/access/identify.ts'

/**
 * What is found out before a route is reached: who asks (unless anyone may), which operation is asked for, when to stop
 * waiting for the one who asks, whether they came over TLS, and what is left of their budget. `formerly` is who a
 * token belonged to that is over.
 */
export type Env = {
  Variables: {
    caller: Caller
    formerly?: Caller
    operation: string
    secure: boolean
    stop: () => AbortSignal
    ratelimit?: string
  }
}
