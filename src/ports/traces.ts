import type { Instant } from '../core/time/instant.ts'
import type { RequestContext } from '../core/trace/request-context.ts'
import type { Span } from '../core/trace/span.ts'
import type { Slot } from '../core/traffic/desired.ts'
import type { Reason } from '../core/traffic/route.ts'

/**
 * Where traces are told to, by OTLP. Nobody waits for it: what it cannot take or cannot pass on is left out and
 * counted, and nothing of it is ever an error of a change.
 */
export interface Traces {
  /** Spans of one trace that have ended. */
  tell(traceId: string, spans: readonly Span[]): void
  /** What is left out before it came here counts too. */
  leftOut(spans: number): void
  counts(): TraceCounts
  /** Tells what is left, within a few seconds. */
  close(): Promise<void>
}

export type TraceCounts = {
  /** The collector took them. */
  readonly told: number
  /** Refused there, or nobody answered in time. */
  readonly failed: number
  /** More than could wait. */
  readonly dropped: number
}

/** Where a proxy tells its requests to; the same way. */
export interface RequestTraces {
  /** New ids, as `requestContext` takes them. */
  readonly ids: { readonly trace: () => string; readonly span: () => string }
  tell(context: RequestContext, request: RequestTold): void
  counts(): TraceCounts
  close(): Promise<void>
}

/** Nothing of what it asked for or carried: paths and headers hold secrets. */
export type RequestTold = {
  readonly method: string
  readonly target: string
  readonly slot: Slot
  readonly reason: Reason
  /** Of what was answered; null where no head of an answer was sent. */
  readonly status: number | null
  /** The answer was sent to its last byte. */
  readonly whole: boolean
  readonly from: Instant
  readonly to: Instant
}
