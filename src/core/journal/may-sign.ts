import type { Unsignable } from '../notice/unsignable.ts'
import type { Instant } from '../time/instant.ts'
import { chainOf, setAsideBy, UNPINNED_MS } from './checkpoint.ts'
import type { Checkpoint } from './entry.ts'

export type Standing = {
  /** A key that is gone. */
  readonly lostKey: { readonly key: string | null } | null
  /** The newest that are known outside of the database: in the sink, and to the key itself. */
  readonly outside: readonly Pick<Checkpoint, 'n' | 'hash'>[]
  /** What the database has from the oldest of them on, and its last; any order. */
  readonly table: readonly Pick<Checkpoint, 'n' | 'hash' | 'resumes'>[]
  /** When the oldest and the newest entry were written that were there before this server began; null for none. */
  readonly written: { readonly from: Instant; readonly to: Instant } | null
}

/**
 * Nothing is signed over what was signed before and is gone: a restore and a forgery look alike, and a signature would
 * make either the truth. A server that was switched off, for however long, and one of an earlier version are none of
 * this: what they wrote last is as old as they are, and nothing was written after it.
 */
export function unsignable({ lostKey, outside, table, written }: Standing): Unsignable | null {
  if (lostKey !== null) return { is: 'key-lost', key: lostKey.key }
  const chain = chainOf(table)
  const gone = outside
    .filter((known) => !chain.hashes.has(known.hash) && setAsideBy(known, chain) === null)
    .map(({ n }) => n)
  if (gone.length > 0) return { is: 'cut-off', checkpoint: Math.max(...gone) }
  if (outside.length > 0 || table.length > 0 || written === null || written.to - written.from <= UNPINNED_MS)
    return null
  return { is: 'never-signed', since: written.from }
}
