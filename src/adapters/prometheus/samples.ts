import type { PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { sumOf } from '../../core/histogram/histogram.ts'
import {
  countedInSpan,
  type DistributionSample,
  type RatioSample,
  type Sample,
  summed,
} from '../../core/judge/sample.ts'
import { countsSpan } from '../../core/signal/shape.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { type ArmQuestion, bucketsBy, countsBy, histogramsBy } from './counts.ts'
import type { Series } from './series.ts'

export type Ratio = Extract<PrometheusSignalBinding, { kind: 'ratio' }>
export type Distribution = Extract<PrometheusSignalBinding, { kind: 'distribution' }>
type Mean = Extract<PrometheusSignalBinding, { kind: 'mean' }>
type Gauge = Extract<PrometheusSignalBinding, { kind: 'gauge' }>
type Count = Extract<PrometheusSignalBinding, { kind: 'count' }>

/** At which ends of windows to look, and what an expression's count is worth. */
export type Windows = {
  readonly from: Instant
  readonly to: Instant
  readonly spanMs: Millis
  /** The part of the counting window that is the sample's own; see `windowMs`. */
  readonly share: number
}

/** What each question is answered by the series of the two expressions. */
export type SamplesOf = (question: ArmQuestion, windows: Windows) => readonly Sample[]

/**
 * A missing total means not measured; with a total, a missing error series means no errors. The first
 * interval of a series that appears, or comes back, is not measured: it was not there for the whole of it, and what
 * it counted before its first scrape is no increase.
 */
export function ratioSamples(
  signal: Ratio,
  part: readonly Series[],
  total: readonly Series[],
  others?: ReadonlySet<Instant>,
): SamplesOf {
  const parts = countsBy(part, signal.labels)
  const totals = countsBy(total, signal.labels)
  return (question, windows) => {
    const [counted, all] = [parts.of(question), totals.of(question)]
    return moments(windows).flatMap((at): RatioSample[] => {
      const whole = all.get(at)
      if (whole === undefined || !isCount(whole) || !all.has(at - windows.spanMs)) return []
      const those = counted.get(at) ?? absent(signal, whole, others?.has(at) ?? parts.any(at))
      if (those === null || !isCount(those)) return []
      const bad = signal.counts === 'bad' ? those : whole - those
      const count = Math.round(whole * windows.share)
      const good = Math.max(0, count - Math.max(0, Math.round(bad * windows.share)))
      return [{ kind: 'ratio', at: at - windows.spanMs, span: windows.spanMs, total: count, good }]
    })
  }
}

/**
 * A counter appears when it first counts. That nothing good was counted is believed only when the same expression
 * counts something for others: else it may be the expression, or its source, that is not there.
 */
function absent(signal: Ratio, total: number, others: boolean): number | null {
  return signal.counts === 'bad' || total === 0 || others ? 0 : null
}

/**
 * Buckets are cumulative and become counts between their edges. Without the last one the number of observations is
 * unknown.
 */
export function distributionSamples(signal: Distribution, series: readonly Series[]): SamplesOf {
  const buckets = bucketsBy(series, signal.labels)
  return (question, windows) => {
    const ofEdges = [...buckets].map(([edge, counts]) => [edge, counts.of(question)] as const)
    const all = ofEdges.at(-1)?.[1]
    return moments(windows).flatMap((at): DistributionSample[] => {
      if (all?.has(at - windows.spanMs) !== true) return []
      const here = ofEdges.flatMap(([edge, counts]) => {
        const value = counts.get(at)
        return value === undefined ? [] : [[edge, value] as const]
      })
      if (here.at(-1)?.[0] !== Number.POSITIVE_INFINITY || !here.every(([, value]) => isCount(value)))
        return []
      let below = 0
      const counts = here.map(([, value]) => {
        const count = Math.max(0, value - below)
        below = Math.max(below, value)
        return Math.round(count * windows.share)
      })
      const edges = here.slice(0, -1).map(([edge]) => scaled(edge, signal.scale))
      const { spanMs: span } = windows
      return [{ kind: 'distribution', at: at - span, span, edges, counts, quantile: signal.quantile }]
    })
  }
}

/** Each has its buckets, which differ from one to the next. The first interval of a series is not measured. */
export function nativeSamples(signal: Distribution, series: readonly Series[]): SamplesOf {
  const histograms = histogramsBy(series, signal.labels)
  return (question, windows) => {
    const counted = histograms.of(question)
    return moments(windows).flatMap((at): DistributionSample[] => {
      const here = counted.get(at)
      const { spanMs: span, share } = windows
      if (here === undefined || !counted.has(at - span)) return []
      const edges = here.edges.map((edge) => scaled(edge, signal.scale))
      const histogram = sumOf([{ edges, counts: here.counts.map((count) => Math.round(count * share)) }])
      return [{ kind: 'distribution', at: at - span, span, ...histogram, quantile: signal.quantile }]
    })
  }
}

/**
 * What all of them took together, over how many there were. The first interval of a total is not measured, as with
 * a ratio.
 */
export function meanSamples(signal: Mean, sum: readonly Series[], total: readonly Series[]): SamplesOf {
  const sums = countsBy(sum, signal.labels)
  const totals = countsBy(total, signal.labels)
  return (question, { spanMs, share, ...windows }) => {
    const [taken, all] = [sums.of(question), totals.of(question)]
    return moments({ ...windows, spanMs, share }).flatMap((at): RatioSample[] => {
      const whole = all.get(at)
      if (whole === undefined || !isCount(whole) || !all.has(at - spanMs)) return []
      const together = taken.get(at) ?? (whole === 0 ? 0 : Number.NaN)
      if (!Number.isFinite(together)) return []
      const count = Math.round(whole * share)
      const mean = whole === 0 ? 0 : together / whole
      return [summed(at - spanMs, spanMs, mean * signal.scale * count, count)]
    })
  }
}

/** Each interval is one reading. */
export function gaugeSamples(signal: Gauge, series: readonly Series[]): SamplesOf {
  const values = countsBy(series, signal.labels)
  return (question, windows) => {
    const read = values.of(question)
    return moments(windows).flatMap((at): RatioSample[] => {
      const value = read.get(at)
      if (value === undefined || !Number.isFinite(value)) return []
      return [summed(at - windows.spanMs, windows.spanMs, value * signal.scale, 1)]
    })
  }
}

/** Over the seconds of the interval. The first interval of a series is not measured. */
export function countSamples(signal: Count, series: readonly Series[]): SamplesOf {
  const counts = countsBy(series, signal.labels)
  return (question, windows) => {
    const counted = counts.of(question)
    return moments(windows).flatMap((at): RatioSample[] => {
      const value = counted.get(at)
      if (value === undefined || !isCount(value) || !counted.has(at - windows.spanMs)) return []
      const { spanMs } = windows
      const [began, events] = [at - spanMs, value * windows.share]
      return [
        countsSpan(signal)
          ? countedInSpan(began, spanMs, events)
          : summed(began, spanMs, events, spanMs / 1_000),
      ]
    })
  }
}

function moments({ from, to, spanMs }: Windows): readonly Instant[] {
  return Array.from(
    { length: Math.max(0, Math.floor((to - from) / spanMs) + 1) },
    (_, i) => from + i * spanMs,
  )
}

/** 1.001 s is the edge 1001 ms, and not the number beside it that a product is. */
const scaled = (edge: number, scale: number): number => Number((edge * scale).toPrecision(14))

const isCount = (value: number): boolean => Number.isFinite(value) && value >= 0
