import type { Instant, Millis } from '../time/instant.ts'

export type Span = { readonly from: Instant; readonly to: Instant }

/** The longest that are kept by themselves; of the others only how many, and how long together. */
const KEPT = 20

/** Stretches in which nothing was measured. */
export class Missing {
  readonly #longest: Span[] = []
  #open: { from: Instant; to: Instant } | null = null
  #count = 0
  #ms: Millis = 0

  /** In order of time; what touches is one. */
  add(from: Instant, to: Instant): void {
    if (this.#open?.to === from) this.#open.to = to
    else {
      this.#close()
      this.#open = { from, to }
    }
  }

  #close(): void {
    const span = this.#open
    if (span === null) return
    this.#open = null
    this.#count += 1
    this.#ms += length(span)
    this.#longest.push(span)
    if (this.#longest.length <= KEPT) return
    const shortest = this.#longest.reduce((least, one) => (length(one) < length(least) ? one : least))
    this.#longest.splice(this.#longest.indexOf(shortest), 1)
  }

  result(): MissingSpans {
    this.#close()
    return { count: this.#count, ms: this.#ms, longest: [...this.#longest] }
  }
}

export type MissingSpans = {
  readonly count: number
  readonly ms: Millis
  /** At most twenty, in order of time. */
  readonly longest: readonly Span[]
}

const length = ({ from, to }: Span): Millis => to - from
