import type { Slot } from '../../core/traffic/desired.ts'
import type { Reason } from '../../core/traffic/route.ts'
import type { TelemetrySecond } from '../../ports/store/observation.ts'
import { type Attempted, Tally } from './tally.ts'
import type { Keeper } from './telemetry-file.ts'
import type { TelemetryPage } from './wire.ts'

/**
 * What happened upstream, second by second, kept until the server has fetched it. Only whole seconds leave, so that
 * nothing arrives late. A second without traffic is recorded as zero for every open slot: "no requests" differs from
 * "not measured".
 */
export type Telemetry = {
  count(target: string, slot: Slot, reason: Reason, attempted: Attempted): void
  /**
   * Closes the seconds that are over. Called now and then, so that a quiet gateway too has kept all but the present
   * one.
   */
  tick(): void
  /** Closes the present second as well: nothing is counted after it. */
  end(): void
  /** At least one second if there is one, at most about `limit` records. */
  page(after: number, limit: number): Omit<TelemetryPage, 'instance'>
}

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
  const slots = targets.flatMap((target) => [
    { target, slot: 'stable' as const, tallies: [] as Tally[] },
    { target, slot: 'canary' as const, tallies: [] as Tally[] },
  ])
  const bySlot = new Map(slots.map((each) => [`${each.slot}:${each.target}`, each]))

  // A clock that was far ahead is healed by a restart: what it dated is not waited for.
  let kept = keeper.before.filter(({ at }) => at <= now() + GAP_MAX_S * 1000)
  // What an earlier process closed stays closed.
  let second = Math.max(Math.floor(now() / 1000), ...kept.slice(-1).map(({ at }) => at / 1000 + 1))
  // Numbers have to grow over restarts too, and no gateway makes a thousand records a second.
  let seq = Math.max(Math.floor(now()), keeper.before.at(-1)?.seq ?? 0)
  let droppedUpTo = 0

  /** Closes every second that is over. A clock that is set back only makes the present second longer. */
  const close = (): void => {
    const current = Math.floor(now() / 1000)
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

    count(target, slot, reason, attempted) {
      close()
      const tallies = bySlot.get(`${slot}:${target}`)?.tallies
      if (tallies === undefined) throw new Error(`no target ${target} in the telemetry`)
      // An upstream that invents a version for every answer must not grow the buffer.
      const version = tallies.length < VERSIONS_MAX ? attempted.version : ''
      let tally = tallies.find((each) => each.version === version && each.reason === reason)
      if (tally === undefined) {
        tally = new Tally(version, reason)
        tallies.push(tally)
      }
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
