import { type Duplex, pipeline } from 'node:stream'
import { otherSide, type Side } from '../../core/traffic/desired.ts'
import type { Held } from './wire.ts'

/**
 * The connections of a target that have gone over. Nobody sees into them, so none is moved: it stays with its side, and
 * ends `endMs` after that side gets no more requests.
 */
export class UpgradedConnections {
  readonly #open = new Set<{ readonly side: Side; readonly end: () => void }>()
  endMs: number
  readonly #held: () => Held

  constructor(endMs: number, held: () => Held) {
    this.endMs = endMs
    this.#held = held
  }

  get count(): number {
    return this.#open.size
  }

  /** Bytes go both ways from here on, as fast as each end takes them. */
  join(side: Side, client: Duplex, upstream: Duplex): void {
    const one = {
      side,
      end: () => {
        client.destroy()
        upstream.destroy()
      },
    }
    this.#open.add(one)
    // Whatever breaks one of them, the other has nobody to talk to any more.
    pipeline(client, upstream, client, () => {
      this.#open.delete(one)
      one.end()
    })
    this.lookAtSides()
  }

  /** Called when something else holds for the target. */
  lookAtSides(): void {
    const side = this.#leftSide()
    if (side === null || ![...this.#open].some((one) => one.side === side)) return
    setTimeout(() => {
      if (this.#leftSide() !== side) return
      for (const one of this.#open) if (one.side === side) one.end()
    }, this.endMs).unref()
  }

  endAll(): void {
    for (const one of this.#open) one.end()
  }

  /** The one that gets no requests; null while both do. */
  #leftSide(): Side | null {
    const { stable, split } = this.#held().desired
    return split.mode === 'open' ? null : otherSide(stable)
  }
}
