import { RandomIdGenerator } from '@opentelemetry/sdk-trace'
import type { RequestTold, RequestTraces } from '../../ports/traces.ts'
import { type OtlpOptions, otlpPipeline } from './pipeline.ts'

/** Requests of a proxy, as spans of a server in the traces of those who call it. */
export function otlpRequests(options: OtlpOptions): RequestTraces {
  const { give, counts, close } = otlpPipeline(options)
  const random = new RandomIdGenerator()
  return {
    ids: { trace: () => random.generateTraceId(), span: () => random.generateSpanId() },
    tell({ traceId, spanId, parentId }, request) {
      const { method, target, slot, reason, status, from, to } = request
      give({
        ...{ traceId, spanId, parentId, from, to },
        kind: 'server',
        name: `${method} ${target}`,
        failed: faultOf(request),
        attributes: {
          'http.request.method': method,
          ...(status === null ? {} : { 'http.response.status_code': status }),
          'cutwater.target': target,
          'cutwater.slot': slot,
          'cutwater.reason': reason,
        },
        notes: [],
      })
    },
    counts,
    close,
  }
}

function faultOf({ status, whole }: RequestTold): string | null {
  if (status === null) return 'no answer'
  if (!whole) return 'the answer broke off'
  return status >= 500 ? `status ${status}` : null
}
