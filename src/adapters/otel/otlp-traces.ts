import { spanIdOf } from '../../core/trace/ids.ts'
import type { Traces } from '../../ports/traces.ts'
import { type OtlpOptions, otlpPipeline } from './pipeline.ts'

/** Traces of changes, whose ids follow from what they are of. */
export function otlpTraces(options: OtlpOptions): Traces {
  const { give, ...pipeline } = otlpPipeline(options)
  return {
    ...pipeline,
    tell(traceId, spans) {
      for (const { key, parent, ...span } of spans) {
        const parentId = parent === null ? null : spanIdOf(traceId, parent)
        give({ ...span, traceId, spanId: spanIdOf(traceId, key), parentId })
      }
    },
  }
}
