import { countsSpan, KINDS, type SignalShape } from '../../../../../src/core/signal/shape.ts'
import type { MeasuredLine, SeriesView } from '../../../../../src/read/series/series-view.ts'

/** As much as the eye can tell apart in a picture, and as one wants to read in a table. */
export const PICTURE_BINS = 160
export const TABLE_BINS = 24

/** Steps put together so that there are at most so many: where each begins, and which steps it has. */
export type Bins = { readonly at: readonly number[]; readonly size: number; readonly spanMs: number }

export function binsOf({ measuredFrom, stepMs, targets }: SeriesView, most: number): Bins {
  const steps = Math.max(
    0,
    ...targets.flatMap(({ signals }) => signals.map(({ canary }) => canary.values.length)),
  )
  const size = Math.max(1, Math.ceil(steps / most))
  const from = Date.parse(measuredFrom)
  return {
    at: Array.from({ length: Math.ceil(steps / size) }, (_, i) => from + i * size * stepMs),
    size,
    spanMs: size * stepMs,
  }
}

/** Requests in each bin; null where nothing was measured. */
export function samplesIn({ samples }: MeasuredLine, { at, size }: Bins): readonly (number | null)[] {
  return at.map((_, bin) => {
    const these = samples.slice(bin * size, (bin + 1) * size).filter((one) => one !== null)
    return these.length === 0 ? null : these.reduce((sum, one) => sum + one, 0)
  })
}

/** All requests in each bin, over all targets and both slots; null where nobody measured them. */
export function requestsIn({ targets }: Pick<SeriesView, 'targets'>, bins: Bins, slot?: 'canary' | 'stable') {
  const counted = targets.flatMap(({ signals }) =>
    signals.filter(({ shape }) => KINDS[shape.kind].samples === 'requests').slice(0, 1),
  )
  const lines = counted.flatMap(({ canary, stable }) =>
    slot === undefined ? [canary, stable] : slot === 'canary' ? [canary] : [stable],
  )
  const columns = lines.map((line) => samplesIn(line, bins))
  return bins.at.map((_, i) => {
    const these = columns.map((column) => column[i] ?? null).filter((one) => one !== null)
    return these.length === 0 ? null : these.reduce((a, b) => a + b, 0)
  })
}

/** A signal in each bin, as its kind asks for; `null` where there was nothing to measure. */
export function valuesIn(line: MeasuredLine, bins: Bins, shape: SignalShape): readonly (number | null)[] {
  switch (shape.kind) {
    case 'ratio':
    case 'mean':
      return averageIn(line, bins)
    case 'count':
      return countsSpan(shape) ? sumIn(line, bins) : averageIn(line, bins)
    case 'distribution':
    case 'gauge':
      return worstIn(line, bins, shape.direction)
  }
}

/** How many there were. */
const sumIn = ({ values }: MeasuredLine, { at, size }: Bins): readonly (number | null)[] =>
  at.map((_, bin) => {
    const these = values.slice(bin * size, (bin + 1) * size).filter((value) => value !== null)
    return these.length === 0 ? null : these.reduce((sum, value) => sum + value, 0)
  })

/** All that was good over all there was, never an average of ratios; of a mean and a count likewise. */
function averageIn({ values, samples }: MeasuredLine, { at, size }: Bins): readonly (number | null)[] {
  return at.map((_, bin) => {
    let [good, all] = [0, 0]
    for (let i = bin * size; i < (bin + 1) * size; i++) {
      const [value, count] = [values[i] ?? null, samples[i] ?? 0]
      if (value === null) continue
      good += value * count
      all += count
    }
    return all === 0 ? null : good / all
  })
}

/**
 * A quantile cannot be put together from quantiles, and a gauge must not hide its peak: the worst of a bin is
 * shown.
 */
function worstIn(
  { values }: MeasuredLine,
  { at, size }: Bins,
  worse: SignalShape['direction'],
): readonly (number | null)[] {
  return at.map((_, bin) => {
    const these = values.slice(bin * size, (bin + 1) * size).filter((one) => one !== null)
    if (these.length === 0) return null
    return worse === 'higher' ? Math.max(...these) : Math.min(...these)
  })
}
