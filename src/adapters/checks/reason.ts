import { formatDuration } from '../../core/time/duration.ts'
import type { LookLimits } from '../../ports/look.ts'
import { brief } from '../../ports/printable.ts'

/** What people know better than its code. */
const KNOWN: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'its name cannot be looked up',
  EPIPE: 'connection closed',
  UND_ERR_SOCKET: 'connection closed',
  ENODATA: 'no such record',
  ESERVFAIL: 'the name server failed',
  EREFUSED: 'the name server refuses',
  ETIMEOUT: 'the name server does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody who is trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody who is trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody who is trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
}

/** Why nothing answered, as words in brackets; a name with several addresses fails with one error for each. */
export function reasonOf(error: unknown, { signal, timeLimitMs }: LookLimits): string {
  if (signal.aborted) return `no answer within ${formatDuration(timeLimitMs)}`
  if (error instanceof AggregateError && error.errors.length > 0)
    return reasonOf(error.errors[0], { signal, timeLimitMs })
  const code = codeOf(error)
  const known = code === null ? undefined : KNOWN[code]
  return known ?? brief(error instanceof Error ? error.message : String(error), 200)
}

export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

/** Since `from`, as `performance.now()` has it. */
export const since = (from: number): number => performance.now() - from
