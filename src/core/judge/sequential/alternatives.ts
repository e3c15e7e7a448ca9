/**
 * Which ratios of canary to stable the evidence is collected for. The test is a bet spread over them: each earns where
 * the truth is near it, and costs the logarithm of its weight where it is not.
 */
export type Alternatives = {
  /** Ratio of canary to stable under each alternative. */
  readonly ratios: readonly number[]
  /** ln(ratio / bound) of each. */
  readonly logBeyond: readonly number[]
  /** ln of the weight of each; the weights add up to 1. */
  readonly logWeights: readonly number[]
}

/**
 * How far beyond the tolerated ratio a bad version is. Small excesses weigh more, for evidence against them grows
 * slowly, and a logarithm of a weight is what it has to make good first; at 20 times it is made good by one scrape.
 */
const BEYOND: readonly (readonly [factor: number, weight: number])[] = [
  [1.25, 0.2],
  [1.5, 0.28],
  [2, 0.2],
  [3, 0.12],
  [5, 0.08],
  [10, 0.05],
  [20, 0.04],
  [40, 0.03],
]

/** Away from the bound in the direction that is worse; `up`: a higher ratio is. The mirrored grid is for `down`. */
export function worseThanBound(bound: number, way: 'up' | 'down'): Alternatives {
  return alternatives(
    bound,
    BEYOND.map(([factor, weight]) => [way === 'up' ? bound * factor : bound / factor, weight]),
  )
}

/**
 * For the reverse test: that the canary is really as good as stable, a little different from it either way, or a good
 * deal better. Where bucket edges hold the margin (the bound is 1), how far below it depends on the distribution.
 */
export function betterThanBound(bound: number, way: 'up' | 'down'): Alternatives {
  if (bound === 1) return worseThanBound(bound, way === 'up' ? 'down' : 'up')
  const turn = (ratio: number) => (way === 'up' ? ratio : 1 / ratio)
  const halfway = Math.sqrt(bound)
  return alternatives(bound, [
    [1, 0.6],
    [halfway, 0.2],
    [turn(1 / 1.25), 0.12],
    [turn(1 / 2), 0.08],
  ])
}

function alternatives(bound: number, weighted: readonly (readonly [number, number])[]): Alternatives {
  return {
    ratios: weighted.map(([ratio]) => ratio),
    logBeyond: weighted.map(([ratio]) => Math.log(ratio / bound)),
    logWeights: weighted.map(([, weight]) => Math.log(weight)),
  }
}
