import { OTHER } from '../../core/judge/sample.ts'
import type { Slot } from '../../core/traffic/desired.ts'
import { type PathPatterns, pathPatterns } from '../../core/traffic/path-pattern.ts'
import type { Reason } from '../../core/traffic/route.ts'
import type { EdgeMetrics } from '../../ports/edge-metrics.ts'
import type { TelemetrySecond } from '../../ports/store/observation.ts'
import { sliceOf } from './slice.ts'
import { type Apart, type Attempted, NOT_APART, Tally } from './tally.ts'
import type { Keeper } from './telemetry-file.ts'
import type { Counting, TelemetryPage } from './wire.ts'

/**
 * What happened upstream, second by second, kept until the server has fetched it. Only whole seconds leave, so that
 * nothing arrives late. A second without traffic is recorded as zero for every open slot: "no requests" differs from
 * "not measured".
 */
export type Telemetry = {
  count(target: string, slot: Slot, reason: Reason, attempted: Attempted, asked?: Asked): void
  /** Of these targets requests are counted from now on, beside all that were before. */
  route(targets: readonly string[]): void
  /** Requests of a target are counted apart by these from now on, for a minute. */
  countApart(target: string, apart: Counting['targets'][string]): void
  /**
   * Closes the seconds that are over. Called now and then, so that a quiet gateway too has kept all but the present
   * one.
   */
  tick(): void
  /** Closes the present second as well: nothing is counted after it. */
  end(): void
  /** At least one second if there is one, at most about `limit` records. */
  page(after: number, limit: number): Omit<TelemetryPage, 'instance' | 'now'>
}

/** What of a request may be counted apart. `segment` null: none, or one that the split does not name. */
export type Asked = {
  readonly url: string
  readonly segment: string | null
  /** Who asked; null where nobody looked, for everybody goes the same way. */
  readonly subject: string | null
  /** Whether the split has a share for that segment. */
  readonly isNamed: (segment: string) => boolean
}

/** A server says again and again what it wants. */
const APART_MS = 60_000
/** So many records of a slot a second; what comes after them is told no further apart. */
const TALLIES_MAX = 60

/** A process that stood still for longer than this did not watch: those seconds stay unmeasured. */
const GAP_MAX_S = 5
const VERSIONS_MAX = 20

export function startTelemetry(options: {
  readonly targets: readonly string[]
  readonly isOpen: (target: string, slot: Slot) => boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly keepSeconds: number
  readonly keeper: Keeper
}): Telemetry {
  const { targets, isOpen, now, keepSeconds, keeper } = options
  const slots: { readonly target: string; readonly slot: Slot; readonly tallies: Tally[] }[] = []
  const bySlot = new Map<string, (typeof slots)[number]>()
  const route = (those: readonly string[]) => {
    for (const target of those)
      for (const slot of ['stable', 'canary'] as const) {
        if (bySlot.has(`${slot}:${target}`)) continue
        const each = { target, slot, tallies: [] }
        slots.push(each)
        bySlot.set(`${slot}:${target}`, each)
      }
  }
  route(targets)

  let kept = [...keeper.before]
  let second = 0
  let droppedUpTo = 0
  /** Where the clock stands now. What it dated while it was far ahead is lost: it would be waited for until then. */
  const setOut = (): void => {
    const believed = kept.filter(({ at }) => at <= now() + GAP_MAX_S * 1000)
    if (believed.length < kept.length) droppedUpTo = kept.at(-1)?.seq ?? droppedUpTo
    kept = believed
    // What was closed stays closed.
    second = Math.max(Math.floor(now() / 1000), ...kept.slice(-1).map(({ at }) => at / 1000 + 1))
  }
  setOut()
  // Numbers have to grow over restarts too, and no gateway makes a thousand records a second.
  let seq = Math.max(Math.floor(now()), keeper.before.at(-1)?.seq ?? 0)

  const apart = new Map<
    string,
    { until: number; pathOf: PathPatterns | null; segments: boolean; slices: boolean }
  >()
  const apartOf = (target: string, slot: Slot, { url, segment, subject, isNamed }: Asked): Apart => {
    const wanted = apart.get(target)
    if (wanted === undefined) return NOT_APART
    if (wanted.until <= now()) {
      apart.delete(target)
      return NOT_APART
    }
    const named = segment === null ? 'public' : isNamed(segment) ? segment : OTHER
    return {
      ...(wanted.pathOf === null ? {} : { path: wanted.pathOf(url) ?? OTHER }),
      ...(wanted.segments ? { segment: named } : {}),
      ...(wanted.slices && slot === 'stable' && subject !== null ? { slice: sliceOf(subject) } : {}),
    }
  }

  /**
   * Closes every second that is over. A clock that is set back a little only makes the present second longer; one that
   * is set back by more was wrong before.
   */
  const close = (): void => {
    const current = Math.floor(now() / 1000)
    if (current < second - GAP_MAX_S) setOut()
    if (current <= second) return
    closeUpTo(current - second > GAP_MAX_S ? second + 1 : current)
    second = current
    drop()
  }

  const closeUpTo = (end: number): void => {
    const from = seq
    for (; second < end; second++) closeOne(second * 1000)
    keeper.add(kept.slice(firstAfter(kept, from)))
  }

  const closeOne = (at: number): void => {
    for (const { target, slot, tallies } of slots) {
      if (tallies.length === 0 && isOpen(target, slot))
        tallies.push(new Tally('', isOpen(target, 'canary') ? 'percentage' : 'closed'))
      for (const tally of tallies) kept.push(tally.record(++seq, target, slot, at))
      tallies.length = 0
    }
  }

  const drop = (): void => {
    const oldest = (second - keepSeconds) * 1000
    if ((kept[0]?.at ?? oldest) >= oldest) return
    const from = kept.findIndex((record) => record.at >= oldest)
    const dropped = kept.slice(0, from < 0 ? kept.length : from)
    droppedUpTo = dropped.at(-1)?.seq ?? droppedUpTo
    kept = kept.slice(dropped.length)
  }

  return {
    tick: close,

    end() {
      close()
      closeUpTo(second + 1)
    },

    route,

    countApart(target, { paths, segments = false, slices = false }) {
      if (!bySlot.has(`stable:${target}`)) return
      const pathOf = paths === undefined ? null : pathPatterns(paths)
      apart.set(target, { until: now() + APART_MS, pathOf, segments, slices })
    },

    count(target, slot, reason, attempted, asked) {
      close()
      const tallies = bySlot.get(`${slot}:${target}`)?.tallies
      if (tallies === undefined) throw new Error(`no target ${target} in the telemetry`)
      const by = asked === undefined ? NOT_APART : apartOf(target, slot, asked)
      const tally =
        find(tallies, attempted.version, reason, by) ?? another(tallies, attempted.version, reason, by)
      tally.add(attempted)
    },

    page(after, limit) {
      close()
      const from = firstAfter(kept, after)
      keeper.fetched(() => kept.slice(firstAfter(kept, after)))
      let to = Math.min(kept.length, from + limit)
      while (to > from && to < kept.length && kept[to]?.at === kept[to - 1]?.at) to++
      const more = to < kept.length
      const last = kept[to - 1]
      return {
        records: kept.slice(from, to),
        watermark: more && last !== undefined ? last.at + 1000 : second * 1000,
        more,
        droppedUpTo,
      }
    },
  }
}

/** What is counted for the servers is counted for Prometheus too. */
export const countedFor = (metrics: EdgeMetrics, telemetry: Telemetry): Telemetry => ({
  ...telemetry,
  count(target, slot, reason, attempted, asked) {
    telemetry.count(target, slot, reason, attempted, asked)
    metrics.count(target, slot, reason, attempted)
  },
})

const find = (tallies: readonly Tally[], version: string, reason: Reason, { path, segment, slice }: Apart) =>
  tallies.find(
    (each) =>
      each.version === version &&
      each.reason === reason &&
      each.apart.path === path &&
      each.apart.segment === segment &&
      each.apart.slice === slice,
  )

/** An upstream that invents a version for every answer must not grow the buffer; nor may paths times segments. */
function another(tallies: Tally[], version: string, reason: Reason, by: Apart): Tally {
  const isFull = tallies.length >= TALLIES_MAX
  const isOneMore = new Set(tallies.map((each) => each.version)).size >= VERSIONS_MAX
  const called = isFull || (isOneMore && !tallies.some((each) => each.version === version)) ? '' : version
  const apart = isFull ? untold(by) : by
  const known = find(tallies, called, reason, apart)
  if (known !== undefined) return known
  const tally = new Tally(called, reason, apart)
  tallies.push(tally)
  return tally
}

/** A second that is told apart in part has no slices at all: that of these is left out. */
const untold = ({ path, segment }: Apart): Apart => ({
  ...(path === undefined ? {} : { path: OTHER }),
  ...(segment === undefined ? {} : { segment: OTHER }),
})

function firstAfter(records: readonly TelemetrySecond[], seq: number): number {
  let low = 0
  let high = records.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((records[middle]?.seq ?? 0) > seq) high = middle
    else low = middle + 1
  }
  return low
}
