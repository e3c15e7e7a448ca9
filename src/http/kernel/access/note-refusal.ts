import type { Context } from 'hono'
import type { Access } from '../../../runtime/access/access.ts'
import type { ProblemError } from '../problem/problem.ts'
import type { Env } from '../request/env.ts'

/**
 * What was understood and not done. A request that means nothing, or asks for what is not there, was not refused
 * anything.
 */
const REFUSING = new Set([401, 403, 409, 412, 422, 428, 429])

/**
 * A refusal to a known caller stands in the journal. What a change refused stands in its own stream already; of those
 * who are not known there is only a number in the metrics.
 */
export async function noteRefusal(
  c: Context<Env>,
  error: ProblemError,
  access: Pick<Access, 'refused'>,
): Promise<void> {
  const caller = c.get('caller') ?? c.get('formerly')
  if (caller === undefined || !REFUSING.has(error.status) || 'refused' in error.extensions) return
  await access.refused({
    caller,
    operation: c.get('operation') ?? 'none',
    problem: error.kind,
    because: error.message,
    path: c.req.path,
  })
}
