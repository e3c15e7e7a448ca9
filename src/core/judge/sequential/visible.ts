import { logAdd } from './log-sum.ts'
import type { Question } from './question.ts'

/** Beyond it a ratio is not looked for: everything fails. */
const RATIO_MAX = 100
const STEPS = 200

/**
 * The smallest ratio that would have tripped a guard by now with a chance of about one half, had the canary had it
 * from the start: the first whose expected counts are enough evidence. `expected` is what the canary would have had at
 * stable's rates, `stable` what stable had. Null: none would have been seen, not even `RATIO_MAX` times.
 */
export function smallestVisible(
  { bound, way, alpha, alternatives, onset }: Question,
  { expected, stable }: { readonly expected: number; readonly stable: number },
  comparisons: number,
): number | null {
  const rho = expected / (expected + stable)
  const wanted = -Math.log(alpha) + Math.log(comparisons) - Math.log(onset.atOnce)
  for (let i = 0; i <= STEPS; i++) {
    const beyond = (RATIO_MAX / Math.max(1, bound)) ** (i / STEPS)
    const ratio = way === 'up' ? bound * beyond : bound / beyond
    if (logEvidenceAt(ratio * expected, stable, rho, bound, alternatives) >= wanted) return ratio
  }
  return null
}

function logEvidenceAt(
  canary: number,
  stable: number,
  rho: number,
  bound: number,
  { ratios, logBeyond, logWeights }: Question['alternatives'],
): number {
  const atBound = Math.log(rho * bound + 1 - rho)
  return ratios.reduce(
    (sum, ratio, i) =>
      logAdd(
        sum,
        (logWeights[i] ?? 0) +
          canary * (logBeyond[i] ?? 0) +
          (canary + stable) * (atBound - Math.log(rho * ratio + 1 - rho)),
      ),
    Number.NEGATIVE_INFINITY,
  )
}
