import { merge } from '../../core/judge/measure.ts'
import type { Sample, Series as SampleSeries } from '../../core/judge/sample.ts'
import type { Instant } from '../../core/time/instant.ts'
import { seriesName } from '../../ports/series-name.ts'
import type { SamplesOf } from './samples.ts'
import type { Series } from './series.ts'

type Expressions = readonly (readonly Series[])[]

/**
 * Samples of every value of a label, and all of them together. One that gives no number at a moment is no part of it;
 * a moment at which none does is not measured.
 */
export function manySamples(
  expressions: Expressions,
  label: string,
  samplesBy: (parts: Expressions, others: ReadonlySet<Instant>) => SamplesOf,
): SamplesOf {
  const nameIn = ({ labels }: Series) => seriesName(labels[label] ?? '')
  const grouped = expressions.map((series) => Map.groupBy(series, nameIn))
  const names = [...new Set(expressions.flat().map(nameIn))].sort()
  const others = momentsOf(expressions[0] ?? [])
  const readers = names.map((name) => {
    const parts = grouped.map((of) => of.get(name) ?? [])
    return [name, samplesBy(parts, others)] as const
  })
  return (question, windows) => {
    const moments = new Map<Instant, SampleSeries[]>()
    for (const [name, reader] of readers)
      for (const sample of reader(question, windows)) {
        const series = moments.get(sample.at) ?? []
        moments.set(sample.at, series)
        series.push({ name, sample })
      }
    return [...moments]
      .sort(([a], [b]) => a - b)
      .flatMap(([, series]): readonly Sample[] => {
        const whole = merge(series.map(({ sample }) => sample))
        if (whole === null) return []
        return [question.each === undefined ? whole : { ...whole, series }]
      })
  }
}

function momentsOf(series: readonly Series[]): ReadonlySet<Instant> {
  const moments = new Set<Instant>()
  for (const { points, histograms = [] } of series)
    for (const [at] of [...points, ...histograms]) moments.add(at)
  return moments
}
