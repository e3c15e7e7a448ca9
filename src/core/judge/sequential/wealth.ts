import type { Alternatives } from './alternatives.ts'
import { logAdd } from './log-sum.ts'

/**
 * What the bets on each alternative have come to, as logarithms; the evidence is their weighted sum with what has not
 * been bet yet. Without a regression it is expected never to grow (a supermartingale that begins at 1), so it reaches
 * 1/alpha at some time with a probability of at most alpha, however often one looks (Ville's inequality).
 */
export type Wealth = number[]

/** When bets begin. A version may be bad from its first request, or turn bad at any interval. */
export type Onset = {
  /** Share of the wealth that is bet before the first interval. */
  readonly atOnce: number
  /** Over so many intervals the rest is bet, ... */
  readonly over: number
  /** ... evenly over about so many at first, then ever less: what turns bad mostly does so early. */
  readonly early: number
}

export const newWealth = ({ ratios }: Alternatives, onset: Onset): Wealth =>
  ratios.map(() => Math.log(onset.atOnce))

/** M_t = LR_t (M_{t-1} + w_t) for each alternative: a start at this interval joins those before it. */
export function bet(wealth: Wealth, logRatios: readonly number[], logFresh: number): void {
  for (let i = 0; i < wealth.length; i++)
    wealth[i] = logAdd(wealth[i] as number, logFresh) + (logRatios[i] as number)
}

/** ln w_t: what is bet on each alternative at this interval. */
export const logFreshAt = (onset: Onset, interval: number): number =>
  Math.log(unspent(onset, interval - 1) - unspent(onset, interval))

/** ln E after so many intervals. */
export function logEvidence(
  wealth: Readonly<Wealth>,
  { logWeights }: Alternatives,
  onset: Onset,
  intervals: number,
): number {
  let sum = Math.log(unspent(onset, intervals))
  for (let i = 0; i < wealth.length; i++) sum = logAdd(sum, (logWeights[i] as number) + (wealth[i] as number))
  return sum
}

/** At least ln E, without a sum of logarithms: nearly always enough to know that it has not reached its bound. */
export function evidenceAtMost(wealth: Readonly<Wealth>, { logWeights }: Alternatives): number {
  let most = 0
  for (let i = 0; i < wealth.length; i++)
    most = Math.max(most, (logWeights[i] as number) + (wealth[i] as number))
  return most + Math.log(wealth.length + 1)
}

/**
 * What is not bet after so many intervals: (1 - atOnce) (1 - ln(1 + t / early) / ln(1 + over / early)), then nothing.
 */
function unspent({ atOnce, over, early }: Onset, intervals: number): number {
  if (intervals >= over) return 0
  return (1 - atOnce) * (1 - Math.log1p(intervals / early) / Math.log1p(over / early))
}
