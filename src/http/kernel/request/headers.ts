import type { Context } from 'hono'
import { ProblemError } from '../problem/problem.ts'

export const KEY = /^[\x21-\x7e]{8,200}$/
/** Proxies that compress make an ETag weak; it says the same revision. */
export const REVISION = /^((W\/)?"\d{1,9}"|\d{1,9})$/

/** Says that two requests are the same one sent twice; its answer is kept under it. */
export function idempotencyKey(c: Context): string {
  const key = c.req.header('idempotency-key')
  if (key === undefined)
    throw new ProblemError(
      'missing-idempotency-key',
      'The request has no Idempotency-Key.',
      'Send one of your own making, such as a UUID; the same one again when you repeat the request.',
    )
  if (!KEY.test(key))
    throw new ProblemError(
      'malformed-request',
      'The Idempotency-Key has to be 8 to 200 visible characters.',
      'Use a UUID.',
    )
  return key
}

/** `If-Match` carries the revision that the caller has seen. */
export function revisionSeen(c: Context): number | undefined {
  const header = c.req.header('if-match')
  if (header === undefined) return undefined
  if (!REVISION.test(header))
    throw new ProblemError(
      'malformed-request',
      'If-Match has to be one revision.',
      'Send the ETag of the change as you saw it, such as "7".',
    )
  return Number(header.replaceAll(/\D/g, ''))
}

export const etag = (revision: number): string => `"${revision}"`
