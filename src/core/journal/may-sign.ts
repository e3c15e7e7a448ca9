import type { Instant } from '../time/instant.ts'
import { chainOf, setAsideBy, UNPINNED_MS } from './checkpoint.ts'
import type { Checkpoint } from './entry.ts'

/** Why a server does not sign the journal as it finds it. A person looks, and says `cutwater journal resume`. */
export type Unsignable =
  /** A checkpoint that is known outside of the database is not in it, or is another there. */
  | { readonly is: 'cut-off'; readonly checkpoint: number }
  /** Entries have no checkpoint at all though a server worked on for longer than it takes to make one. */
  | { readonly is: 'never-signed'; readonly since: Instant }
  /** The key that signed here is gone; `key` names it where that is known. */
  | { readonly is: 'key-lost'; readonly key: string | null }

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

/** Without a full stop. */
export function unsignableWords(why: Unsignable): string {
  switch (why.is) {
    case 'cut-off':
      return (
        `the database no longer has checkpoint ${why.checkpoint} as it was signed: a backup was restored, ` +
        'or the journal was tampered with'
      )
    case 'never-signed':
      return (
        'the journal has entries and no checkpoint, in the database and outside of it, though servers worked for ' +
        'long enough to make one: the checkpoints were deleted'
      )
    case 'key-lost':
      return (
        `the key that signed the journal here${why.key === null ? '' : ` (${why.key})`} is gone: ` +
        'what was signed with it can still be verified, and nothing is signed with another until somebody says so'
      )
  }
}
