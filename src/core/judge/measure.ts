import { resolved } from './reference.ts'
import { type Bound, isRelative, type KnownBound } from './rule.ts'
import type { DistributionSample, RatioSample, Sample } from './sample.ts'

export type Measurement = { readonly value: number | null; readonly samples: number }

const NOTHING: Measurement = { value: null, samples: 0 }

/**
 * One number over a span. Ratios are the sum of good over the sum of all, never an average of ratios; histogram
 * buckets are merged, never percentiles averaged. Without a single request the value is null: not 0, not 1.
 */
export function measure(samples: readonly Sample[]): Measurement {
  if (samples.every((sample) => sample.kind === 'ratio')) return ratioOf(samples)
  const merged = merge(samples)
  return merged?.kind === 'distribution' ? quantileOf(merged) : NOTHING
}

/**
 * All samples as one; null without samples. The kinds of one signal never differ; edges may, from one version to the
 * next.
 */
export function merge(samples: readonly Sample[]): Sample | null {
  let merged: Sample | null = null
  for (const sample of samples) merged = merged === null ? sample : add(merged, sample)
  return merged
}

function add(a: Sample, b: Sample): Sample {
  const span = Math.max(a.at + a.span, b.at + b.span) - Math.min(a.at, b.at)
  const at = Math.min(a.at, b.at)
  if (a.kind === 'ratio' && b.kind === 'ratio')
    return { ...a, at, span, total: a.total + b.total, good: a.good + b.good }
  if (a.kind === 'distribution' && b.kind === 'distribution') {
    const edges = sameEdges(a, b) ? a.edges : a.edges.filter((edge) => b.edges.includes(edge))
    const [these, those] = [countsOver(a, edges), countsOver(b, edges)]
    return { ...a, at, span, edges, counts: these.map((count, i) => count + (those[i] ?? 0)) }
  }
  throw new Error('samples of different kinds cannot be merged: a signal changed its kind')
}

const sameEdges = (a: DistributionSample, b: DistributionSample): boolean =>
  a.edges.length === b.edges.length && a.edges.every((edge, i) => edge === b.edges[i])

/** The same requests counted by fewer edges: exact, only coarser. */
function countsOver({ edges: own, counts }: DistributionSample, edges: readonly number[]): readonly number[] {
  if (own.length === edges.length) return counts
  const coarse = new Array<number>(edges.length + 1).fill(0)
  let bucket = 0
  for (const [i, count] of counts.entries()) {
    while (bucket < edges.length && (own[i] ?? Number.POSITIVE_INFINITY) > (edges[bucket] ?? 0)) bucket += 1
    coarse[bucket] = (coarse[bucket] ?? 0) + count
  }
  return coarse
}

/** Without the samples in between that `merge` would make: every evaluation of every rule comes here. */
function ratioOf(samples: readonly RatioSample[]): Measurement {
  let good = 0
  let all = 0
  for (const sample of samples) {
    good += sample.good
    all += sample.total
  }
  return all === 0 ? NOTHING : { value: good / all, samples: all }
}

/**
 * Linear interpolation inside the bucket that holds the quantile, as Prometheus' histogram_quantile does. Above the
 * last edge the answer is that edge: at least so much.
 */
function quantileOf({ edges, counts, quantile }: DistributionSample): Measurement {
  const samples = counts.reduce((sum, count) => sum + count, 0)
  // Where no two histograms share an edge, nothing is known of how long anything took.
  if (samples === 0 || edges.length === 0) return NOTHING
  const rank = quantile * samples
  let below = 0
  for (const [i, edge] of edges.entries()) {
    const here = counts[i] ?? 0
    if (here > 0 && below + here >= rank) {
      const low = i === 0 ? 0 : (edges[i - 1] ?? 0)
      return { value: low + (edge - low) * ((rank - below) / here), samples }
    }
    below += here
  }
  return { value: edges.at(-1) ?? 0, samples }
}

export function isTrue(bound: KnownBound, value: number): boolean {
  switch (bound.op) {
    case 'below':
      return value < bound.value
    case 'above':
      return value > bound.value
    case 'at-least':
      return value >= bound.value
    case 'at-most':
      return value <= bound.value
    case 'between':
      return value >= bound.low && value <= bound.high
  }
}

/** Against `number`, what the reference was found to be. Null: it could not be resolved, which is no data. */
export function resolve(bound: Bound, number: number | null): KnownBound | null {
  if (!isRelative(bound)) return bound
  return number === null ? null : { op: bound.op, value: resolved(bound, number) }
}
