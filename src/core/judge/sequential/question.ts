import type { Millis } from '../../time/instant.ts'
import { type Alternatives, betterThanBound, worseThanBound } from './alternatives.ts'
import type { EdgePair } from './edges.ts'
import type { Onset } from './wealth.ts'

/**
 * What a rule asks, ready to be judged; made once of its words and never changed while it watches.
 * - `worse` (a guard, `worseThan`): is there evidence that the canary is worse than stable times the bound?
 * - `no-worse` (a gate, `noWorseThan`): is there evidence that it is not?
 */
export type Question = {
  readonly test: 'worse' | 'no-worse'
  /** Of the canary's rate of events to stable's. */
  readonly bound: number
  /** Which way that ratio is worse: `up` for errors and slow requests, `down` for conversions. */
  readonly way: 'up' | 'down'
  /** What of a ratio's sample is an event: what it counts (`good`), or the rest. Of a distribution: the slow ones. */
  readonly events: 'counted' | 'rest' | 'slow'
  /** The chance of a false answer, over the whole watch. */
  readonly alpha: number
  readonly alternatives: Alternatives
  readonly onset: Onset
  /** The bucket edges that are compared; of a ratio none. */
  readonly edges: readonly EdgePair[]
  /** Of a distribution: which quantile its signal is about; a gate is asked at the edges up to it. */
  readonly quantile: number | null
}

/** How a rule and its signal are said. */
export type Asked = {
  readonly test: Question['test']
  /** `stable*1.25` is 1.25. */
  readonly times: number
  /** Which way the signal is worse, as its binding says. */
  readonly direction: 'higher' | 'lower'
  readonly alpha: number
  /** How often the source measures: over a day of such intervals a regression is expected to begin. */
  readonly intervalMs: Millis
  /** Of a distribution: by `edgeTest`, and its quantile. */
  readonly latency?: {
    readonly pairs: readonly EdgePair[]
    readonly bound: number
    readonly quantile: number
  }
}

const DAY_MS = 86_400_000
const EARLY_MS = 1_800_000

/** Pods of one version differ by more than this on their own. */
const MARGIN_LEAST = 1.01

export const hasMargin = (times: number): boolean =>
  Math.abs(Math.log(times)) >= Math.log(MARGIN_LEAST) - 1e-9

/**
 * The question that a rule asks, or why it cannot be asked. A signal of which less is worse, such as the share of
 * good requests, is judged by what is missing where its bound is above 1 (`success-ratio worseThan stable*1.25`: a
 * quarter more failures), and by itself, mirrored, where it is below (`conversion worseThan stable*0.95`).
 */
export function questionOf(asked: Asked): Question | { readonly refused: string } {
  const { test, times, direction, alpha, intervalMs, latency } = asked
  if (!(Number.isFinite(times) && times > 0))
    return { refused: `stable*${times} cannot be compared with: the factor is a number above 0` }
  if (!hasMargin(times))
    return {
      refused: `${test === 'worse' ? 'worseThan' : 'noWorseThan'}: stable leaves no margin, and two pods of one version differ by more; write stable*${direction === 'higher' || latency !== undefined ? '1.25' : '0.95'}`,
    }
  if (direction === 'higher' && times < 1)
    return {
      refused: `more is worse for this signal, so the factor is above 1: stable*${times} is better than stable`,
    }
  if (latency !== undefined && direction === 'lower' && times > 1)
    return {
      refused: `less is worse for this signal, so the factor is below 1: stable*${times} is better than stable`,
    }
  if (latency?.pairs.length === 0)
    return { refused: 'no bucket edges can be compared: the histogram has none' }
  const down = direction === 'lower' && times < 1
  const way = down ? 'down' : 'up'
  const bound = latency?.bound ?? times
  const guard = test === 'worse'
  return {
    test,
    bound,
    way,
    events: latency !== undefined ? 'slow' : direction === 'lower' && !down ? 'rest' : 'counted',
    alpha,
    alternatives: guard ? worseThanBound(bound, way) : betterThanBound(bound, way),
    onset: guard ? onsetOf(intervalMs) : { atOnce: 1, over: 1, early: 1 },
    edges: latency?.pairs ?? [],
    quantile: latency?.quantile ?? null,
  }
}

/**
 * Half of the evidence bets on a version that is bad from its first request, the rest on one that turns bad in a day.
 */
const onsetOf = (intervalMs: Millis): Onset => ({
  atOnce: 0.5,
  over: Math.max(1, Math.ceil(DAY_MS / intervalMs)),
  early: Math.max(1, EARLY_MS / intervalMs),
})
