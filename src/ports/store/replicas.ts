import type { Instant } from '../../core/time/instant.ts'

/** The servers that share this database, and which of them live. */
export interface Replicas {
  /** Makes this server known and holds its lease until `leave`; a lease that broke with its connection is taken again by itself. */
  enter(replica: { readonly installation: string; readonly place: string }, now: Instant): Promise<Entered>
  /** Every server that was ever here, one for each data directory. */
  all(): Promise<readonly Replica[]>
}

export type Entered = { leave(): Promise<void> }

export type Replica = {
  readonly installation: string
  readonly place: string
  /** Its lease is held. False also for a moment after the database was restarted, until everybody has theirs again. */
  readonly alive: boolean
}
