import type { SignalKind } from '../signal/shape.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { RatioSample, Sample } from './sample.ts'

/** Seven times 24 hours: where the clocks were changed in between, another hour of the day. */
export const WEEK_MS: Millis = 7 * 24 * 3_600_000

/**
 * What both sides of a target showed a week ago, as of today: each of them may have served users then. Ratios, readings
 * and buckets are added up as they are over time. A count is so much a second: the events of both sides together, over
 * the seconds of one.
 */
export function ofLastWeek(
  kind: SignalKind | null,
  sides: readonly (readonly Sample[])[],
): readonly Sample[] {
  const all = sides.flat().map((sample) => ({ ...sample, at: sample.at + WEEK_MS }))
  return kind === 'count' ? together(all) : all
}

function together(samples: readonly Sample[]): readonly Sample[] {
  const moments = new Map<Instant, RatioSample>()
  for (const sample of samples) {
    if (sample.kind !== 'ratio') throw new Error('a count is a sum over seconds')
    const before = moments.get(sample.at)
    moments.set(sample.at, before === undefined ? sample : { ...before, good: before.good + sample.good })
  }
  return [...moments.values()].sort((a, b) => a.at - b.at)
}
