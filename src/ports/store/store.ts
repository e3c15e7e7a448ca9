import type { Connections, Counts } from './counts.ts'
import type { Effects } from './effects.ts'
import type { Feed } from './feed.ts'
import type { Flags } from './flags.ts'
import type { Journal } from './journal.ts'
import type { KillOrders } from './kill-orders.ts'
import type { Notices } from './notices.ts'
import type { Judges, Samples } from './observation.ts'
import type { Plans } from './plans.ts'
import type { Questions } from './questions.ts'
import type { Replicas } from './replicas.ts'
import type { Sessions } from './sessions.ts'
import type { Targets } from './targets.ts'
import type { Ticks } from './ticks.ts'
import type { Tokens } from './tokens.ts'

/** The database does not answer, or cannot be reached; what was asked of it may have happened all the same. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** Everything that is remembered. One implementation, one database; times are arguments, SQL never asks for now(). */
export type Store = {
  readonly ticks: Ticks
  readonly targets: Targets
  readonly effects: Effects
  readonly judges: Judges
  readonly samples: Samples
  readonly flags: Flags
  readonly journal: Journal
  readonly feed: Feed
  readonly notices: Notices
  readonly plans: Plans
  readonly tokens: Tokens
  readonly sessions: Sessions
  readonly killOrders: KillOrders
  readonly replicas: Replicas
  readonly questions: Questions
  /** Rejects when the database does not answer. */
  counts(): Promise<Counts>
  connections(): Connections
  close(): Promise<void>
}
