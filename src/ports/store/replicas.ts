import type { Instant } from '../../core/time/instant.ts'

/** The servers that share this database, and which of them live. */
export interface Replicas {
  /** Makes this server known and takes its lease. */
  enter(replica: { readonly installation: string; readonly place: string }, now: Instant): Promise<Entered>
  /** Every server that is known, one for each data directory. */
  all(): Promise<readonly Replica[]>
  /** This server goes on, and is not forgotten. */
  stillHere(installation: string, now: Instant): Promise<void>
  /** Forgets servers that were not heard of since then, do not live and left nothing under way; answers how many. */
  prune(before: Instant): Promise<number>
}

export type Entered = {
  /**
   * Has to be called every few seconds, else the lease is lost. Takes one again that broke with its connection;
   * rejects when that cannot be done now.
   */
  keep(): Promise<void>
  /** Not while `keep` is under way. */
  leave(): Promise<void>
}

export type Replica = {
  readonly installation: string
  readonly place: string
  /** Its lease is held. False also for a moment after the database was restarted, until everybody has theirs again. */
  readonly alive: boolean
}
