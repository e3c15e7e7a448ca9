import { merge } from '../judge/measure.ts'
import type { Sample } from '../judge/sample.ts'
import type { Random } from '../random/random.ts'
import type { SignalKind } from '../signal/shape.ts'
import type { Recorded } from './recorded.ts'

/** One interval as a canary and stable would have shown it; null where nothing was measured of that side. */
export type Divided = { readonly canary: Sample | null; readonly stable: Sample | null }

/** How the two sides are made of what was recorded of everybody. */
export type Division = 'parts' | 'thinned'

/**
 * With nothing rolled out both sides run one version. Where parts of it are recorded, the first one plays the canary
 * beside the others; else each recorded request goes to the canary with the chance that the weight gives it
 * (a binomial thinning), which keeps both sides independent and every burst in both. `share` is 0..1.
 */
export function divide(
  { whole, parts = [] }: Recorded,
  kind: SignalKind,
  share: number,
  random: Random,
): Divided {
  if (parts.length > 1)
    return { canary: parts[0] ?? null, stable: merge(parts.slice(1).filter((one) => one !== null)) }
  return thinned(whole, kind, share, random)
}

function thinned(whole: Sample, kind: SignalKind, share: number, random: Random): Divided {
  const { segments: _, ...sample } = whole
  const part = (count: number) => random.binomial(Math.round(count), share)
  if (sample.kind === 'distribution') {
    const counts = sample.counts.map(part)
    const rest = sample.counts.map((count, i) => Math.round(count) - (counts[i] ?? 0))
    return { canary: { ...sample, counts }, stable: { ...sample, counts: rest } }
  }
  const { total, good } = sample
  switch (kind) {
    case 'ratio': {
      const [here, others] = [part(good), part(total - good)]
      return {
        canary: { ...sample, good: here, total: here + others },
        stable: {
          ...sample,
          good: Math.round(good) - here,
          total: Math.round(good) + Math.round(total - good) - here - others,
        },
      }
    }
    case 'mean': {
      const here = part(total)
      const each = total === 0 ? 0 : good / total
      const rest = Math.round(total) - here
      return {
        canary: { ...sample, total: here, good: here * each },
        stable: { ...sample, total: rest, good: rest * each },
      }
    }
    case 'count': {
      // As many a second as if that side had everybody: a rate is of the side's own requests.
      const here = part(good)
      const rest = Math.round(good) - here
      return { canary: { ...sample, good: here }, stable: { ...sample, good: rest } }
    }
    // How full something is does not depend on who is counted.
    case 'gauge':
    case 'distribution':
      return { canary: sample, stable: sample }
  }
}
