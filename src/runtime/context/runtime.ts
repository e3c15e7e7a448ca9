import type { Logger } from 'pino'
import type { Instant } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Places } from '../../ports/places.ts'
import type { PlanReader } from '../../ports/plan-reader.ts'
import type { Store } from '../../ports/store/store.ts'
import type { Turn } from '../../ports/store/ticks.ts'
import type { Traces } from '../../ports/traces.ts'
import type { Anchor } from './anchor.ts'
import type { Bells } from './bells.ts'
import type { Reach } from './reach.ts'

/** What the verbs of this folder lean on; each takes it as its first argument and keeps nothing of its own. */
export type Runtime = {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly reach: Reach
  readonly bells: Bells
  readonly places: Places
  readonly anchor: Anchor
  readonly planReader: PlanReader
  /**
   * Of this start of the server: `INSTALLATION/START`. The first half stays the same over restarts in one data
   * directory.
   */
  readonly instance: string
  /**
   * Since when this server has listened without a break: a gate needs evidence later than that. Asked anew each time.
   */
  readonly takeover: Instant
  /** Left out where nobody collects traces, as the next. */
  readonly traces?: Traces
  /** Told of each turn that was taken, and when it began. */
  readonly traceTurn?: (turn: Turn, began: Instant) => void
  /** The database has just answered. */
  readonly heard: () => void
}
