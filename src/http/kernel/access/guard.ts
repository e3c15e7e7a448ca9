import type { Context } from 'hono'
import type { Permission } from '../../../core/access/roles.ts'
import type { Caller } from '../../../runtime/access/identify.ts'
import type { Env } from '../request/env.ts'
import type { RateBudget } from './rate-limits.ts'

/** Who asks, and whether they may. Both throw the problem that is the answer. */
export type Guard = {
  /** `unauthenticated` when the request carries nothing valid. The result is kept for the request. */
  identify(c: Context<Env>, mayBeUrgent: boolean): Promise<Caller>
  /** Identifies, counts it against the budget, then `not-allowed` unless a role of the caller permits it. */
  permit(c: Context<Env>, permission: Permission, budget: RateBudget): Promise<Caller>
  /** For what is open to anyone: only counts it. */
  anyone(c: Context<Env>, budget: RateBudget): Promise<void>
  /** Whether the caller of a request that goes on for long still may: looked up anew. */
  still(c: Context<Env>, permission: Permission): Promise<boolean>
}
