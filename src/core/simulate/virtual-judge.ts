import { judgedBy, referenceOf, testFactsOf, type Watch } from '../change/rollout/watches.ts'
import { observeRule } from '../judge/each.ts'
import { beginWatch, type JudgeState } from '../judge/observe.ts'
import { isTest, type Rule } from '../judge/rule.ts'
import { madeAhead, type Steady, stayed, staysFor } from '../judge/steady.ts'
import type { Judged } from '../judge/verdict.ts'
import { reached, rulesOfLevel } from '../level/level.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { Slot } from '../traffic/desired.ts'
import type { VirtualWorld } from './virtual-world.ts'

type Row = { readonly watch: Watch; readonly state: JudgeState }
/** What every rule says at one moment. */
export type Rows = ReadonlyMap<string, Row>

/** A moment at which the rules were looked at. */
export type Look = { readonly at: Instant; readonly rows: Rows }
/** Moments of scrapes, one after the other, at which every rule says the same. */
export type Ahead = { readonly length: number; at(i: number): Look }

/** Fewer are looked at one by one. */
const FEW = 16
const MOST_STEADY = 50_000

/** The observers of a simulation: the same pure judge, fed by the virtual world. */
export class VirtualJudge {
  readonly #world: VirtualWorld
  readonly #every: Millis
  readonly #lagMs: Millis

  constructor(world: VirtualWorld, { intervalMs, lagMs }: { intervalMs: Millis; lagMs: Millis }) {
    this.#world = world
    this.#every = intervalMs
    this.#lagMs = lagMs
  }

  nextScrape(now: Instant, lag: Millis): Instant {
    return Math.floor((now - lag) / this.#every) * this.#every + this.#every + lag
  }

  scrape(watches: readonly Watch[], before: Rows, now: Instant): Rows {
    return new Map(
      watches.map((watch) => {
        const known = before.get(watch.key)
        const state = known?.watch.from === watch.from ? known.state : beginWatch(watch.rule, watch.from)
        return [watch.key, { watch, state: this.#feed(watch, state, now) }]
      }),
    )
  }

  /** The scrapes from this one on at which every rule is known to say the same; null where these are only a few. */
  steady(before: Rows, first: Instant, most: number): Ahead | null {
    const steady: { key: string; row: Row; next: Steady | null }[] = []
    let length = Math.min(most, MOST_STEADY)
    for (const [key, row] of before) {
      const { watch, state } = row
      const watermark = this.#world.watermark(watch.target, first, this.#every, slotsOf(watch).judged)
      if (watermark !== null && watermark !== state.watermark + this.#every) return null
      const next = watermark === null ? null : this.#next(row, length)
      if (watermark !== null && next === null) return null
      if (next !== null) length = Math.min(next.times, isMade(watch) ? next.times : stays(row, next))
      if (length < FEW) return null
      steady.push({ key, row, next })
    }
    // To make one ahead costs as much as its scrapes do, so none is made further than all are known to stay.
    const made = steady.filter(({ row }) => isMade(row.watch))
    const isForAFew = made.some(({ row, next }) => next !== null && this.#made(row, next, FEW).length < FEW)
    if (isForAFew) return null
    const rows = steady.map(({ key, row, next }) => {
      const { watch, state } = row
      if (next === null) return { key, watch, after: () => state }
      if (!isMade(watch))
        return { key, watch, after: (scrapes: number) => stayed(watch.rule, state, next, scrapes) }
      const states = this.#made(row, next, length)
      length = states.length
      return { key, watch, after: (scrapes: number) => states[scrapes - 1] ?? state }
    })
    const rowsAfter = (scrapes: number): Rows =>
      new Map(rows.map(({ key, watch, after }) => [key, { watch, state: after(scrapes) }]))
    return { length, at: (i) => ({ at: first + i * this.#every, rows: rowsAfter(i + 1) }) }
  }

  #made({ watch, state }: Row, next: Steady, most: number): readonly JudgeState[] {
    return madeAhead(watch.rule, state, next, this.#facts(watch), most)
  }

  /** What comes next, and how often; null where it is not measured. */
  #next({ watch, state }: Row, most: number): Steady | null {
    const stepMs = this.#every
    const { judged, beside } = slotsOf(watch)
    const alike = (slot: Slot, times: number) =>
      this.#world.alike(watch.target, slot, watch.rule, state.watermark, times, stepMs)
    const canary = alike(judged, most)
    if (canary === null || beside === null)
      return canary && { canary: canary.sample, stable: null, times: canary.times, stepMs }
    const stable = alike(beside, canary.times)
    return stable && { canary: canary.sample, stable: stable.sample, times: stable.times, stepMs }
  }

  judged(rows: Rows): readonly Judged[] {
    return [...rows.values()].map(({ watch, state }) =>
      judgedBy(watch, state, this.#world.shapeOf(watch.rule.signal), this.#every, this.#lagMs),
    )
  }

  #feed(watch: Watch, state: JudgeState, now: Instant): JudgeState {
    const { rule, target } = watch
    const { judged, beside } = slotsOf(watch)
    const watermark = this.#world.watermark(target, now, this.#every, judged)
    if (watermark === null) return state
    const read = (slot: Slot) =>
      this.#world.measure(target, slot, rule, state.watermark, watermark, this.#every)
    return observeRule(rule, state, {
      canary: read(judged),
      stable: beside === null ? [] : read(beside),
      watermark,
      stepMs: this.#every,
      ...(watch.lastWeek === undefined
        ? {}
        : { lastWeek: this.#world.lastWeek(rule.signal, state.watermark, watermark, this.#every) }),
      ...this.#facts(watch),
    })
  }

  #facts(watch: Watch) {
    const { signal } = watch.rule
    return {
      ...referenceOf(watch, this.#world.sloOf(signal)),
      ...testFactsOf(watch, this.#world.shapeOf(signal)),
    }
  }
}

/** That of which each evaluation has to be made: evidence that grows, or many series. */
const isMade = ({ rule }: Watch): boolean => isTest(rule.bound) || rule.each !== undefined

/** For how many evaluations of the same a rule is known to say the same. */
const stays = ({ watch, state }: Row, next: Steady): number =>
  Math.min(...rulesToStay(watch).map((one) => staysFor(one, state, next)))

/** A level says the same as long as none of its thresholds is crossed. */
const rulesToStay = ({ rule, level }: Watch): readonly Rule[] =>
  level === undefined ? [rule] : rulesOfLevel(level)

/** What a watch judges, and what it measures beside that. */
const slotsOf = ({ slot }: Watch): { readonly judged: Slot; readonly beside: Slot | null } =>
  slot === undefined ? { judged: 'canary', beside: 'stable' } : { judged: slot, beside: null }

/** That the rows are those of these watches, and of no others. */
export function isOf(watches: readonly Watch[], rows: Rows): boolean {
  return rows.size === watches.length && watches.every(({ key, from }) => rows.get(key)?.watch.from === from)
}

/** That of each rule nothing but the moment and its numbers is new. */
export function saysTheSame(before: Rows, after: Rows): boolean {
  return [...after].every(([key, { watch, state: now }]) => {
    const was = before.get(key)
    return (
      was?.watch.from === watch.from &&
      was.state.verdict === now.verdict &&
      isSameLevel(watch, was.state, now) &&
      was.state.trueSince === now.trueSince &&
      was.state.gaps === now.gaps &&
      isMeasured(was.state) === isMeasured(now)
    )
  })
}

const isSameLevel = ({ level }: Watch, was: JudgeState, now: JudgeState): boolean =>
  level === undefined || `${reached(level, was)}` === `${reached(level, now)}`

const isMeasured = ({ measuredUntil, watermark }: JudgeState): boolean => measuredUntil === watermark
