import { type FollowFacts, RuleFollower } from '../../core/backtest/follow-rule.ts'
import type { RuleResult } from '../../core/backtest/result.ts'
import type { WatchedRule } from '../../core/backtest/watched-rules.ts'
import { shapeByRules } from '../../core/judge/rule-shape.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import type { RecordedMetrics } from '../../ports/recorded.ts'

/** A source, and the signals that it is asked for. */
export type RecordedSource = { readonly metrics: RecordedMetrics; readonly signals: ReadonlySet<string> }

export type Backtest = {
  readonly rules: readonly WatchedRule[]
  readonly sources: readonly RecordedSource[]
  /** Why a signal has no source that looks back, as half a sentence. */
  readonly whyNot: (signal: string) => string
  /** Null where no binding describes it. */
  readonly shapeOf: (signal: string) => SignalShape | null
  readonly sloOf: (signal: string) => number | null
  readonly from: Instant
  readonly to: Instant
  readonly seed: number
  readonly share?: number
  /** How much of the span of a source has been played, 0..1. */
  readonly progress?: (source: string, share: number) => void
}

/** An evaluation takes some microseconds, and its value is kept until all of them are sorted. */
export const EVALUATIONS_MAX = 20_000_000

/** How many evaluations it would take. */
export function evaluationsOf({ rules, sources, from, to }: Backtest): number {
  return rules.reduce((sum, { rule }) => {
    const source = sources.find(({ signals }) => signals.has(rule.signal))
    return source === undefined ? sum : sum + (to - from) / source.metrics.stepMs
  }, 0)
}

/** What every rule would have done, in the order of the rules. Each source is read once, page by page. */
export async function runBacktest(backtest: Backtest, signal: AbortSignal): Promise<readonly RuleResult[]> {
  const results = new Map<WatchedRule, RuleResult>()
  for (const source of backtest.sources) {
    const its = backtest.rules.filter(({ rule }) => source.signals.has(rule.signal))
    const left = its.filter((watched) => !results.has(watched))
    for (const [watched, result] of await playedBy(source, left, backtest, signal))
      results.set(watched, result)
  }
  return backtest.rules.map((watched) => {
    const { rule } = watched
    return results.get(watched) ?? unplayed(watched, backtest.whyNot(rule.signal), backtest, 1_000)
  })
}

type Played = { readonly watched: WatchedRule; readonly follower: RuleFollower; why: string | null }

async function playedBy(
  { metrics }: RecordedSource,
  rules: readonly WatchedRule[],
  backtest: Backtest,
  signal: AbortSignal,
): Promise<readonly (readonly [WatchedRule, RuleResult])[]> {
  const { from, to, progress } = backtest
  const { stepMs } = metrics
  const played = rules.map((watched): Played => {
    return { watched, follower: new RuleFollower(watched, factsOf(watched, backtest, stepMs)), why: null }
  })
  if (played.length === 0) return []
  const back: Millis = Math.max(...played.map(({ follower }) => follower.lookbackMs))
  const asked = {
    signals: [...new Set(rules.map(({ rule }) => rule.signal))],
    targets: [...new Set(rules.map(({ target }) => target))],
    from: from - back,
    to,
  }
  let pages = 0
  try {
    for await (const { upTo, series } of metrics.pages(asked, signal)) {
      signal.throwIfAborted()
      pages += 1
      for (const one of series)
        for (const rule of played) {
          const { watched, follower } = rule
          if (watched.rule.signal !== one.signal || watched.target !== one.target) continue
          if ('unavailable' in one) rule.why ??= one.unavailable
          else follower.feed(one.recorded, Math.min(upTo, to))
        }
      progress?.(metrics.name, Math.min(1, Math.max(0, (upTo - from) / (to - from))))
    }
  } catch (error) {
    if (!(error instanceof MetricsUnavailable)) throw error
    for (const rule of played) rule.why ??= error.message
  }
  return played.map(({ watched, follower, why }) => {
    const nothing = pages === 0 ? `${metrics.name} has nothing of that time yet` : null
    const said = why ?? nothing
    const result = follower.result()
    return [watched, said === null || result.why !== undefined ? result : { ...result, why: said }]
  })
}

function factsOf({ rule }: WatchedRule, backtest: Backtest, stepMs: Millis): FollowFacts {
  const { from, seed, share, shapeOf, sloOf } = backtest
  return {
    from,
    stepMs,
    seed,
    shape: shapeOf(rule.signal) ?? shapeByRules([rule]),
    slo: sloOf(rule.signal),
    ...(share === undefined ? {} : { share }),
  }
}

function unplayed(watched: WatchedRule, why: string, backtest: Backtest, stepMs: Millis): RuleResult {
  return {
    ...new RuleFollower(watched, factsOf(watched, backtest, stepMs)).result(),
    why: watched.unplayable ?? why,
  }
}
