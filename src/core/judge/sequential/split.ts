import type { SplitReading } from './arm-reading.ts'
import { logBeta } from './log-gamma.ts'

/** What the canary got of one segment while one share was asked for, and what the shares before it came to. */
export type SplitCount = {
  asked: number
  of: SplitReading['of']
  canary: number
  all: number
  /** ln E of the shares before. */
  before: number
}

/** Whether the split is what was asked; null where nobody said what was asked. */
export type SplitFound = {
  readonly asAsked: boolean
  readonly asked: number
  readonly seen: number
}

/** How far off a share may be, of itself. Requests of one user go one way, so a few users can move a small share. */
const TOLERATED = { users: 0.05, requests: 0.3 } as const
/** How firmly the share is expected near what was asked: as after so many observations. */
const FIRMNESS = 100
const ALPHA = 0.001

/** The evidence is kept when the share changes, and counts begin anew: they are never pooled over two shares. */
export function countSplit(
  before: SplitCount | undefined,
  { asked, of, canary, all }: SplitReading,
): SplitCount {
  if (before?.asked === asked && before.of === of)
    return { ...before, canary: before.canary + canary, all: before.all + all }
  return { asked, of, canary, all, before: before === undefined ? 0 : logEvidenceOfSplit(before) }
}

/**
 * ln of the sample-ratio test: a Beta-binomial likelihood, centred at the share that was asked, over the greatest one
 * within what is tolerated around it.
 *
 *   E = B(a + n_c, b + n_s) / B(a, b) / (theta^n_c (1 - theta)^n_s),  a = 100 asked, b = 100 (1 - asked)
 *
 * With theta the tolerated share nearest to the one seen, E is the least of the e-values of all tolerated shares, so
 * it is one for each of them.
 *
 * Source: Lindon and Malek, Anytime-valid inference for multinomial count data, arXiv 2011.03567, section 2.
 */
export function logEvidenceOfSplit({ asked, of, canary, all, before }: SplitCount): number {
  if (all === 0 || asked <= 0 || asked >= 1) return before
  const [a, b] = [FIRMNESS * asked, FIRMNESS * (1 - asked)]
  const seen = canary / all
  const tolerated = TOLERATED[of]
  const [low, high] = [asked * (1 - tolerated), Math.min(asked * (1 + tolerated), (1 + asked) / 2)]
  const theta = Math.min(high, Math.max(low, seen))
  const stable = all - canary
  return (
    before +
    logBeta(a + canary, b + stable) -
    logBeta(a, b) -
    canary * Math.log(theta) -
    stable * Math.log1p(-theta)
  )
}

/** The first segment that is off, else the first that was counted. */
export function splitFound(counts: readonly (SplitCount | null)[]): SplitFound | null {
  const counted = counts.flatMap((count) => (count === null || count.all === 0 ? [] : [count]))
  const limit = Math.log(Math.max(1, counted.length) / ALPHA)
  const isOff = (count: SplitCount) => logEvidenceOfSplit(count) >= limit
  const shown = counted.find(isOff) ?? counted[0]
  if (shown === undefined) return null
  return { asAsked: !isOff(shown), asked: shown.asked, seen: shown.canary / shown.all }
}
