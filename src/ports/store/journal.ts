import type { Checkpoint, Entry, StreamName } from '../../core/journal/entry.ts'
import type { EntryOf, Stream } from '../../core/journal/streams.ts'
import type { Instant } from '../../core/time/instant.ts'

/** Append-only. The application's database role can insert and select here, nothing else. */
export interface Journal {
  append<S extends Stream>(stream: S, entries: readonly EntryOf<S>[]): Promise<readonly Entry[]>
  read(stream: StreamName, after: number, limit: number): Promise<readonly Entry[]>
  /** Entries of these streams and types that were written in [from, until), the oldest first. */
  happened(asked: Happening, limit: number): Promise<readonly Entry[]>
  streams(): Promise<readonly { stream: StreamName; seq: number; hash: string }[]>
  /** By name, after that name. */
  streamsAfter(
    after: StreamName,
    limit: number,
  ): Promise<readonly { stream: StreamName; seq: number; hash: string }[]>
  /** Streams whose head moved since the last checkpoint. */
  moved(): Promise<readonly { stream: StreamName; seq: number; hash: string }[]>
  /** When the oldest and the newest entry were written of those that are older than that; null for none. */
  written(before: Instant): Promise<{ readonly from: Instant; readonly to: Instant } | null>
  lastCheckpoint(): Promise<Checkpoint | null>
  /** Those that resumed what had broken off; few. */
  resumptions(): Promise<readonly Checkpoint[]>
  checkpoints(after: number, limit: number): Promise<readonly Checkpoint[]>
  /** False when another server has made one with this number already; nothing changes then. */
  addCheckpoint(checkpoint: Checkpoint): Promise<boolean>
}

export type Happening = {
  readonly streams: readonly StreamName[]
  readonly types: readonly string[]
  readonly from: Instant
  readonly until: Instant
}

/** Where checkpoints are anchored outside the database. Append-only. */
export interface CheckpointSink {
  append(checkpoint: Checkpoint): Promise<void>
  read(): Promise<readonly Checkpoint[]>
}

/** The private key stays behind this port. */
export interface Signer {
  readonly key: string
  sign(hash: string): Promise<string>
}

/** A checkpoint, by what nobody can change without its hash. */
export type SignedHead = Pick<Checkpoint, 'n' | 'hash'>

/** The key that signs here, and what it remembers apart from database and sink. */
export interface SigningKey {
  /** Null: the key that signed here is gone, and no other takes its place unasked. */
  signer(): Signer | null
  /** Of a key that is gone: its name, where that is known. Null while there is one. */
  lost(): { readonly key: string | null } | null
  /**
   * A new key in the place of one that is gone; the public key of that one stays pinned. The same while there is
   * one.
   */
  renew(): Promise<Signer>
  /** The newest checkpoint that is known to have been signed here and kept. */
  lastSigned(): Promise<SignedHead | null>
  remember(head: SignedHead): Promise<void>
}
export type { Instant }
