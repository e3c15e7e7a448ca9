/** Requests a second over the last two seconds, kept in tenths of a second so that it costs the same at any rate. */
export class RequestRate {
  readonly #tenths = new Array<number>(20).fill(0)
  #now = 0

  /** Counts one request at `atMs` and answers the rate, this one included. Time must not go backwards. */
  count(atMs: number): number {
    const tenth = Math.floor(atMs / 100)
    // Forget every tenth that passed since the last request, at most the whole ring.
    const passed = Math.min(tenth - this.#now, this.#tenths.length)
    for (let i = 0; i < passed; i += 1) this.#tenths[(tenth - i) % this.#tenths.length] = 0
    this.#now = tenth
    const slot = tenth % this.#tenths.length
    this.#tenths[slot] = (this.#tenths[slot] ?? 0) + 1
    return this.#tenths.reduce((sum, n) => sum + n, 0) / 2
  }
}
