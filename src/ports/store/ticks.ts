import type { Actor } from '../../core/access/actor.ts'
import type { Command, Refusal } from '../../core/change/commands/command.ts'
import type { ChangeEntry } from '../../core/change/events/change-entry.ts'
import type { EffectAnswer, Observations } from '../../core/change/outside/observations.ts'
import type { Order } from '../../core/change/outside/order.ts'
import type { Change, ChangeId } from '../../core/change/state/change.ts'
import type { Notice } from '../../core/notice/notice.ts'
import type { Instant } from '../../core/time/instant.ts'

/** Changes and the turns they take. One tick is one transaction; the row lock on the change's wake row is the lease. */
export interface Ticks {
  /** Store a plan's runbook and a new change with its first entries. The id is made here: `prefix`-year-number. */
  create(draft: NewChange): Promise<Change>
  /** The change that a create with this `dedup` has made; null when there is none. */
  opened(dedup: string): Promise<Change | null>
  /**
   * Ask something of a change. The same `dedup` again, with the same command, joins the first; with another it is
   * refused as `conflict`.
   */
  ask(id: ChangeId, item: AskedCommand): Promise<'accepted' | 'joined' | 'conflict' | 'unknown-change'>
  /** The stored answer to a command, once a tick has given it. */
  answerTo(id: ChangeId, dedup: string): Promise<CommandAnswer | null>
  /** Changes that should take a turn, the longest overdue first. */
  due(now: Instant, limit: number): Promise<readonly ChangeId[]>
  /** The earliest wake of any change, so that the loop knows how long it may sleep. */
  nextDue(): Promise<Instant | null>
  /** Make a change take a turn at once. */
  wake(id: ChangeId, at: Instant): Promise<void>
  /**
   * Lock, load, let `turn` decide (it is pure and synchronous), save, commit. `skip` gives up when another holds the
   * row. A turn that throws rolls back, counts an error on the change and backs off; after several the change is
   * marked stuck. A claim or target that somebody else took in between makes `turn` decide again from a fresh look.
   * Rejects only when the database fails; whether the turn was saved is then unknown, and the next tick finds out.
   */
  tick(id: ChangeId, now: Instant, lock: 'skip' | 'wait', turn: (loaded: Loaded) => Turn): Promise<TickResult>
  /**
   * The turns of many changes in one transaction, as far as nothing happens in them; what is saved is when to look
   * again. A change in whose turn anything happened, or went wrong, is left untouched for a tick of its own.
   */
  quiet(ids: readonly ChangeId[], now: Instant, turn: (loaded: Loaded) => Turn): Promise<QuietTicks>
  load(id: ChangeId): Promise<{ change: Change; stuck: Stuck | null } | null>
  /**
   * Forgets answered commands asked before, of changes that are over; answers how many. What they did stands in the
   * journal.
   */
  forget(before: Instant): Promise<number>
}

export type NewChange = {
  readonly prefix: 'CHG' | 'MNT' | 'EMT'
  readonly planText: string
  readonly at: Instant
  /** Makes the change once its id is known; pure, for it may run again. */
  readonly open: (id: ChangeId) => { readonly change: Change; readonly entries: readonly ChangeEntry[] }
  /** Idempotency key of the request that made it; a second create with it returns the first change. */
  readonly dedup: string
}

export type AskedCommand = {
  readonly dedup: string
  readonly actor: Actor
  readonly command: Command
  readonly at: Instant
}

export type CommandAnswer =
  | { readonly accepted: true; readonly revision: number; readonly already: boolean }
  | ({ readonly accepted: false } & Refusal)

export type Loaded = {
  /** What the tick was given, but never earlier than this change's last turn. */
  readonly now: Instant
  readonly change: Change
  /** Unanswered commands, oldest first. */
  readonly commands: readonly AskedCommand[]
  /** Contains unread effect answers, judged rules, traffic of the change's targets, other owners of them. */
  readonly observations: Omit<Observations, 'takeover'>
}

export type Turn = {
  readonly change: Change
  readonly entries: readonly ChangeEntry[]
  readonly orders: readonly Order[]
  readonly notices: readonly Notice[]
  readonly answers: readonly { readonly dedup: string; readonly answer: CommandAnswer }[]
  readonly wakeAt: Instant | null
}

export type TickResult =
  | { readonly ticked: true; readonly turn: Turn }
  | { readonly ticked: false; readonly because: 'busy' | 'unknown-change' }
  /** The turn threw; it is tried again after a while. */
  | { readonly ticked: false; readonly because: 'failed'; readonly error: Error }
  /** It threw several times in a row: page someone, once for each `stuck.since`. It is still tried again. */
  | { readonly ticked: false; readonly because: 'stuck'; readonly error: Error; readonly stuck: Stuck }

/** Neither in `quiet` nor in `eventful`: those that another holds at the moment. */
export type QuietTicks = { readonly quiet: number; readonly eventful: readonly ChangeId[] }

export type Stuck = { readonly since: Instant; readonly errors: number; readonly because: string }
export type { EffectAnswer }
