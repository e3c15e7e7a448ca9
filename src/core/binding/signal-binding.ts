import type { ReadAs } from '../judge/reading.ts'
import { countsSpan, type SignalShape } from '../signal/shape.ts'
import type { Millis } from '../time/instant.ts'
import { type HttpSource, httpSourceOf, type SqlSource, sqlSourceOf } from './polled-signal.ts'
import type { WrittenPrometheus, WrittenSignal } from './signal-schema.ts'
import { scaleOf, shapeOf } from './signal-shape.ts'

/** How a signal is measured, with its shape: what the numbers are that come from there. */
export type SignalBinding =
  | GatewaySignalBinding
  | PrometheusSignalBinding
  | SqlSignalBinding
  | HttpSignalBinding

/** `slo` in the scale of the unit. */
type Shaped = Omit<SignalShape, 'kind'> & { readonly slo?: number }

export type GatewaySignalBinding = Shaped & { readonly source: 'gateway' } & (
    | { readonly kind: 'ratio'; readonly statusBelow: number; readonly withinMs: Millis | null }
    | { readonly kind: 'distribution'; readonly quantile: number }
  )

export type SqlSignalBinding = Shaped & SqlSource
export type HttpSignalBinding = Shaped & HttpSource

/**
 * Expressions are PromQL with `${WINDOW}` still in them. `scale`: what one of the source's units is in the unit's
 * own scale.
 */
export type PrometheusSignalBinding = Shaped & {
  readonly source: 'prometheus'
  readonly labels: SeriesLabels
} & (
    | {
        readonly kind: 'ratio'
        /** Whether `part` counts what was good, or what was not. */
        readonly counts: 'good' | 'bad'
        readonly part: string
        readonly total: string
      }
    | {
        readonly kind: 'distribution'
        readonly buckets: string
        /** Of `le`. */
        readonly scale: number
        readonly quantile: number
      }
    | { readonly kind: 'mean'; readonly sum: string; readonly total: string; readonly scale: number }
    | { readonly kind: 'gauge'; readonly query: string; readonly scale: number }
    | { readonly kind: 'count'; readonly query: string }
  )

/** Which labels of a series say whose it is. `arm` holds blue or green, or else stable or canary. */
export type SeriesLabels = {
  readonly target: string
  readonly arm: string
  readonly armIs: 'side' | 'slot'
  /** What a slot label says in the team's own words; left out when it says stable and canary. */
  readonly words?: SlotWords
  /** By which each series of an arm may be told for itself. */
  readonly each?: string
}

/** `${VERSION}` stands for the version of the change. Stable null: whatever is not the canary. */
export type SlotWords = { readonly canary: string; readonly stable: string | null }

/** How often a source measures, and how much later than its end an interval is known. */
export type Rhythm = { readonly intervalMs: Millis; readonly lagMs: Millis }

/** Gateways keep whole seconds, and servers fetch them every second. */
export const GATEWAY_RHYTHM: Rhythm = { intervalMs: 1_000, lagMs: 1_000 }

export type PrometheusBinding = Rhythm & {
  readonly url: string
  /** `secret:NAME`; null sends none. */
  readonly token: string | null
  /** The password is `secret:NAME`. */
  readonly basicAuth?: { readonly user: string; readonly password: string }
  /** Values are text or `secret:NAME`, alone or after a scheme. */
  readonly headers?: Readonly<Record<string, string>>
  readonly scrapeMs: Millis
  /** It scrapes the gateways too. */
  readonly gateways?: true
}

export function signalOf(written: WrittenSignal): SignalBinding {
  const { kind, ...shape } = shapeOf(written)
  const shaped = { ...shape, ...sloOf(written) }
  const { prometheus, sql, http } = written
  if (prometheus !== undefined) return prometheusSignalOf(written, prometheus)
  if (sql !== undefined) return { ...shaped, ...sqlSourceOf(sql, numbersOf(written)) }
  if (http !== undefined) return { ...shaped, ...httpSourceOf(http, numbersOf(written)) }
  if (kind === 'distribution')
    return { source: 'gateway', kind, ...shaped, quantile: written.quantile ?? 0.95 }
  return {
    source: 'gateway',
    kind: 'ratio',
    ...shaped,
    statusBelow: written.statusBelow ?? 500,
    withinMs: written.within ?? null,
  }
}

function prometheusSignalOf(
  written: WrittenSignal,
  from: NonNullable<WrittenSignal['prometheus']>,
): PrometheusSignalBinding {
  const { good, bad, total = '', sum = '', query = '', buckets, quantile = 0.95 } = from
  const { kind, ...shape } = shapeOf(written)
  const shaped = { ...shape, ...sloOf(written) }
  const bound = { source: 'prometheus', ...shaped, labels: labelsOf(from) } as const
  switch (kind) {
    case 'distribution': {
      const isDuration = bound.unit === 'ms' || bound.unit === 's'
      const scale = isDuration ? scaleOf(from.unit ?? 's') : 1
      return { ...bound, kind, buckets: buckets ?? '', scale, quantile }
    }
    case 'mean':
      return { ...bound, kind, sum, total, scale: scaleOf(written.unit) }
    case 'gauge':
      return { ...bound, kind, query, scale: scaleOf(written.unit) }
    case 'count':
      return { ...bound, kind, query }
    case 'ratio':
      return { ...bound, kind, counts: good === undefined ? 'bad' : 'good', part: good ?? bad ?? '', total }
  }
}

/** Counts are counted, whatever they are shown in. */
function numbersOf(written: WrittenSignal): Pick<ReadAs, 'kind' | 'scale' | 'countsSpan'> {
  const shape = shapeOf(written)
  const { kind } = shape
  if (kind === 'distribution') throw new Error('no source that is asked for numbers tells a distribution')
  const scale = kind === 'gauge' || kind === 'mean' ? scaleOf(written.unit) : 1
  return { kind, scale, ...(countsSpan(shape) ? { countsSpan: true } : {}) }
}

const sloOf = ({ slo }: WrittenSignal) => (slo === undefined ? {} : { slo: slo.value })

function labelsOf({
  target,
  side,
  slot,
  canary,
  stable,
  each,
}: NonNullable<WrittenSignal['prometheus']>): SeriesLabels {
  return {
    target,
    arm: side ?? slot ?? '',
    armIs: side === undefined ? 'slot' : 'side',
    ...(each === undefined ? {} : { each }),
    ...(canary === undefined && stable === undefined
      ? {}
      : {
          words: { canary: canary ?? 'canary', stable: stable ?? (canary === undefined ? 'stable' : null) },
        }),
  }
}

/** A scrape takes its own interval at most; then its samples still have to be written. */
const ARRIVED_MS: Millis = 500

export function prometheusOf(written: WrittenPrometheus | undefined): PrometheusBinding | null {
  if (written === undefined) return null
  const { url, token = null, basicAuth, headers, scrape, interval, lag, gateways } = written
  return {
    url,
    token,
    ...(basicAuth === undefined ? {} : { basicAuth }),
    ...(headers === undefined ? {} : { headers }),
    scrapeMs: scrape,
    ...(gateways === true ? { gateways } : {}),
    intervalMs: interval ?? 2 * scrape,
    lagMs: lag ?? scrape + ARRIVED_MS,
  }
}
