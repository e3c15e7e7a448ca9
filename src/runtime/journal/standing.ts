import { chainOf, setAsideBy } from '../../core/journal/checkpoint.ts'
import type { Checkpoint } from '../../core/journal/entry.ts'
import { unsignable } from '../../core/journal/may-sign.ts'
import type { Unsignable } from '../../core/notice/unsignable.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { SignedHead } from '../../ports/store/journal.ts'
import type { Runtime } from '../context/runtime.ts'

type Here = Pick<Runtime, 'store' | 'anchor'>

/** The newest of them. */
export function lastOf(checkpoints: readonly Checkpoint[]): SignedHead | null {
  return checkpoints.reduce<SignedHead | null>((last, each) => (each.n > (last?.n ?? 0) ? each : last), null)
}

/** Why the journal is not signed as it stands; null when it is. `before` is when this server began. */
export async function whyUnsignable(
  { store: { journal }, anchor: { key } }: Here,
  exported: SignedHead | null,
  before: Instant,
): Promise<Unsignable | null> {
  const outside = [exported, await key.lastSigned()].filter((head) => head !== null)
  const table = await counterparts({ store: { journal } }, outside)
  const isEmpty = outside.length === 0 && table.length === 0
  const written = isEmpty ? await journal.written(before) : null
  return unsignable({ lostKey: key.lost(), outside, table, written })
}

/**
 * What the database has of those numbers, and when that is not the same, every resumption; without numbers, its
 * last.
 */
async function counterparts(
  { store: { journal } }: { readonly store: Pick<Runtime['store'], 'journal'> },
  heads: readonly SignedHead[],
): Promise<readonly Checkpoint[]> {
  if (heads.length === 0) return [await journal.lastCheckpoint()].filter((last) => last !== null)
  const numbers = [...new Set(heads.map(({ n }) => n))]
  const there = (await Promise.all(numbers.map((n) => journal.checkpoints(n - 1, 1)))).flat()
  const isThere = (head: SignedHead) => there.some(({ hash }) => hash === head.hash)
  return heads.every(isThere) ? there : [...there, ...(await journal.resumptions())]
}

/** Whether the database has another than this one, or none, and no resumption has set it aside. */
export async function isCutOff({ store }: Pick<Runtime, 'store'>, given: SignedHead): Promise<boolean> {
  const table = await counterparts({ store }, [given])
  return unsignable({ lostKey: null, outside: [given], table, written: null }) !== null
}

/** The resumption that has set this one aside; null for none. */
export async function resumedOver(
  { store }: Pick<Runtime, 'store'>,
  head: SignedHead,
): Promise<number | null> {
  return setAsideBy(head, chainOf(await counterparts({ store }, [head])))
}

/** Up to where the sink has what the database has: what was exported, unless a resumption has set that aside. */
export async function exportedUpTo(
  { store }: Pick<Runtime, 'store'>,
  exported: SignedHead | null,
): Promise<number> {
  if (exported === null) return 0
  const chain = chainOf(await counterparts({ store }, [exported]))
  const by = setAsideBy(exported, chain)
  return chain.resumed.find(({ n }) => n === by)?.after ?? exported.n
}

/**
 * The newest checkpoint that database and sink both have; 0 for none. One that is only in the database counts
 * below `gone`.
 */
export async function commonEnd(
  { store: { journal } }: Pick<Runtime, 'store'>,
  sink: readonly Checkpoint[],
  gone: number,
): Promise<number> {
  const newestFirst = [...sink].sort((a, b) => b.n - a.n)
  for (const { n, hash } of newestFirst) {
    const [there] = await journal.checkpoints(n - 1, 1)
    if (there?.n === n && there.hash === hash) return n
  }
  const last = await journal.lastCheckpoint()
  return Math.max(0, Math.min(last?.n ?? 0, gone - 1))
}
