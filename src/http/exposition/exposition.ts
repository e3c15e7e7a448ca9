import { Histogram, type HistogramConfiguration, Registry } from 'prom-client'
import { delimited } from './delimited.ts'
import { familiesOf, seriesKey } from './families.ts'
import { NativeCounts } from './native-counts.ts'

/** Observes seconds. */
export type Durations<Label extends string> = {
  /** Its series is there from now on, with nothing in it: a first scrape that has more would hide that much. */
  begin(labels: Readonly<Partial<Record<Label, string>>>): void
  observe(labels: Readonly<Partial<Record<Label, string>>>, seconds: number): void
}

/**
 * The metrics of a server. Durations are counted twice: by the few buckets of the text format, and by the narrow ones
 * of Prometheus' native histograms, which prom-client does not know.
 */
export type Exposition = {
  readonly registry: Registry
  durations<Label extends string>(
    configuration: Omit<HistogramConfiguration<Label>, 'registers'>,
  ): Durations<Label>
  text(): Promise<string>
  /** What `PROTOBUF` names: classic and native histograms. */
  protobuf(): Promise<Uint8Array<ArrayBuffer>>
}

export function exposition(): Exposition {
  const registry = new Registry()
  const native = new Map<string, Map<string, NativeCounts>>()
  return {
    registry,
    durations(configuration) {
      const classic = new Histogram({ ...configuration, registers: [registry] })
      const series = new Map<string, NativeCounts>()
      native.set(configuration.name, series)
      const countsOf = (labels: Readonly<Record<string, unknown>>) => {
        const key = seriesKey(labels)
        const counts = series.get(key) ?? new NativeCounts()
        series.set(key, counts)
        return counts
      }
      return {
        begin(labels) {
          classic.zero(labels as Parameters<typeof classic.zero>[0])
          countsOf(labels)
        },
        observe(labels, seconds) {
          classic.observe(labels, seconds)
          countsOf(labels).observe(seconds)
        },
      }
    },
    text: () => registry.metrics(),
    protobuf: async () => {
      const known = await registry.getMetricsAsJSON()
      return delimited(
        familiesOf(known, (metric, labels) => {
          const series = native.get(metric)
          // A native one from the beginning, or its first observation would change what it is.
          return series && (series.get(seriesKey(labels)) ?? new NativeCounts()).histogram()
        }),
      )
    },
  }
}
