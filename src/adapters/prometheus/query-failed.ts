import type { Millis } from '../../core/time/instant.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import { callReason } from '../../ports/network-reason.ts'
import { brief } from '../../ports/printable.ts'

export type FailureKind =
  | 'unreachable'
  | 'slow'
  | 'failing'
  | 'refused'
  | 'bad-query'
  | 'too-much'
  | 'too-large'
  | 'partial'
  | 'nonsense'

/** A query that Prometheus did not answer, or answered only in part. A partial answer is not a measurement. */
export class QueryFailed extends MetricsUnavailable {
  override readonly name = 'QueryFailed'
  readonly kind: FailureKind
  constructor(kind: FailureKind, words: string) {
    super(words)
    this.kind = kind
  }
}

/**
 * What went wrong on the way, in words that go on after "Prometheus at URL". `timedOutMs` when it was we who gave up.
 */
export function faultOfAnswer(cause: unknown, timedOutMs: Millis | null): QueryFailed {
  if (cause instanceof QueryFailed) return cause
  if (timedOutMs !== null) return new QueryFailed('slow', `did not answer within ${timedOutMs / 1000} s`)
  return new QueryFailed('unreachable', `cannot be reached: ${wordsOf(cause)}`)
}

/** The client's error is not kept: it may hold the request. */
const wordsOf = (error: unknown): string => brief(callReason(error))
