import { judgedBy, type Watch } from '../change/rollout/watches.ts'
import { beginWatch, type JudgeState, observe } from '../judge/observe.ts'
import type { Judged } from '../judge/verdict.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { Slot } from '../traffic/desired.ts'
import type { VirtualWorld } from './virtual-world.ts'

type Row = { readonly watch: Watch; readonly state: JudgeState }
/** What every rule says at one moment. */
export type Rows = ReadonlyMap<string, Row>

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

  judged(rows: Rows): readonly Judged[] {
    return [...rows.values()].map(({ watch, state }) =>
      judgedBy(watch, state, this.#world.shapeOf(watch.rule.signal), this.#every, this.#lagMs),
    )
  }

  #feed({ rule, target, slot }: Watch, state: JudgeState, now: Instant): JudgeState {
    const watermark = this.#world.watermark(target, now, this.#every, slot)
    if (watermark === null) return state
    const read = (slot: Slot) =>
      this.#world.measure(target, slot, rule.signal, state.watermark, watermark, this.#every)
    return observe(rule, state, {
      canary: read(slot ?? 'canary'),
      stable: slot === undefined ? read('stable') : [],
      watermark,
      stepMs: this.#every,
    })
  }
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
