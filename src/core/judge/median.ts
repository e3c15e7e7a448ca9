import type { Instant } from '../time/instant.ts'
import { type Measurement, measure } from './measure.ts'
import type { Sample } from './sample.ts'

/**
 * The median of what the equal pieces of a span show, each measured by itself: one bad piece does not move it. Null
 * where fewer than half of them show anything. `samples`: of all pieces together.
 */
export function medianOf(
  samples: readonly Sample[],
  { from, to }: { readonly from: Instant; readonly to: Instant },
  pieces: number,
): Measurement {
  const width = Math.max(1, (to - from) / pieces)
  const parts = new Map<number, Sample[]>()
  for (const sample of samples) {
    const piece = Math.min(pieces - 1, Math.max(0, Math.floor((sample.at - from) / width)))
    const part = parts.get(piece)
    if (part === undefined) parts.set(piece, [sample])
    else part.push(sample)
  }
  const shown = [...parts.values()].map(measure).flatMap(({ value }) => value ?? [])
  const all = measure(samples).samples
  if (shown.length * 2 < pieces) return { value: null, samples: all }
  const sorted = shown.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1] as number
  return { value: (low + (sorted[Math.floor(middle)] as number)) / 2, samples: all }
}
