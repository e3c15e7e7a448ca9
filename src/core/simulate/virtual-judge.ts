import { judgedBy, type Watch, watchesOf } from '../change/rollout/watches.ts'
import type { Change } from '../change/state/change.ts'
import { beginWatch, type JudgeState, observe } from '../judge/observe.ts'
import type { Judged } from '../judge/verdict.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { VirtualWorld } from './virtual-world.ts'

/** The observers of a simulation: the same pure judge, fed by the virtual world. */
export class VirtualJudge {
  readonly #world: VirtualWorld
  readonly #every: Millis
  readonly #lagMs: Millis
  #rows = new Map<string, { watch: Watch; state: JudgeState }>()

  constructor(world: VirtualWorld, { intervalMs, lagMs }: { intervalMs: Millis; lagMs: Millis }) {
    this.#world = world
    this.#every = intervalMs
    this.#lagMs = lagMs
  }

  isWatching(change: Change): boolean {
    return watchesOf(change).length > 0
  }

  nextScrape(now: Instant, lag: Millis): Instant {
    return Math.floor((now - lag) / this.#every) * this.#every + this.#every + lag
  }

  scrape(change: Change, now: Instant): void {
    const rows = new Map<string, { watch: Watch; state: JudgeState }>()
    for (const watch of watchesOf(change)) {
      const known = this.#rows.get(watch.key)
      const state = known?.watch.from === watch.from ? known.state : beginWatch(watch.rule, watch.from)
      rows.set(watch.key, { watch, state: this.#feed(watch, state, now) })
    }
    this.#rows = rows
  }

  judged(): readonly Judged[] {
    return [...this.#rows.values()].map(({ watch, state }) =>
      judgedBy(watch, state, this.#world.shapeOf(watch.rule.signal), this.#every, this.#lagMs),
    )
  }

  #feed({ rule, target, slot }: Watch, state: JudgeState, now: Instant): JudgeState {
    const watermark = this.#world.watermark(target, now, this.#every, slot)
    if (watermark === null) return state
    const read = (slot: 'canary' | 'stable') =>
      this.#world.measure(target, slot, rule.signal, state.watermark, watermark, this.#every)
    return observe(rule, state, {
      canary: read(slot ?? 'canary'),
      stable: slot === undefined ? read('stable') : [],
      watermark,
      stepMs: this.#every,
    })
  }
}
