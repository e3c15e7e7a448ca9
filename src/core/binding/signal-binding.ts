import type { Millis } from '../time/instant.ts'
import type { WrittenPrometheus, WrittenSignal } from './signal-schema.ts'

export type SignalBinding = GatewaySignalBinding | PrometheusSignalBinding

export type GatewaySignalBinding =
  | {
      readonly source: 'gateway'
      readonly kind: 'ratio'
      readonly statusBelow: number
      readonly withinMs: Millis | null
    }
  | { readonly source: 'gateway'; readonly kind: 'distribution'; readonly quantile: number }

/** Expressions are PromQL with `${WINDOW}` still in them. */
export type PrometheusSignalBinding = { readonly source: 'prometheus'; readonly labels: SeriesLabels } & (
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
      /** How many milliseconds one unit of `le` is. */
      readonly unitMs: number
      readonly quantile: number
    }
)

/** Which labels of a series say whose it is. `arm` holds blue or green, or else stable or canary. */
export type SeriesLabels = {
  readonly target: string
  readonly arm: string
  readonly armIs: 'side' | 'slot'
  /** What a slot label says in the team's own words; left out when it says stable and canary. */
  readonly words?: SlotWords
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
  readonly scrapeMs: Millis
}

export function signalOf(written: WrittenSignal): SignalBinding {
  if (written.prometheus !== undefined) return prometheusSignalOf(written.prometheus)
  if (written.gateway === 'latency')
    return { source: 'gateway', kind: 'distribution', quantile: written.quantile ?? 0.95 }
  return {
    source: 'gateway',
    kind: 'ratio',
    statusBelow: written.statusBelow ?? 500,
    withinMs: written.within ?? null,
  }
}

function prometheusSignalOf(written: NonNullable<WrittenSignal['prometheus']>): PrometheusSignalBinding {
  const {
    good,
    bad,
    total,
    buckets,
    unit = 's',
    quantile = 0.95,
    target,
    side,
    slot,
    canary,
    stable,
  } = written
  const labels: SeriesLabels = {
    target,
    arm: side ?? slot ?? '',
    armIs: side === undefined ? 'slot' : 'side',
    ...(canary === undefined && stable === undefined
      ? {}
      : {
          words: { canary: canary ?? 'canary', stable: stable ?? (canary === undefined ? 'stable' : null) },
        }),
  }
  if (buckets !== undefined)
    return {
      source: 'prometheus',
      kind: 'distribution',
      labels,
      buckets,
      unitMs: unit === 's' ? 1_000 : 1,
      quantile,
    }
  const counts = good === undefined ? 'bad' : 'good'
  return {
    source: 'prometheus',
    kind: 'ratio',
    labels,
    counts,
    part: good ?? bad ?? '',
    total: total ?? '',
  }
}

/** A scrape takes its own interval at most; then its samples still have to be written. */
const ARRIVED_MS: Millis = 500

export function prometheusOf(written: WrittenPrometheus | undefined): PrometheusBinding | null {
  if (written === undefined) return null
  const { url, token = null, scrape, interval, lag } = written
  return {
    url,
    token,
    scrapeMs: scrape,
    intervalMs: interval ?? 2 * scrape,
    lagMs: lag ?? scrape + ARRIVED_MS,
  }
}
