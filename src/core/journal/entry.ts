import type { Actor } from '../access/actor.ts'
import type { Instant } from '../time/instant.ts'

/**
 * Streams are append-only: `change/CHG-2026-0001`, `target/staging/wix`, `flags/staging`, `plans/NAME`, `access`,
 * `system`.
 */
export type StreamName = string

/**
 * What is to be written; `EntryOf` in streams.ts says what may be. The store gives it its place and its hashes.
 */
export type NewEntry = {
  readonly at: Instant
  readonly actor: Actor
  readonly type: string
  /**
   * Of `data`'s shape; `readEntry` brings older ones to today's. What is stored stays as it is: the hashes are
   * over it.
   */
  readonly version: number
  readonly data: unknown
}

export type Entry = NewEntry & {
  readonly stream: StreamName
  /** 1, 2, 3 ... within the stream. */
  readonly seq: number
  /** Hash of the entry before it in this stream; 64 zeros for the first. */
  readonly previous: string
  /** SHA-256, lower-case hex, over RFC 8785 canonical JSON of everything else. */
  readonly hash: string
}

/** Made every busy minute and at each terminal state; kept in a table and in a sink outside the database. */
export type Checkpoint = {
  readonly n: number
  readonly at: Instant
  /** Hash of checkpoint n - 1; 64 zeros for the first. */
  readonly previous: string
  /** Streams whose head moved since checkpoint n - 1, sorted by name. */
  readonly heads: readonly { readonly stream: StreamName; readonly seq: number; readonly hash: string }[]
  /** Merkle root over `heads`. */
  readonly root: string
  readonly hash: string
  /** Ed25519 over `hash`, base64; and which key made it (SHA-256 of the raw public key, first 16 hex digits). */
  readonly signature: string
  readonly key: string
  /** Only of one that takes up what a restore or a lost key has broken off; part of what is hashed. */
  readonly resumes?: Resumption | null | undefined
}

/** A person's word that the journal is what it has to be, though what was signed before says otherwise. */
export type Resumption = {
  /** Up to here what was signed still counts; 0 for nothing. What came later and is not in this chain is set aside. */
  readonly after: number
  readonly by: string
  readonly because: string
}
