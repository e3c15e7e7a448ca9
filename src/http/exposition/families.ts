import type { Registry } from 'prom-client'
import type { NativeHistogram } from './native-counts.ts'

/** As `metrics.proto` has it. */
export type MetricFamily = {
  readonly name: string
  readonly help: string
  readonly type: 'COUNTER' | 'GAUGE' | 'SUMMARY' | 'HISTOGRAM'
  readonly metric: readonly Metric[]
}
export type Metric = {
  readonly label: readonly { readonly name: string; readonly value: string }[]
  readonly counter?: { readonly value: number }
  readonly gauge?: { readonly value: number }
  readonly summary?: Summed & { readonly quantile: readonly { quantile: number; value: number }[] }
  readonly histogram?: Summed & {
    readonly bucket: readonly { cumulativeCount: number; upperBound: number }[]
  } & Partial<NativeHistogram>
}
type Summed = { readonly sampleCount: number; readonly sampleSum: number }

type Known = Awaited<ReturnType<Registry['getMetricsAsJSON']>>[number]
type Value = Known['values'][number] & { readonly metricName?: string }

/** The native histogram beside a classic one, by the labels of both; undefined where there is none. */
export type NativeBeside = (
  metric: string,
  labels: Readonly<Record<string, unknown>>,
) => NativeHistogram | undefined

/** What a registry of prom-client counts, each histogram with its native one in the same message. */
export function familiesOf(known: readonly Known[], nativeOf: NativeBeside): readonly MetricFamily[] {
  return known.map(({ name, help, type, values }) => {
    // The type is written as a string in the JSON, whatever its declaration says.
    switch (String(type)) {
      case 'counter':
        return { name, help, type: 'COUNTER', metric: values.map((one) => plain(one, 'counter')) }
      case 'gauge':
        return { name, help, type: 'GAUGE', metric: values.map((one) => plain(one, 'gauge')) }
      case 'histogram':
        return { name, help, type: 'HISTOGRAM', metric: histograms(name, values, nativeOf) }
      case 'summary':
        return { name, help, type: 'SUMMARY', metric: summaries(name, values) }
      default:
        throw new Error(`the metric ${name} is a ${String(type)}, which cannot be exposed`)
    }
  })
}

function plain<Kind extends 'counter' | 'gauge'>({ labels, value }: Value, kind: Kind): Metric {
  return { label: labelsOf(labels), [kind]: { value } }
}

function histograms(name: string, values: readonly Value[], nativeOf: NativeBeside): readonly Metric[] {
  return bySeries(values, 'le').map(({ labels, members }) => {
    const bucket = members.flatMap(({ labels: { le }, value }) =>
      // The last one is the count.
      le === undefined || le === '+Inf' ? [] : [{ cumulativeCount: value, upperBound: Number(le) }],
    )
    const histogram = { ...summed(name, members), bucket, ...nativeOf(name, labels) }
    return { label: labelsOf(labels), histogram }
  })
}

function summaries(name: string, values: readonly Value[]): readonly Metric[] {
  return bySeries(values, 'quantile').map(({ labels, members }) => {
    const quantile = members.flatMap(({ labels: { quantile }, value }) =>
      quantile === undefined ? [] : [{ quantile: Number(quantile), value }],
    )
    return { label: labelsOf(labels), summary: { ...summed(name, members), quantile } }
  })
}

function summed(name: string, members: readonly Value[]): Summed {
  const of = (suffix: string) =>
    members.find(({ metricName }) => metricName === `${name}_${suffix}`)?.value ?? 0
  return { sampleCount: of('count'), sampleSum: of('sum') }
}

/** Lines that differ only by `part` are of one. */
function bySeries(values: readonly Value[], part: 'le' | 'quantile') {
  const series = new Map<string, { readonly labels: Record<string, unknown>; readonly members: Value[] }>()
  for (const value of values) {
    const { [part]: _, ...labels } = value.labels as Record<string, unknown>
    const key = seriesKey(labels)
    const of = series.get(key) ?? { labels, members: [] }
    of.members.push(value)
    series.set(key, of)
  }
  return [...series.values()]
}

/** The same for the same labels, in whatever order they stand. */
export const seriesKey = (labels: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(labelsOf(labels).map(({ name, value }) => [name, value]))

function labelsOf(labels: object): Metric['label'] {
  return Object.entries(labels)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name, value: String(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
