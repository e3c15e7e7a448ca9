import type { IncomingMessage } from 'node:http'
import type { Instant } from '../../core/time/instant.ts'
import { type RequestContext, requestContext, traceparentFor } from '../../core/trace/request-context.ts'
import type { Slot } from '../../core/traffic/desired.ts'
import type { RequestTraces } from '../../ports/traces.ts'

/** A request's place in its trace, and where it was sent first. */
export type Traced = { readonly context: RequestContext; readonly slot: Slot; readonly from: Instant }

export function traced(request: IncomingMessage, slot: Slot, ids: RequestTraces['ids']): Traced {
  const { traceparent } = request.headers
  const header = Array.isArray(traceparent) ? undefined : traceparent
  return { context: requestContext(header, slot, ids), slot, from: Date.now() }
}

/**
 * A request's headers with its place in the trace: name, value, name, value. What others keep in `tracestate` belongs
 * to the trace that came, and does not go on into one that begins here.
 */
export function withContext(headers: readonly string[], { context }: Traced): string[] {
  const kept: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (name === 'traceparent' || (name === 'tracestate' && context.parentId === null)) continue
    kept.push(name, headers[i + 1] ?? '')
  }
  kept.push('traceparent', traceparentFor(context))
  return kept
}
