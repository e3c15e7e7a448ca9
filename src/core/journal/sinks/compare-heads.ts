import type { Instant, Millis } from '../../time/instant.ts'
import { chainOf, setAsideBy } from '../checkpoint.ts'
import type { Checkpoint } from '../entry.ts'
import type { Fault } from '../fault.ts'
import { linked } from '../linked.ts'

type Head = Pick<Checkpoint, 'n' | 'hash'>

/** A sink that was away for less is behind, as it may be; what was signed longer ago should be there. */
export const SINK_LATE_MS: Millis = 3_600_000

export type SinkRead = {
  readonly sink: string
  /** What it has, read before the table: whatever is in it was in the table by then. Any order. */
  readonly heads: readonly Head[]
  /** How long it promises to keep one; null for good. */
  readonly keptMs: Millis | null
}

export type Compared = {
  readonly faults: readonly Fault[]
  /** Its highest number; 0 for none. */
  readonly end: number
  /** How many of the table come after that. */
  readonly behind: number
}

/**
 * What a sink in other hands says of a journal, by number and hash alone: what it has and the journal has not, or has
 * otherwise, was taken away here; what it lacks below its end was taken away there, unless its promise is over. `at` is
 * now; without it the newest checkpoint stands for it.
 */
export function compareHeads(
  { sink, heads, keptMs }: SinkRead,
  {
    table,
    ours,
    at,
  }: {
    readonly table: readonly Checkpoint[]
    /** The copy outside the database that the server keeps by itself. */
    readonly ours: readonly Checkpoint[]
    readonly at: Instant | null
  },
): Compared {
  const chain = chainOf(linked(table, ours))
  const byNumber = new Map(table.map((one) => [one.n, one]))
  const there = new Set(heads.map(({ hash }) => hash))
  const end = heads.reduce((most, { n }) => Math.max(most, n), 0)
  const strange = heads.filter(
    (head) => byNumber.get(head.n)?.hash !== head.hash && setAsideBy(head, chain) === null,
  )
  const differing = new Set(strange.filter(({ n }) => byNumber.has(n)).map(({ n }) => n))
  const unknown = sorted(strange.filter(({ n }) => !byNumber.has(n)).map(({ n }) => n))
  const now = at ?? table.reduce((newest, one) => Math.max(newest, one.at), 0)
  // Where it keeps what a resumption has set aside, what was signed beside that was never given to it.
  const over = new Set(heads.flatMap((head) => setAsideBy(head, chain) ?? []))
  const beside = chain.resumed.filter(({ n }) => over.has(n))
  const isBeside = ({ n }: Head) => beside.some((one) => one.after < n && n < one.n)
  const absent = table.filter((one) => !there.has(one.hash) && !isBeside(one))
  const taken = absent.filter((one) => one.n < end && (keptMs === null || one.at + keptMs > now))
  const after = absent.filter((one) => one.n >= end)
  const late = after.filter((one) => now - one.at > SINK_LATE_MS)
  return {
    end,
    behind: after.filter(({ n }) => n > end).length,
    faults: [
      ...ranges(sorted([...differing])).map((range): Fault => ({ fault: 'sink-differs', sink, ...range })),
      ...ranges(unknown).map((range): Fault => ({ fault: 'sink-knows-more', sink, ...range })),
      ...ranges(sorted(taken.filter(({ n }) => !differing.has(n)).map(({ n }) => n))).map(
        (range): Fault => ({ fault: 'sink-lacks', sink, ...range }),
      ),
      ...ranges(sorted(late.filter(({ n }) => n > end).map(({ n }) => n))).map(
        (range): Fault => ({ fault: 'sink-behind', sink, ...range }),
      ),
    ],
  }
}

const sorted = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b)

/** Numbers one after another as from and to; `numbers` are in order. */
function ranges(numbers: readonly number[]): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = []
  for (const n of numbers) {
    const last = found.at(-1)
    if (last !== undefined && last.to === n - 1) last.to = n
    else found.push({ from: n, to: n })
  }
  return found
}
