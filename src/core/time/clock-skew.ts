import type { Instant, Millis } from './instant.ts'

/**
 * How far another clock is from ours, in words; null when that is at most `toleranceMs`. `said` is what it showed at
 * some moment between `asked` and `answered`, both by ours: however long the answer took, only what is surely a
 * difference counts as one.
 */
export function clockSkew(
  { asked, said, answered }: { readonly asked: Instant; readonly said: Instant; readonly answered: Instant },
  toleranceMs: Millis,
): string | null {
  const [ahead, behind] = [said - answered, asked - said]
  const skewMs = Math.max(ahead, behind)
  if (skewMs <= toleranceMs) return null
  return `${Math.round(skewMs / 1000)} s ${ahead > behind ? 'ahead of' : 'behind'} ours`
}
