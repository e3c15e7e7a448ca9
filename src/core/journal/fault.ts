import type { Instant } from '../time/instant.ts'
import type { StreamName } from './entry.ts'

/** Checkpoints are kept twice: in the database, and in a sink outside it. */
export type Copy = 'table' | 'sink'

/** Who knows a head: the person who asks, or what the signing key itself remembers. */
export type Known = 'given' | 'key'

/** What is wrong with a journal, and where. `from` and `to` are both missing, and everything between. */
export type Fault =
  /** What the entry says is not what was hashed. */
  | { readonly fault: 'entry-edited'; readonly stream: StreamName; readonly seq: number }
  /** It does not name the hash of the entry before it. */
  | { readonly fault: 'chain-broken'; readonly stream: StreamName; readonly seq: number }
  /** Whole in itself, but not the entry that the checkpoint pinned: the stream was hashed anew. */
  | {
      readonly fault: 'entry-rewritten'
      readonly stream: StreamName
      readonly seq: number
      readonly checkpoint: number
    }
  | {
      readonly fault: 'entries-missing'
      readonly stream: StreamName
      readonly from: number
      readonly to: number
    }
  | {
      readonly fault: 'out-of-order'
      readonly stream: StreamName
      readonly seq: number
      readonly after: number
    }
  /** The stream ends before the entry that a checkpoint pinned. */
  | {
      readonly fault: 'tail-cut'
      readonly stream: StreamName
      readonly have: number
      readonly expected: number
    }
  | { readonly fault: 'checkpoints-missing'; readonly copy: Copy; readonly from: number; readonly to: number }
  | { readonly fault: 'checkpoint-edited'; readonly copy: Copy; readonly n: number }
  | { readonly fault: 'checkpoint-unchained'; readonly copy: Copy; readonly n: number }
  | { readonly fault: 'bad-signature'; readonly copy: Copy; readonly n: number }
  | { readonly fault: 'wrong-key'; readonly copy: Copy; readonly n: number; readonly key: string }
  /** Written, and not signed in all the time in which a server signs what was written. */
  | {
      readonly fault: 'unpinned'
      readonly stream: StreamName
      readonly from: number
      readonly to: number
      /** When the oldest of them was written. */
      readonly since: Instant
    }
  /** A head that is known from elsewhere, by a person or by the signing key, is in neither copy. */
  | { readonly fault: 'head-missing'; readonly n: number; readonly known: Known }
  /** Another checkpoint has its number. */
  | { readonly fault: 'head-differs'; readonly n: number; readonly known: Known }
  /** A resumption set it aside, so that what it pinned is not what is there. */
  | { readonly fault: 'head-set-aside'; readonly n: number; readonly by: number }
  /** Table and sink each hold one with this number, and they are not the same. */
  | { readonly fault: 'checkpoints-differ'; readonly n: number }
  /** A sink in other hands has checkpoints that the journal has not, as they are or at all. */
  | { readonly fault: 'sink-differs'; readonly sink: string; readonly from: number; readonly to: number }
  | {
      readonly fault: 'sink-knows-more'
      readonly sink: string
      readonly from: number
      readonly to: number
    }
  /** It lacks what it had to have by what it has after that. */
  | { readonly fault: 'sink-lacks'; readonly sink: string; readonly from: number; readonly to: number }
  /** It was not given what was signed long ago. */
  | { readonly fault: 'sink-behind'; readonly sink: string; readonly from: number; readonly to: number }
  /** Nobody knows what it has. */
  | { readonly fault: 'sink-unread'; readonly sink: string; readonly because: string }
