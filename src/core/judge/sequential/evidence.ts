import type { ReadOnly } from '../../event/exactly.ts'
import type { Curve } from './curve.ts'
import { logMean } from './log-sum.ts'
import type { Question } from './question.ts'
import { evidenceAtMost, logEvidence, type Wealth } from './wealth.ts'

/** ln E, and the comparison that has most to do with it. */
export type EvidenceSoFar = { readonly log: number; readonly leading: number }

type Judged = {
  readonly intervals: number
  readonly comparisons: readonly { readonly wealth: Readonly<Wealth>; readonly whole?: Counted }[]
}
type Counted =
  | Pick<Curve, 'stable'>
  | { readonly stable: { readonly events: number; readonly total: number } }

/**
 * Over several edges, a guard's evidence is the mean of theirs (a mean of e-values is one). A gate's is the least of
 * those that its signal is about: it says that the canary is not slower at any of them.
 */
export function evidenceOf({ comparisons, intervals }: Judged, question: Question): EvidenceSoFar {
  const logs = comparisons.map(({ wealth }) =>
    logEvidence(wealth, question.alternatives, question.onset, intervals),
  )
  if (question.test === 'worse') return { log: logMean(logs), leading: place(logs, logs, Math.max) }
  const of = relevant(comparisons, question)
  const asked = logs.filter((_, i) => of.includes(i))
  return { log: Math.min(...asked), leading: place(logs, asked, Math.min) }
}

/** Whether a guard has its evidence. */
export function isReached(judged: Judged, question: Question): boolean {
  const wanted = -Math.log(question.alpha)
  const atMost = judged.comparisons.reduce(
    (most, { wealth }) => Math.max(most, evidenceAtMost(wealth, question.alternatives)),
    Number.NEGATIVE_INFINITY,
  )
  return atMost >= wanted && evidenceOf(judged, question).log >= wanted
}

/** Whether a guard has tripped, or a gate would pass now: what a report says by its verdict, without its figures. */
export function isDecided(
  state: Judged & { readonly trippedAt: number | null },
  question: Question,
): boolean {
  if (question.test === 'worse') return state.trippedAt !== null
  return evidenceOf(state, question).log >= -Math.log(question.alpha)
}

type Followed = { readonly whole: Pick<Curve, 'stable' | 'canary'> }
/** That there were requests on both arms at all. */
export const hasData = ({ comparisons }: { readonly comparisons: readonly ReadOnly<Followed>[] }): boolean =>
  comparisons.some(({ whole: { canary, stable } }) => canary.total > 0 && stable.total > 0)

const place = (
  logs: readonly number[],
  among: readonly number[],
  pick: (...values: number[]) => number,
): number => logs.indexOf(pick(...among))

/**
 * The edges that a signal's quantile is about: those that a share of stable's requests exceeds between half of what is
 * beyond the quantile and three quarters. Before anything is known, or where no edge is there, the nearest.
 */
export function relevant(
  comparisons: readonly { readonly whole?: Counted }[],
  { quantile }: Question,
): readonly number[] {
  const all = comparisons.map((_, i) => i)
  if (quantile === null) return all
  const shares = comparisons.map(({ whole }) =>
    whole === undefined || whole.stable.total === 0 ? null : whole.stable.events / whole.stable.total,
  )
  const within = all.filter((i) => {
    const share = shares[i] ?? null
    return share !== null && share >= (1 - quantile) / 2 && share <= 0.75
  })
  if (within.length > 0) return within
  const off = (i: number) => Math.abs((shares[i] ?? 1) - (1 - quantile))
  return [all.reduce((best, i) => (off(i) < off(best) ? i : best), 0)]
}
