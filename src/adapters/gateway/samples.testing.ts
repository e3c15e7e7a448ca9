import type { Samples, TelemetrySecond } from '../../ports/store/observation.ts'

/** The Samples port in memory, for tests of what stands around it. */
export function samplesInMemory(): Samples {
  const taken = new Map<string, Map<number, TelemetrySecond>>()
  const of = (instance: string) => taken.get(instance) ?? new Map<number, TelemetrySecond>()
  return {
    add: async (instance, batch) => {
      const known = of(instance)
      for (const record of batch) known.set(record.seq, record)
      taken.set(instance, known)
    },
    cursor: async (instance) => Math.max(0, ...of(instance).keys()),
    read: async (target, slot, from) =>
      [...taken.values()]
        .flatMap((records) => [...records.values()])
        .filter((record) => record.target === target && record.slot === slot && record.at >= from),
    watermark: async (instance) => {
      const ends = [...of(instance).values()].map((record) => record.at + 1000)
      return ends.length === 0 ? null : Math.max(...ends)
    },
    prune: async () => 0,
  }
}
