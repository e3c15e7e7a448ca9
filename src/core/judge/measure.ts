import { quantileOf, sumOf, totalOf } from '../histogram/histogram.ts'
import { isOfNothing, resolved } from './reference.ts'
import { isRelative, isTest, type KnownBound, type Rule } from './rule.ts'
import type { RatioSample, Sample } from './sample.ts'

export type Measurement = { readonly value: number | null; readonly samples: number }

const NOTHING: Measurement = { value: null, samples: 0 }

/**
 * One number over a span. Ratios are the sum of good over the sum of all, never an average of ratios; histogram
 * buckets are merged, never percentiles averaged. Without a single request the value is null: not 0, not 1.
 */
export function measure(samples: readonly Sample[]): Measurement {
  if (samples.every((sample) => sample.kind === 'ratio')) return ratioOf(samples)
  if (!samples.every((sample) => sample.kind === 'distribution')) throw new Error(KIND_CHANGED)
  const histogram = sumOf(samples)
  const found = quantileOf(histogram, samples[0]?.quantile ?? 0)
  return found === null ? NOTHING : { value: found.value, samples: totalOf(histogram) }
}

/** All samples as one; null without samples. The kinds of one signal never differ; edges may. */
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
  if (a.kind === 'distribution' && b.kind === 'distribution') return { ...a, at, span, ...sumOf([a, b]) }
  throw new Error(KIND_CHANGED)
}

const KIND_CHANGED = 'samples of different kinds cannot be merged: a signal changed its kind'

/** Without the samples in between that `merge` would make: every evaluation of every rule comes here. */
function ratioOf(samples: readonly RatioSample[]): Measurement {
  let good = 0
  let all = 0
  for (const sample of samples) {
    good += sample.good
    all += sample.total
  }
  return all === 0 ? NOTHING : { value: samples[0]?.countsSpan === true ? good : good / all, samples: all }
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

/**
 * Against `number`, what the reference was found to be. Null: it could not be resolved, which is no data, or it is no
 * number but a test. A guard 5 % above a reference of 0 is against more than 0: what is as it was trips nothing.
 */
export function resolve(
  { kind, bound }: Pick<Rule, 'kind' | 'bound'>,
  number: number | null,
): KnownBound | null {
  if (isTest(bound)) return null
  if (!isRelative(bound)) return bound
  if (number === null) return null
  const op = kind === 'guard' && isOfNothing(bound, number) ? PAST[bound.op] : bound.op
  return { op, value: resolved(bound, number) }
}

const PAST = { 'at-least': 'above', 'at-most': 'below', above: 'above', below: 'below' } as const
