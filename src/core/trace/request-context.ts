import type { Slot } from '../traffic/desired.ts'

/** Where a request stands in a trace, as `traceparent` says it (W3C Trace Context, Level 1). */
export type RequestContext = {
  readonly traceId: string
  /** The span of the proxy that passes it on. */
  readonly spanId: string
  /** The span of the caller; null where the trace begins here. */
  readonly parentId: string | null
  /** Whether it is told. */
  readonly sampled: boolean
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const SAMPLED = 0x01

/**
 * Goes on with the caller's trace, or begins one where there is none or where what came is none. A canary is always
 * told: it has few requests, and each may be the one that matters. Of stable what the caller asked for is, and nothing
 * that begins here.
 *
 * `ids` gives new random ids: 16 and 8 bytes as lower-case hexadecimal digits, not all zeros.
 */
export function requestContext(
  header: string | undefined,
  slot: Slot,
  ids: { readonly trace: () => string; readonly span: () => string },
): RequestContext {
  const came = header === undefined ? null : readTraceparent(header)
  const sampled = slot === 'canary' || came?.sampled === true
  return {
    traceId: came?.traceId ?? ids.trace(),
    spanId: ids.span(),
    parentId: came?.spanId ?? null,
    sampled,
  }
}

export const traceparentFor = ({ traceId, spanId, sampled }: RequestContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`

/** Null: it is no such header. A later version is read as far as it is like this one. */
export function readTraceparent(
  header: string,
): { traceId: string; spanId: string; sampled: boolean } | null {
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(header.trim()) ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED }
}
