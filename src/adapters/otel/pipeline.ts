import { type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace'
import type { Instant } from '../../core/time/instant.ts'
import type { Span } from '../../core/trace/span.ts'
import type { TraceCounts } from '../../ports/traces.ts'

export type OtlpOptions = {
  /** `service.name`, where OTEL_SERVICE_NAME does not say another. */
  readonly service: string
  /** Of this process, `service.instance.id`. */
  readonly instance: string
  readonly warn: (message: string) => void
}

/** So many may wait: more than a thousand changes end steps at once. */
const WAITING_MAX = 4_096
const BATCH = 512
const EVERY_MS = 1_000
const TIME_LIMIT_MS = 10_000
const CLOSE_MS = 3_000

/** A span with its ids. */
export type Placed = Omit<Span, 'key' | 'parent'> & {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string | null
  /** Left out: it is about nothing but this process. */
  readonly kind?: 'server'
}

export type Pipeline = {
  give(span: Placed): void
  leftOut(spans: number): void
  counts(): TraceCounts
  close(): Promise<void>
}

/**
 * By the OpenTelemetry SDK, over HTTP with protobuf. Where to, with which headers, certificates and limits is said by
 * the SDK's own variables: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS and so on.
 */
export function otlpPipeline({ service, instance, warn }: OtlpOptions): Pipeline {
  const counts = { told: 0, failed: 0, dropped: 0 }
  let waiting = 0
  const counted = counting(new OTLPTraceExporter({ timeoutMillis: TIME_LIMIT_MS }), (spans, ok) => {
    waiting -= spans
    if (!ok && counts.failed === 0) warn('traces cannot be told: the collector refuses or does not answer')
    counts[ok ? 'told' : 'failed'] += spans
  })
  const processor = new BatchSpanProcessor({
    exporter: counted,
    maxQueueSize: WAITING_MAX,
    maxExportBatchSize: BATCH,
    scheduledDelayMillis: EVERY_MS,
    exportTimeoutMillis: TIME_LIMIT_MS,
  })
  const resource = defaultResource().merge(
    resourceFromAttributes({
      'service.name': process.env.OTEL_SERVICE_NAME ?? service,
      'service.instance.id': instance,
    }),
  )
  return {
    give(span) {
      if (waiting >= WAITING_MAX) {
        counts.dropped += 1
        return
      }
      waiting += 1
      processor.onEnd({ ...readable(span), resource })
    },
    leftOut(spans) {
      counts.dropped += spans
    },
    counts: () => ({ ...counts }),
    async close() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref())
      await Promise.race([processor.shutdown().catch(() => undefined), late])
    },
  }
}

function readable(span: Placed): Omit<ReadableSpan, 'resource'> {
  const context = (spanId: string): SpanContext => ({
    traceId: span.traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
  })
  const own = context(span.spanId)
  return {
    name: span.name,
    kind: span.kind === 'server' ? SpanKind.SERVER : SpanKind.INTERNAL,
    spanContext: () => own,
    ...(span.parentId === null ? {} : { parentSpanContext: context(span.parentId) }),
    startTime: hrTime(span.from),
    endTime: hrTime(span.to),
    duration: hrTime(span.to - span.from),
    status:
      span.failed === null
        ? { code: SpanStatusCode.OK }
        : { code: SpanStatusCode.ERROR, message: span.failed },
    attributes: { ...span.attributes },
    links: [],
    events: span.notes.map(({ at, name, says }) => ({
      name,
      time: hrTime(at),
      attributes: { 'cutwater.says': says },
    })),
    ended: true,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

const SCOPE = { name: 'cutwater' }

function counting(exporter: OTLPTraceExporter, ended: (spans: number, ok: boolean) => void): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        ended(spans.length, result.code === 0)
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  }
}

/** Seconds and nanoseconds. */
const hrTime = (at: Instant): [number, number] => [Math.floor(at / 1_000), Math.round((at % 1_000) * 1e6)]
