import { judgedBy, referenceOf, type Watch } from '../change/rollout/watches.ts'
import { beginWatch, type JudgeState, observe } from '../judge/observe.ts'
import { type Steady, stayed, staysFor } from '../judge/steady.ts'
import type { Judged } from '../judge/verdict.ts'
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
    const rows: { key: string; row: Row; next: Steady | null }[] = []
    let length = Math.min(most, MOST_STEADY)
    for (const [key, row] of before) {
      const { watch, state } = row
      const watermark = this.#world.watermark(watch.target, first, this.#every, slotsOf(watch).judged)
      if (watermark !== null && watermark !== state.watermark + this.#every) return null
      const next = watermark === null ? null : this.#next(row, length)
      if (next !== null) length = Math.min(next.times, staysFor(watch.rule, state, next))
      else if (watermark !== null) return null
      if (length < FEW) return null
      rows.push({ key, row, next })
    }
    const rowsAfter = (scrapes: number): Rows =>
      new Map(
        rows.map(({ key, row: { watch, state }, next }) => {
          const after = next === null ? state : stayed(watch.rule, state, next, scrapes)
          return [key, { watch, state: after }]
        }),
      )
    return { length, at: (i) => ({ at: first + i * this.#every, rows: rowsAfter(i + 1) }) }
  }

  /** What comes next, and how often; null where it is not measured. */
  #next({ watch, state }: Row, most: number): Steady | null {
    const stepMs = this.#every
    const { judged, beside } = slotsOf(watch)
    const alike = (slot: Slot, times: number) =>
      this.#world.alike(watch.target, slot, watch.rule.signal, state.watermark, times, stepMs)
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
      this.#world.measure(target, slot, rule.signal, state.watermark, watermark, this.#every)
    return observe(rule, state, {
      canary: read(judged),
      stable: beside === null ? [] : read(beside),
      watermark,
      stepMs: this.#every,
      ...referenceOf(watch, this.#world.sloOf(rule.signal)),
    })
  }
}

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
      was.state.trueSince === now.trueSince &&
      was.state.gaps === now.gaps &&
      isMeasured(was.state) === isMeasured(now)
    )
  })
}

const isMeasured = ({ measuredUntil, watermark }: JudgeState): boolean => measuredUntil === watermark
