import type { Context } from 'hono'
import type { Permission } from '../../../core/access/roles.ts'
import type { Caller } from '../../api/api.ts'
import type { Env } from '../request/env.ts'

/** Who asks, and whether they may. Both throw the problem that is the answer. */
export type Guard = {
  /** `unauthenticated` when nobody is known by what the request carries. Whoever was identified stays it for this request. */
  identify(c: Context<Env>): Promise<Caller>
  /** Identifies, then `not-allowed` unless a role of the caller permits it. What is urgent is not held up by a rate limit. */
  permit(c: Context<Env>, permission: Permission, urgent?: boolean): Promise<Caller>
  /** Whoever asks for what is open to anyone. */
  anyone(c: Context<Env>): Promise<void>
  /** Whether the caller of a request that goes on for long still may: looked up anew. */
  still(c: Context<Env>, permission: Permission): Promise<boolean>
}
