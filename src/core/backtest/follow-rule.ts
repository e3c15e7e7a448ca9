import { beginWatch, type JudgeState, observe } from '../judge/observe.ts'
import { isRelative, isTest } from '../judge/rule.ts'
import type { Sample } from '../judge/sample.ts'
import { LEARN_MS } from '../judge/tested.ts'
import { Random } from '../random/random.ts'
import type { SignalShape } from '../signal/shape.ts'
import type { Instant, Millis } from '../time/instant.ts'
import { FULL } from '../traffic/desired.ts'
import { type Divided, type Division, divide } from './divide.ts'
import type { Recorded } from './recorded.ts'
import type { RuleResult } from './result.ts'
import { Tally } from './tally.ts'
import type { WatchedRule } from './watched-rules.ts'

export type FollowFacts = {
  readonly from: Instant
  /** How often the rule is evaluated: the interval of its source. */
  readonly stepMs: Millis
  readonly shape: SignalShape
  /** The objective of its signal; null where the binding names none. */
  readonly slo: number | null
  /** Of everything that is drawn by lot. */
  readonly seed: number
  /** What share of the requests is seen by a rule that compares with no side, 0..1; left out: all of them. */
  readonly share?: number
}

/**
 * Plays one rule on one target over what was recorded, page by page: the judge is stepped at every multiple of its
 * interval, as the observer of a server does it, and what comes of it is counted. A guard that has tripped is armed
 * again at once, so that one episode is one trip. What is fed in many pages or in one comes to the same.
 */
export class RuleFollower {
  readonly #watched: WatchedRule
  readonly #facts: FollowFacts
  readonly #tally: Tally
  readonly #began: Instant
  #watermark: Instant
  /** In order of time; each waits for the evaluation by which it has ended. */
  #waiting: readonly Recorded[] = []
  /** What references and tests look back to, of everybody. */
  #before: Sample[] = []
  #watch: { state: JudgeState; readonly reference: number | null } | null = null
  #watches = 0
  #stretch = 0
  #stretchEnd: Instant
  #division: Division | null = null

  /** How far before the beginning it looks. */
  readonly lookbackMs: Millis

  constructor(watched: WatchedRule, facts: FollowFacts) {
    this.#watched = watched
    this.#facts = facts
    this.#tally = new Tally(watched)
    this.#began = Math.ceil(facts.from / facts.stepMs) * facts.stepMs
    this.#watermark = this.#began
    this.#stretchEnd = this.#endOfStretch()
    const { referred, alpha } = watched
    this.lookbackMs = Math.max(
      referred?.of === 'measured' ? referred.spanMs : 0,
      alpha === undefined ? 0 : LEARN_MS,
    )
  }

  /** In order of time, and complete up to `watermark`. What began before the beginning is only looked back to. */
  feed(recorded: readonly Recorded[], watermark: Instant): void {
    if (this.#watched.unplayable !== undefined) return
    const waiting = this.#waiting.length === 0 ? recorded : [...this.#waiting, ...recorded]
    const { stepMs } = this.#facts
    let next = 0
    while (this.#watermark + stepMs <= watermark) {
      const moment = this.#watermark + stepMs
      const fresh: Recorded[] = []
      for (; next < waiting.length && endOf(waiting[next] as Recorded) <= moment; next++) {
        const one = waiting[next] as Recorded
        if (one.whole.at >= this.#watermark) fresh.push(one)
        else if (this.lookbackMs > 0) this.#before.push(one.whole)
      }
      this.#advance(fresh, moment)
    }
    this.#waiting = waiting.slice(next)
  }

  result(): RuleResult {
    const { unplayable } = this.#watched
    return {
      ...this.#tally.result(),
      watched: this.#watched,
      shape: this.#facts.shape,
      from: this.#began,
      to: this.#watermark,
      watches: this.#watches,
      division: this.#division,
      ...(unplayable === undefined ? {} : { why: unplayable }),
    }
  }

  #advance(fresh: readonly Recorded[], moment: Instant): void {
    const { rule } = this.#watched
    const { stepMs } = this.#facts
    const watch = this.#watch ?? this.#begin()
    this.#watch = watch
    const isOver = moment >= this.#stretchEnd
    const measured = fresh.length > 0
    if (isTest(rule.bound) && watch.state.tripped !== null) this.#tally.idle(moment, stepMs, measured)
    else {
      const state = this.#observe(watch, fresh, moment, isOver)
      this.#tally.evaluated({ state, moment, stepMs, measured })
      watch.state = isTest(rule.bound) || state.tripped === null ? state : { ...state, tripped: null }
    }
    this.#watermark = moment
    this.#remember(fresh, moment)
    if (isOver) this.#endStretch(watch.state, moment)
  }

  #observe(
    { state, reference }: { readonly state: JudgeState; readonly reference: number | null },
    fresh: readonly Recorded[],
    moment: Instant,
    isOver: boolean,
  ): JudgeState {
    const { rule, alpha } = this.#watched
    const { stepMs, shape } = this.#facts
    const canary: Sample[] = []
    const stable: Sample[] = []
    if (alpha !== undefined && state.tested === undefined) stable.push(...this.#before)
    for (const one of fresh) {
      const sides = this.#sidesOf(one)
      if (sides.canary !== null) canary.push(sides.canary)
      if (sides.stable !== null) stable.push(sides.stable)
    }
    return observe(rule, state, {
      canary,
      stable,
      watermark: moment,
      stepMs,
      ...(reference === null ? {} : { reference }),
      ...(alpha === undefined
        ? {}
        : {
            test: { alpha, direction: shape.direction },
            reportedEveryMs: isOver ? 1 : Number.MAX_SAFE_INTEGER,
          }),
    })
  }

  #sidesOf(one: Recorded): Divided {
    const { divided, cycle } = this.#watched
    const { share, seed, stepMs, shape } = this.#facts
    if (!divided && share === undefined) return { canary: one.whole, stable: null }
    // Each interval has a lot of its own: pages make no difference, and rules of one weight see the same canary.
    const random = new Random(seed ^ Math.imul(Math.round(one.whole.at / stepMs), 0x9e3779b1))
    if (!divided)
      return { canary: divide({ whole: one.whole }, shape.kind, share ?? 1, random).canary, stable: null }
    this.#division = (one.parts?.length ?? 0) > 1 ? 'parts' : 'thinned'
    return divide(one, shape.kind, (cycle[this.#stretch]?.weight ?? FULL) / FULL, random)
  }

  #begin() {
    this.#watches += 1
    const from = this.#watermark
    return { state: beginWatch(this.#watched.rule, from), reference: this.#referenceAt(from) }
  }

  /** As the change would have found it at that moment; null: not known, which the judge takes for no data. */
  #referenceAt(from: Instant): number | null {
    const { rule, referred } = this.#watched
    if (isRelative(rule.bound) && rule.bound.of === 'slo') return this.#facts.slo
    if (referred === undefined || referred.of === 'unknown') return null
    if (referred.of === 'number') return referred.value
    const { by, spanMs } = referred
    // Evaluated once, at that moment, for the ones before it leave nothing behind.
    return observe(by, beginWatch(by, from - spanMs), {
      canary: this.#before,
      stable: [],
      watermark: from,
      stepMs: from,
    }).evidence.value
  }

  #remember(fresh: readonly Recorded[], moment: Instant): void {
    if (this.lookbackMs === 0) return
    for (const { whole } of fresh) this.#before.push(whole)
    const since = moment - this.lookbackMs
    let first = 0
    while (first < this.#before.length && (this.#before[first] as Sample).at < since) first += 1
    // Taking one from the front costs as much as taking many.
    if (first > 256) this.#before = this.#before.slice(first)
  }

  #endStretch(state: JudgeState, moment: Instant): void {
    const { watch, cycle } = this.#watched
    this.#stretch = (this.#stretch + 1) % cycle.length
    if (watch === 'hold' || this.#stretch === 0) {
      this.#tally.watchEnded(state, moment)
      this.#watch = null
    }
    this.#stretchEnd = this.#endOfStretch()
  }

  #endOfStretch(): Instant {
    const { watch, cycle } = this.#watched
    if (watch === 'throughout') return Number.POSITIVE_INFINITY
    const { stepMs } = this.#facts
    const ms = cycle[this.#stretch]?.ms ?? Number.POSITIVE_INFINITY
    return this.#watermark + Math.max(1, Math.ceil(ms / stepMs)) * stepMs
  }
}

const endOf = ({ whole: { at, span } }: Recorded): Instant => at + span
