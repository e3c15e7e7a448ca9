import type { Instant, Millis } from '../time/instant.ts'
import { merge } from './measure.ts'
import type { Rule } from './rule.ts'
import type { Sample } from './sample.ts'

/** How finely a long look-back is kept: a 24 h span costs no more memory than a 1 min one. */
const BINS = 60
/** Of a rule that keeps many series at once. */
const BINS_EACH = 20

/** What was fed, in the order in which it ends: each evaluation takes what has ended since the one before. */
export class Arriving {
  readonly #samples: readonly Sample[]
  #next = 0

  /** Of those that began inside the watch, what no evaluation has seen. */
  constructor({ from, watermark }: { from: Instant; watermark: Instant }, samples: readonly Sample[]) {
    const unseen = samples.filter((sample) => sample.at >= from && ended(sample) > watermark)
    const isOrdered = unseen.every((sample, i) => i === 0 || ended(unseen[i - 1] as Sample) <= ended(sample))
    this.#samples = isOrdered ? unseen : unseen.toSorted((a, b) => ended(a) - ended(b))
  }

  endedBy(moment: Instant): readonly Sample[] {
    const first = this.#next
    while (this.#next < this.#samples.length && ended(this.#samples[this.#next] as Sample) <= moment)
      this.#next += 1
    return this.#samples.slice(first, this.#next)
  }
}

export const ended = ({ at, span }: Sample): Instant => at + span

export const binWidth = ({ each }: Pick<Rule, 'each'>, span: Millis): Millis =>
  Math.max(1, Math.floor(span / (each === undefined ? BINS : BINS_EACH)))

/**
 * Forgets what the rule no longer looks at, and merges the rest into bins: a long look-back is kept as coarsely as it
 * can afford.
 */
export function keep(
  rule: Pick<Rule, 'each'>,
  known: readonly Sample[],
  fresh: readonly Sample[],
  since: Instant,
  moment: Instant,
): readonly Sample[] {
  const width = binWidth(rule, moment - since)
  const kept: Sample[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const samples of [known, fresh])
    for (const sample of samples) {
      if (sample.at < since) continue
      const bin = Math.floor(sample.at / width)
      if (bin > last) {
        kept.push(sample)
        last = bin
        continue
      }
      // Nearly always the last one: sources tell in the order of time.
      const there =
        bin === last ? kept.length - 1 : kept.findIndex(({ at }) => Math.floor(at / width) === bin)
      const before = kept[there]
      if (before === undefined) kept.push(sample)
      else kept[there] = merge([before, sample]) ?? sample
    }
  return kept
}
