import { beginWatch, type JudgeState, observe } from '../judge/observe.ts'
import { isRelative, isTest } from '../judge/rule.ts'
import { Random } from '../random/random.ts'
import type { Millis } from '../time/instant.ts'
import { FULL } from '../traffic/desired.ts'
import { type Draw, drawTraffic } from './draw-traffic.ts'
import { FACTORS, healthyValue, type Traffic } from './usual-traffic.ts'
import type { Stretch, WatchedRule } from './watched-rules.ts'

/** How often each is played. */
export const TRIALS = 60

/** What a rule sees of a canary at one stage. */
export type Seen = {
  /** So many times worse than stable, of `FACTORS`. */
  readonly factor: number
  /** In how many of the trials it acted within the hold: a guard tripped, a gate did not let it pass. */
  readonly within: number
  /** Of a gate: in how many it let the canary pass at the end of the hold. */
  readonly passed: number
  /** From the start of the stage until it acted, in the middle and in 95 of 100; null: not within the hold. */
  readonly medianMs: Millis | null
  readonly mostMs: Millis | null
}

export type StageVisibility = {
  readonly stretch: Stretch
  /** Requests of the canary in the whole hold. */
  readonly requests: number
  readonly seen: readonly Seen[]
  /** Of a guard that tests a ratio: how many times the errors it could have seen by the end of the hold, at least. */
  readonly smallest: number | null
}

/** Longer holds are played to here: what is not seen by then needs something else. */
const HOLD_MOST: Millis = 6 * 3_600_000
const FROM = 1_700_000_000_000

/**
 * Plays each stage of a rule many times, by the judge itself, with as many requests as there would be: a canary so many
 * times worse than stable, from the first request of the stage. Counts are drawn by lot; a seed repeats them.
 */
export function visibilityOf(watched: WatchedRule, traffic: Traffic): readonly StageVisibility[] {
  const from = Math.ceil(FROM / traffic.stepMs) * traffic.stepMs
  const { rule } = watched
  const { kind } = traffic.usual
  const stable = drawTraffic(traffic, 1)
  return watched.cycle.map((stretch, stage): StageVisibility => {
    const smallest: number[] = []
    const seen = FACTORS[kind].map((factor): Seen => {
      const draws = { canary: drawTraffic(traffic, factor), stable }
      const took: Millis[] = []
      let passed = 0
      for (let trial = 0; trial < TRIALS; trial++) {
        const random = new Random(traffic.seed + trial * 7_919 + stage * 104_729 + factor)
        const { actedMs, state } = play(watched, stretch, traffic, draws, random, from)
        if (actedMs !== null) took.push(actedMs)
        if (rule.kind === 'gate' && state.verdict === 'no-worse') passed += 1
        const visible = state.evidence.test?.smallestVisible
        if (factor === 1 && visible != null) smallest.push(visible)
      }
      const sorted = took.sort((a, b) => a - b)
      const at = (share: number) => sorted[Math.ceil(share * TRIALS) - 1] ?? null
      return { factor, within: took.length, passed, medianMs: at(0.5), mostMs: at(0.95) }
    })
    const middle = smallest.sort((a, b) => a - b)[Math.floor(smallest.length / 2)]
    return {
      stretch,
      requests: Math.round((traffic.rps * stretch.weight * stretch.ms) / FULL / 1_000),
      seen,
      smallest: isTest(rule.bound) && rule.kind === 'guard' && kind === 'ratio' ? (middle ?? null) : null,
    }
  })
}

/** One hold of one canary. A gate acts at its end alone, when it does not pass. */
function play(
  { rule, alpha, referred }: WatchedRule,
  { weight, ms }: Stretch,
  traffic: Traffic,
  draws: { readonly canary: Draw; readonly stable: Draw },
  random: Random,
  from: number,
): { readonly actedMs: Millis | null; readonly state: JudgeState } {
  const { stepMs, direction, slo } = traffic
  const reference =
    isRelative(rule.bound) && rule.bound.of !== 'stable'
      ? rule.bound.of === 'slo'
        ? slo
        : referred?.of === 'number'
          ? referred.value
          : healthyValue(traffic)
      : null
  const end = from + Math.max(1, Math.ceil(Math.min(ms, HOLD_MOST) / stepMs)) * stepMs
  let state = beginWatch(rule, from)
  for (let at = from; at < end; at += stepMs) {
    const share = weight / FULL
    const isLast = at + stepMs >= end
    state = observe(rule, state, {
      canary: [draws.canary(random, share, at)],
      stable: share >= 1 ? [] : [draws.stable(random, 1 - share, at)],
      watermark: at + stepMs,
      stepMs,
      ...(reference === null ? {} : { reference }),
      ...(alpha === undefined
        ? {}
        : { test: { alpha, direction }, reportedEveryMs: isLast ? 1 : Number.MAX_SAFE_INTEGER }),
    })
    if (state.tripped !== null) return { actedMs: at + stepMs - from, state }
  }
  const stopped = rule.kind === 'gate' && state.verdict === 'worse'
  return { actedMs: stopped ? end - from : null, state }
}
