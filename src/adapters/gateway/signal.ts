import type { DistributionSample, RatioSample } from '../../core/judge/sample.ts'
import { LATENCY_EDGES_MS, type TelemetrySecond } from '../../ports/store/observation.ts'

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
 */
export function measure(
  signal: GatewaySignal,
  at: number,
  records: readonly TelemetrySecond[],
): RatioSample | DistributionSample {
  const counted = records.filter((record) => record.reason !== 'header')
  switch (signal.kind) {
    case 'ratio': {
      const total = sum(counted, (record) => record.requests)
      const good = sum(counted, (record) => goodOf(signal, record))
      return { kind: 'ratio', at, span: 1000, total, good }
    }
    case 'distribution': {
      const counts = LATENCY_EDGES_MS.concat(Number.POSITIVE_INFINITY).map((_, edge) =>
        sum(counted, (record) => record.latency[edge] ?? 0),
      )
      return {
        kind: 'distribution',
        at,
        span: 1000,
        edges: LATENCY_EDGES_MS,
        counts,
        quantile: signal.quantile,
      }
    }
  }
}

/**
 * Why this signal cannot be measured, or null. The gateway counts latency by fixed edges: between two it knows
 * nothing.
 */
export function faultOf(signal: GatewaySignal): string | null {
  if (signal.kind === 'distribution')
    return signal.quantile > 0 && signal.quantile < 1 ? null : 'quantile has to lie between 0 and 1'
  if (![300, 400, 500].includes(signal.statusBelow)) return 'statusBelow has to be 300, 400 or 500'
  if (signal.withinMs === null || LATENCY_EDGES_MS.includes(signal.withinMs)) return null
  return `within has to be one of ${LATENCY_EDGES_MS.map((ms) => `${ms}ms`).join(', ')}`
}

/**
 * Latency is counted over all answers below 500, whatever `statusBelow` is: with 300 or 400 a slow answer of a worse
 * class is taken off too, so the ratio errs towards caution.
 */
function goodOf(
  signal: Extract<GatewaySignal, { kind: 'ratio' }>,
  { classes, latency }: TelemetrySecond,
): number {
  const { ok, redirect, client } = classes
  const below = ok + (signal.statusBelow > 300 ? redirect : 0) + (signal.statusBelow > 400 ? client : 0)
  if (signal.withinMs === null) return below
  const slow = sum(latency.slice(LATENCY_EDGES_MS.indexOf(signal.withinMs) + 1), (count) => count)
  return Math.max(0, below - slow)
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
