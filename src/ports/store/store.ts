import type { Attachments } from './attachments.ts'
import type { Connections, Counts } from './counts.ts'
import type { Effects } from './effects.ts'
import type { Feed } from './feed.ts'
import type { Flags } from './flags.ts'
import type { FollowUps } from './follow-ups.ts'
import type { Journal } from './journal.ts'
import type { KillOrders } from './kill-orders.ts'
import type { Notices } from './notices.ts'
import type { Judges, Samples } from './observation.ts'
import type { Plans } from './plans.ts'
import type { Probes } from './probes.ts'
import type { Questions } from './questions.ts'
import type { Replicas } from './replicas.ts'
import type { Sessions } from './sessions.ts'
import type { Targets } from './targets.ts'
import type { Ticks } from './ticks.ts'
import type { Tokens } from './tokens.ts'

/**
 * The database does not answer, cannot be reached, or takes nothing that is written: it is read-only, or its disk is
 * full. What was asked of it may have happened all the same.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
  readonly because: 'away' | 'writes-refused'

  constructor(
    message: string,
    options: { readonly cause?: unknown; readonly because?: 'away' | 'writes-refused' } = {},
  ) {
    super(message, { cause: options.cause })
    this.because = options.because ?? 'away'
  }
}

/** Everything that is remembered. One implementation, one database; times are arguments, SQL never asks for now(). */
export type Store = {
  readonly ticks: Ticks
  readonly targets: Targets
  readonly effects: Effects
  readonly judges: Judges
  readonly samples: Samples
  readonly probes: Probes
  readonly flags: Flags
  readonly followUps: FollowUps
  readonly journal: Journal
  readonly feed: Feed
  readonly notices: Notices
  readonly plans: Plans
  readonly attachments: Attachments
  readonly tokens: Tokens
  readonly sessions: Sessions
  readonly killOrders: KillOrders
  readonly replicas: Replicas
  readonly questions: Questions
  /** Rejects with `StoreUnavailable` when the database does not answer, or takes nothing that is written. */
  takesWrites(): Promise<void>
  /** Rejects when the database does not answer. */
  counts(): Promise<Counts>
  connections(): Connections
  close(): Promise<void>
}
