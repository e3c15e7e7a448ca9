import type { StreamName } from './entry.ts'

/** Checkpoints are kept twice: in the database, and in a sink outside it. */
export type Copy = 'table' | 'sink'

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
  /** Table and sink each hold one with this number, and they are not the same. */
  | { readonly fault: 'checkpoints-differ'; readonly n: number }
