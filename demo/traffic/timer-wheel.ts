/** Hundreds of pending visits on one timer: a slot of the wheel for every 20 ms. */
export class TimerWheel<T> {
  static readonly slotMs = 20
  readonly #slots: T[][] = Array.from({ length: 512 }, () => [])
  #turn: number

  constructor(nowMs: number) {
    this.#turn = Math.floor(nowMs / TimerWheel.slotMs)
  }

  /** Due at that time, at the earliest with the next slot and at the latest after one whole turn (about 10 s). */
  add(item: T, atMs: number): void {
    const wanted = Math.floor(atMs / TimerWheel.slotMs)
    const turn = Math.min(Math.max(wanted, this.#turn + 1), this.#turn + this.#slots.length - 1)
    this.#slots[turn % this.#slots.length]?.push(item)
  }

  /** Everything that became due since the last call. */
  due(nowMs: number): T[] {
    const now = Math.floor(nowMs / TimerWheel.slotMs)
    const found: T[] = []
    // After a long sleep of the machine, one turn has met every slot.
    for (let left = Math.min(now - this.#turn, this.#slots.length); left > 0; left -= 1) {
      this.#turn += 1
      const slot = this.#slots[this.#turn % this.#slots.length]
      if (slot) found.push(...slot.splice(0))
    }
    this.#turn = Math.max(this.#turn, now)
    return found
  }
}
