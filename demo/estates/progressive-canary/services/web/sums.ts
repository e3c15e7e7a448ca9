/** What several workers counted, added up. One that died keeps its counts, so that no sum ever falls. */
import { AggregatorRegistry, type MetricObject, type Registry } from 'prom-client'

/** As `Registry.getMetricsAsJSON` tells it. */
export type Metric = MetricObject

export class Sums {
  readonly #latest = new Map<number, Metric[]>()
  #retired: Metric[] = []

  take(worker: number, counts: Metric[]): void {
    this.#latest.set(worker, counts)
  }

  /** Gauges of the dead are nothing; what was counted stays. */
  retire(worker: number): void {
    const counts = (this.#latest.get(worker) ?? []).filter(({ type }) => String(type) !== 'gauge')
    this.#latest.delete(worker)
    if (counts.length > 0) this.#retired = metricsOf(AggregatorRegistry.aggregate([this.#retired, counts]))
  }

  text(): Promise<string> {
    const all = [this.#retired, ...this.#latest.values()].filter((counts) => counts.length > 0)
    return AggregatorRegistry.aggregate(all).metrics()
  }
}

/** The metrics of a registry that was added up are as they were told. */
const metricsOf = (registry: Registry): Metric[] => registry.getMetricsAsArray() as unknown as Metric[]
