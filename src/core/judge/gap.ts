import type { Instant, Millis } from '../time/instant.ts'

/**
 * A stretch in which a rule saw nothing: no measurement, or no requests for so long that its whole look-back was
 * empty. Not the same as a source that is away for a while: what that one kept is read afterwards, and leaves no gap.
 */
export type Gap = { readonly from: Instant; readonly to: Instant }

/**
 * The most that are kept apart. Beyond it the oldest two become one of their total length, at the end of the later:
 * no time is lost or added.
 */
const GAPS_MAX = 20

/** With one more, which ends later than all of them; what it touches becomes part of it. In order, and bounded. */
export function withGap(gaps: readonly Gap[], gap: Gap): readonly Gap[] {
  const apart = gaps.filter(({ to }) => to < gap.from)
  const from = Math.min(gap.from, gaps[apart.length]?.from ?? gap.from)
  const all = [...apart, { from, to: gap.to }]
  const [first, second] = all
  if (all.length <= GAPS_MAX || first === undefined || second === undefined) return all
  return [{ from: second.from - (first.to - first.from), to: second.to }, ...all.slice(2)]
}

/** How much of [from, to) was not seen. */
export function unseenMs(gaps: readonly Gap[], from: Instant, to: Instant): Millis {
  return gaps.reduce((sum, gap) => sum + Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from)), 0)
}
