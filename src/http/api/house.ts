import type { Binding } from '../../core/binding/binding.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Events } from '../../read/journal/follow-events.ts'
import type { Reader } from '../../read/reader.ts'
import type { ServerView } from '../../read/records/server-view.ts'
import type { SeriesReader } from '../../read/series/series.ts'
import type { SignalsReader } from '../../read/signals/read-signals.ts'
import type { Access } from '../../runtime/access/access.ts'
import type { Runtime } from '../../runtime/context/runtime.ts'
import type { FlagSets } from '../../runtime/flags/serve-flags.ts'
import type { Readiness } from '../../runtime/upkeep/readiness.ts'

/**
 * What routes lean on; each names the parts that it needs. It has no member for an operation: a route reads by the
 * readers, and acts by a verb of the runtime that it imports itself.
 */
export type House = {
  readonly read: Reader
  /** A change over time: the split, and what was measured. */
  readonly series: SeriesReader
  /** What every source measures now. */
  readonly signals: SignalsReader
  /** What happens, told while it happens. */
  readonly events: Events
  /** Who is who, and what they were refused. */
  readonly access: Omit<Access, 'stop'>
  /** The flags as they are evaluated, in memory. */
  readonly flagSets: Omit<FlagSets, 'stop'>
  readonly binding: Binding
  readonly ready: () => Promise<Readiness>
  readonly now: () => Instant
  /** The server itself, and how its loops stand. Asks no database. */
  readonly server: () => ServerView
  /** `act(killTarget, order)`: a verb of the runtime, carried out by the runtime of this server. */
  readonly act: Act
}

export type Act = <Order extends readonly unknown[], Answer>(
  verb: (runtime: Runtime, ...order: Order) => Promise<Answer>,
  ...order: Order
) => Promise<Answer>
