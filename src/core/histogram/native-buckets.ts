/**
 * The buckets of Prometheus' native histograms
 * (https://prometheus.io/docs/specs/native_histograms/#standard-exponential-schemas): bucket `i` of a schema reaches up
 * to base^i, inclusive, where base is 2^(2^-schema). Schema 4 has buckets that are 4.4 % wide.
 */
export const NATIVE_SCHEMA = 4
const PER_DOUBLING = 2 ** NATIVE_SCHEMA

/** Of schema 4. `value` is positive. */
export function nativeBucketOf(value: number): number {
  const guess = Math.ceil(Math.log2(value) * PER_DOUBLING)
  if (value > nativeEdge(guess)) return guess + 1
  return value <= nativeEdge(guess - 1) ? guess - 1 : guess
}

/** The upper edge of a bucket of schema 4. */
export const nativeEdge = (bucket: number): number => 2 ** (bucket / PER_DOUBLING)
