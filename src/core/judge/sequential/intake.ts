import type { Instant } from '../../time/instant.ts'
import type { Arm, ArmReading, Slice, SplitReading } from './arm-reading.ts'

/** What came in since the last time; complete up to `watermark`. Later readings are not kept: they are fed again. */
export type Fed = {
  readonly canary: readonly ArmReading[]
  readonly stable: readonly ArmReading[]
  readonly watermark: Instant
  /** The reader's own time, beyond which nothing can have been measured. */
  readonly now: Instant
}

/**
 * Why a reading was not used.
 * A reading that is faulty still tells that its arm was measured, so the watermark goes on.
 * - `late`: of a time that has been judged already: it came too late, or twice.
 * - `duplicate`: the same arm, segment and interval again.
 * - `future`: ends later than now, as by a clock that is ahead.
 * - `reset`: a counter began anew within it.
 * - `not-a-number`, `negative`, `too-many-events` (more than requests), `other-shape` (not the comparisons asked for).
 * - `unpaired`: the other arm has nothing of that interval.
 * - `segments`: more segments than are told apart.
 */
export const DROPPED = [
  'late',
  'duplicate',
  'future',
  'reset',
  'not-a-number',
  'negative',
  'too-many-events',
  'other-shape',
  'unpaired',
  'segments',
] as const
export type DropReason = (typeof DROPPED)[number]

export type Dropped = Partial<Record<DropReason, number>>

/** The two arms of one interval and segment. */
export type Pair = { readonly segment: string; readonly canary: ArmReading; readonly stable: ArmReading }
/** In order of time, segments in order of their names. */
export type Interval = { readonly at: Instant; readonly end: Instant; readonly pairs: readonly Pair[] }

export type Taken = {
  readonly intervals: readonly Interval[]
  readonly watermark: Instant
  readonly dropped: Dropped
}

/** Beyond it, segments are a mistake: a label with unbounded values. */
export const SEGMENTS_MAX = 16
/** What is extrapolated may be a fraction of a request, but no such small one. */
const COUNT_MIN = 1e-6

/**
 * Readings as pairs, up to the earlier of both arms' last readings: what one arm has and the other may still tell is
 * left for the next time. `known` are segments that were told apart before.
 */
export function takeIn(fed: Fed, since: Instant, comparisons: number, known: readonly string[]): Taken {
  const one = onlyPair(fed, since, comparisons, known)
  if (one !== null) return one
  const dropped: Dropped = {}
  const drop = (reason: DropReason) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1
  }
  const isOfATime = (reading: ArmReading) => {
    const reason = faultOfTime(reading, fed.now)
    if (reason !== null) drop(reason)
    return reason === null
  }
  const arms = { canary: fed.canary.filter(isOfATime), stable: fed.stable.filter(isOfATime) }
  const watermark = Math.max(since, Math.min(fed.watermark, lastEnd(arms.canary), lastEnd(arms.stable)))
  const found = new Map<string, { canary?: ArmReading; stable?: ArmReading }>()
  for (const arm of ['canary', 'stable'] as const)
    for (const reading of arms[arm]) {
      // What lies after the watermark is fed again, and is counted then.
      if (end(reading) > watermark) continue
      const key = `${reading.at}/${reading.span}/${reading.segment}`
      const pair = found.get(key) ?? {}
      const fault =
        reading.at < since ? 'late' : pair[arm] === undefined ? faultOf(reading, comparisons) : 'duplicate'
      if (fault === null) found.set(key, { ...pair, [arm]: reading })
      else drop(fault)
    }
  return { intervals: intervalsOf(pairsOf(found, drop), known, drop), watermark, dropped }
}

/** What is fed nearly always: one interval of one known segment, without a fault. Null for all else. */
function onlyPair(
  { canary: canaries, stable: stables, watermark, now }: Fed,
  since: Instant,
  comparisons: number,
  known: readonly string[],
): Taken | null {
  const [canary, stable] = [canaries[0], stables[0]]
  if (canary === undefined || stable === undefined || canaries.length > 1 || stables.length > 1) return null
  const { at, span, segment } = canary
  if (stable.at !== at || stable.span !== span || stable.segment !== segment) return null
  const over = end(canary)
  if (at < since || over > watermark || !known.includes(segment)) return null
  for (const reading of [canary, stable])
    if (faultOfTime(reading, now) !== null || faultOf(reading, comparisons) !== null) return null
  const pairs = [{ segment, canary, stable }]
  return { intervals: [{ at, end: over, pairs }], watermark: Math.max(since, over), dropped: {} }
}

function pairsOf(
  found: ReadonlyMap<string, Partial<Record<Arm, ArmReading>>>,
  drop: (reason: DropReason) => void,
): readonly Pair[] {
  return [...found.values()].flatMap(({ canary, stable }) => {
    if (canary !== undefined && stable !== undefined) return [{ segment: canary.segment, canary, stable }]
    drop('unpaired')
    return []
  })
}

function intervalsOf(
  pairs: readonly Pair[],
  known: readonly string[],
  drop: (reason: DropReason) => void,
): readonly Interval[] {
  const segments = new Set(known)
  const ordered = pairs.toSorted(
    (a, b) => end(a.canary) - end(b.canary) || a.canary.at - b.canary.at || (a.segment < b.segment ? -1 : 1),
  )
  const intervals: { at: Instant; end: Instant; pairs: Pair[] }[] = []
  for (const pair of ordered) {
    if (!segments.has(pair.segment) && segments.size >= SEGMENTS_MAX) {
      drop('segments')
      continue
    }
    segments.add(pair.segment)
    const last = intervals.at(-1)
    if (last?.end === end(pair.canary) && last.at === pair.canary.at) last.pairs.push(pair)
    else intervals.push({ at: pair.canary.at, end: end(pair.canary), pairs: [pair] })
  }
  return intervals
}

export const end = ({ at, span }: ArmReading): Instant => at + span

function lastEnd(readings: readonly ArmReading[]): Instant {
  let last = Number.NEGATIVE_INFINITY
  for (const reading of readings) last = Math.max(last, end(reading))
  return last
}

function faultOfTime({ at, span }: ArmReading, now: Instant): DropReason | null {
  if (!(Number.isFinite(at) && Number.isFinite(span))) return 'not-a-number'
  if (span <= 0) return 'negative'
  return at + span > now ? 'future' : null
}

/** What is wrong with what it says. */
export function faultOf(
  { reset = false, slices = [], split, ...all }: ArmReading,
  comparisons: number,
): DropReason | null {
  if (reset) return 'reset'
  for (const slice of [all, ...slices]) {
    const fault = faultOfCounts(slice, comparisons)
    if (fault !== null) return fault
  }
  return split === undefined ? null : faultOfSplit(split)
}

function faultOfSplit({ asked, canary, all }: SplitReading): DropReason | null {
  if (![asked, canary, all].every(Number.isFinite)) return 'not-a-number'
  if (asked < 0 || canary < 0) return 'negative'
  return asked > 1 || canary > all ? 'too-many-events' : null
}

function faultOfCounts({ total, events }: Slice, comparisons: number): DropReason | null {
  if (events.length !== comparisons) return 'other-shape'
  if (!(Number.isFinite(total) && total <= Number.MAX_SAFE_INTEGER && events.every(Number.isFinite)))
    return 'not-a-number'
  if (total > 0 && total < COUNT_MIN) return 'not-a-number'
  if (total < 0 || events.some((count) => count < 0)) return 'negative'
  // Sources that extrapolate, such as increase(), are off by a rounding.
  return events.some((count) => count > total * (1 + 1e-9)) ? 'too-many-events' : null
}
