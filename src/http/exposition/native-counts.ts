import { NATIVE_SCHEMA, nativeBucketOf } from '../../core/histogram/native-buckets.ts'

/** A microsecond or so: what takes less is counted as nothing. */
export const ZERO_THRESHOLD = 2 ** -20

/** A stretch of buckets side by side, `offset` buckets after the end of the one before, or after bucket 0. */
export type Span = { readonly offset: number; readonly length: number }

/** What a native histogram tells of one set of labels; each delta is against the bucket before it. */
export type NativeHistogram = {
  readonly sampleCount: number
  readonly sampleSum: number
  readonly schema: number
  readonly zeroThreshold: number
  readonly zeroCount: number
  readonly positiveSpan: readonly Span[]
  readonly positiveDelta: readonly number[]
}

/** Counts durations in seconds by native buckets. No more of them than there are between a microsecond and years. */
export class NativeCounts {
  #count = 0
  #sum = 0
  #zero = 0
  readonly #buckets = new Map<number, number>()

  observe(seconds: number): void {
    this.#count += 1
    this.#sum += seconds
    if (seconds <= ZERO_THRESHOLD) {
      this.#zero += 1
      return
    }
    const bucket = nativeBucketOf(seconds)
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1)
  }

  histogram(): NativeHistogram {
    const spans: { offset: number; length: number }[] = []
    const deltas: number[] = []
    let next = 0
    let before = 0
    for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      const last = spans.at(-1)
      if (last !== undefined && bucket === next) last.length += 1
      else spans.push({ offset: bucket - next, length: 1 })
      next = bucket + 1
      deltas.push(count - before)
      before = count
    }
    return {
      sampleCount: this.#count,
      sampleSum: this.#sum,
      schema: NATIVE_SCHEMA,
      zeroThreshold: ZERO_THRESHOLD,
      zeroCount: this.#zero,
      positiveSpan: spans,
      positiveDelta: deltas,
    }
  }
}
