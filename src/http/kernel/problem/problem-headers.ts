import type { ProblemError } from './problem.ts'

/** Headers that go with a problem: how to be known (RFC 6750), and when to ask again. */
export function problemHeaders({ status, kind, extensions }: ProblemError): Record<string, string> {
  const retry: Record<string, string> =
    typeof extensions.retryAfter === 'number' ? { 'retry-after': String(extensions.retryAfter) } : {}
  if (status !== 401) return retry
  // Without credentials the answer says how to send them; with invalid ones, that they are not valid.
  const wrong = kind === 'token-expired' || kind === 'token-revoked' ? ', error="invalid_token"' : ''
  return { ...retry, 'www-authenticate': `Bearer realm="cutwater"${wrong}` }
}
