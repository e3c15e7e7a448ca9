import { above, type Histogram, sumOf } from '../../core/histogram/histogram.ts'
import { CLASSIC_EDGES_MS, histogramOf, LATENCY_EDGES_MS } from '../../core/histogram/latency-buckets.ts'
import type { DistributionSample, RatioSample, Sample } from '../../core/judge/sample.ts'
import type { TelemetrySecond } from '../../ports/store/observation.ts'
import { SLICES } from './slice.ts'

/** What the binding says of a signal that the gateway measures. */
export type GatewaySignal =
  /**
   * Good is an answer whose status is below `statusBelow`, and within `withinMs` when that is said; no answer is
   * never good.
   */
  | { readonly kind: 'ratio'; readonly statusBelow: number; readonly withinMs: number | null }
  /** Of the time until the head of the answer, in milliseconds. */
  | { readonly kind: 'distribution'; readonly quantile: number }

/**
 * One second of one slot. Requests that chose the version by header are not a sample of the public and are left out.
 * Null where it cannot be told: a gateway of an earlier version counts by few edges, and `withinMs` lies between two.
 */
export function measure(
  signal: GatewaySignal,
  at: number,
  records: readonly TelemetrySecond[],
): RatioSample | DistributionSample | null {
  const counted = records.filter((record) => record.reason !== 'header')
  switch (signal.kind) {
    case 'ratio': {
      const good = sum(counted, (record) => goodOf(signal, record))
      return Number.isNaN(good)
        ? null
        : { kind: 'ratio', at, span: 1000, total: sum(counted, (record) => record.requests), good }
    }
    case 'distribution': {
      const latency = sumOf(counted.map(latencyOf))
      return { kind: 'distribution', at, span: 1000, ...latency, quantile: signal.quantile }
    }
  }
}

/** The same with those apart who have a share of their own. */
export function measureSegments(
  signal: GatewaySignal,
  at: number,
  records: readonly TelemetrySecond[],
): Sample | null {
  const whole = measure(signal, at, records)
  if (whole === null) return null
  const reasons = [...new Set(records.map(({ reason }) => reason))]
    .filter((reason) => reason !== 'header')
    .sort()
  const segments = reasons.flatMap((segment) => {
    const its = records.filter(({ reason }) => reason === segment)
    const sample = measure(signal, at, its)
    if (sample === null) return []
    const slices = slicesOf(signal, at, its)
    return [slices === null ? { segment, sample } : { segment, sample, slices }]
  })
  return { ...whole, segments }
}

/** Null where it was not counted by slices, or only in part. */
function slicesOf(signal: GatewaySignal, at: number, records: readonly TelemetrySecond[]) {
  const counted = records.filter(({ requests }) => requests > 0)
  if (counted.length === 0 || counted.some(({ slice }) => slice === undefined || slice >= SLICES)) return null
  const slices = Array.from({ length: SLICES }, (_, i) =>
    measure(
      signal,
      at,
      counted.filter(({ slice }) => slice === i),
    ),
  )
  return slices.every((slice) => slice !== null) ? slices : null
}

function latencyOf({ latency, latencyFine }: TelemetrySecond): Histogram {
  return latencyFine === undefined ? { edges: CLASSIC_EDGES_MS, counts: latency } : histogramOf(latencyFine)
}

/** Why this signal cannot be measured, or null. The gateway counts latency by fixed edges. */
export function faultOf(signal: GatewaySignal): string | null {
  if (signal.kind === 'distribution')
    return signal.quantile > 0 && signal.quantile < 1 ? null : 'quantile has to lie between 0 and 1'
  if (![300, 400, 500].includes(signal.statusBelow)) return 'statusBelow has to be 300, 400 or 500'
  const { withinMs } = signal
  if (withinMs === null || LATENCY_EDGES_MS.includes(withinMs)) return null
  const near = [
    LATENCY_EDGES_MS.findLast((edge) => edge < withinMs),
    LATENCY_EDGES_MS.find((edge) => edge > withinMs),
  ]
  const named = near.filter((ms) => ms !== undefined).map((ms) => `${ms}ms`)
  return `within has to be an edge of the gateway's buckets; the nearest: ${named.join(', ')}`
}

/**
 * Latency is counted over all answers below 500, whatever `statusBelow` is: with 300 or 400 a slow answer of a worse
 * class is taken off too, so the ratio errs towards caution. Not a number where it cannot be told.
 */
function goodOf(signal: Extract<GatewaySignal, { kind: 'ratio' }>, record: TelemetrySecond): number {
  const { ok, redirect, client } = record.classes
  const below = ok + (signal.statusBelow > 300 ? redirect : 0) + (signal.statusBelow > 400 ? client : 0)
  if (signal.withinMs === null) return below
  return Math.max(0, below - (above(latencyOf(record), signal.withinMs) ?? Number.NaN))
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
