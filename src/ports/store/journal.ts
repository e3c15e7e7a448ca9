import type { Checkpoint, Entry, StreamName } from '../../core/journal/entry.ts'
import type { EntryOf, Stream } from '../../core/journal/streams.ts'
import type { Instant } from '../../core/time/instant.ts'

/** Append-only. The application's database role can insert and select here, nothing else. */
export interface Journal {
  append<S extends Stream>(stream: S, entries: readonly EntryOf<S>[]): Promise<readonly Entry[]>
  read(stream: StreamName, after: number, limit: number): Promise<readonly Entry[]>
  streams(): Promise<readonly { stream: StreamName; seq: number; hash: string }[]>
  /** By name, after that name. */
  streamsAfter(
    after: StreamName,
    limit: number,
  ): Promise<readonly { stream: StreamName; seq: number; hash: string }[]>
  /** Streams whose head moved since the last checkpoint. */
  moved(): Promise<readonly { stream: StreamName; seq: number; hash: string }[]>
  lastCheckpoint(): Promise<Checkpoint | null>
  checkpoints(after: number, limit: number): Promise<readonly Checkpoint[]>
  /** False when another server has made one with this number already; nothing changes then. */
  addCheckpoint(checkpoint: Checkpoint): Promise<boolean>
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
export type { Instant }
