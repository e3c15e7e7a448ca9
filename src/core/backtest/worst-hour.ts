import type { Instant, Millis } from '../time/instant.ts'
import { byWorse, type Quantity } from './quantity.ts'

export const HOUR_MS: Millis = 3_600_000

export type Point = { readonly at: Instant; readonly value: number | null }

export type Hour = {
  readonly from: Instant
  /** The value nearest to what the rule acts on, and when. */
  readonly worst: { readonly at: Instant; readonly value: number }
  /** At each evaluation; null where nothing was measured. */
  readonly points: readonly Point[]
}

/** The hour of the clock (UTC) that holds the worst value of all. */
export class WorstHour {
  readonly #isWorse: (a: number, b: number) => number
  #points: Point[] = []
  #from: Instant | null = null
  #worst: Hour['worst'] | null = null
  #best: Hour | null = null

  constructor(quantity: Quantity) {
    this.#isWorse = byWorse(quantity)
  }

  add(at: Instant, value: number | null): void {
    // An evaluation looks back, so that of the full hour belongs to the hour before it.
    const from = Math.ceil(at / HOUR_MS) * HOUR_MS - HOUR_MS
    if (from !== this.#from) {
      this.#close()
      this.#from = from
    }
    this.#points.push({ at, value })
    if (value === null) return
    if (this.#worst === null || this.#isWorse(value, this.#worst.value) < 0) this.#worst = { at, value }
  }

  #close(): void {
    const [from, worst] = [this.#from, this.#worst]
    if (
      from !== null &&
      worst !== null &&
      (this.#best === null || this.#isWorse(worst.value, this.#best.worst.value) < 0)
    )
      this.#best = { from, worst, points: this.#points }
    this.#points = []
    this.#worst = null
  }

  /** Null: nothing was measured at all. */
  result(): Hour | null {
    this.#close()
    this.#from = null
    return this.#best
  }
}
