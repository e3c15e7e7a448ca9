import type { Instant } from '../time/instant.ts'

/** Why a server does not sign the journal as it finds it. A person looks, and says `cutwater journal resume`. */
export type Unsignable =
  /** A checkpoint that is known outside of the database is not in it, or is another there. */
  | { readonly is: 'cut-off'; readonly checkpoint: number }
  /** Entries have no checkpoint at all though a server worked on for longer than it takes to make one. */
  | { readonly is: 'never-signed'; readonly since: Instant }
  /** The key that signed here is gone; `key` names it where that is known. */
  | { readonly is: 'key-lost'; readonly key: string | null }

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
