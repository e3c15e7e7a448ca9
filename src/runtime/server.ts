import type { Logger } from 'pino'
import type { Millis } from '../core/time/instant.ts'
import type { Places } from '../ports/places.ts'
import type { Store } from '../ports/store/store.ts'
import { startTickLoop } from './change/tick-loop.ts'
import { bells } from './context/bells.ts'
import { type Reach, targetsOf } from './context/reach.ts'
import type { Runtime } from './context/runtime.ts'
import type { SharedClock } from './context/shared-clock.ts'
import { TimeLimitReached, within } from './context/time-limit.ts'
import { startEffects } from './effects/run-effects.ts'
import { type Anchor, startCheckpoints } from './journal/make-checkpoints.ts'
import type { Loop } from './loop/loop.ts'
import { startDelivery } from './notice/deliver-notices.ts'
import { listening } from './signals/listening.ts'
import { startObservers } from './signals/observe-signals.ts'
import { startPullers } from './signals/pull-telemetry.ts'
import { startReconcilers } from './traffic/reconcile-traffic.ts'
import { enterReplicas } from './upkeep/enter-replicas.ts'
import { startTimekeeping } from './upkeep/keep-time.ts'
import { startPruning } from './upkeep/prune.ts'
import { type Pruning, prunings } from './upkeep/prunings.ts'

export type Serving = {
  readonly store: Store
  readonly clock: SharedClock
  readonly log: Logger
  readonly reach: Reach
  readonly anchor: Anchor
  readonly instance: string
  readonly places: Places
  /** What else grows: old output of commands, for one. */
  readonly pruned?: readonly Pruning[]
}

export type Server = { readonly runtime: Runtime; stop(): Promise<void> }

const STOP_LIMIT_MS: Millis = 10_000

/**
 * Starts everything that goes on by itself. What protects comes first: traffic is reconciled before any change takes a turn,
 * and effects of a dead server are found before new ones begin. It stops in reverse; what runs outside, runs on.
 */
export async function startServer({
  store,
  clock,
  log,
  reach,
  anchor,
  instance,
  places,
  pruned = [],
}: Serving): Promise<Server> {
  const targets = [...targetsOf(reach).keys()]
  await store.targets.ensure(targets, clock.now())
  const listens = listening(clock)
  const runtime: Runtime = {
    store,
    clock,
    log,
    reach,
    instance,
    places,
    heard: listens.heard,
    get takeover() {
      return listens.since()
    },
    bells: bells(clock, targets, reach.sources.length),
  }
  const started: Loop[] = []
  started.push(await enterReplicas(runtime), startTimekeeping(runtime, clock))
  started.push(...startReconcilers(runtime), ...startPullers(runtime), ...startObservers(runtime))
  started.push(await startEffects(runtime))
  started.push(startTickLoop(runtime), startDelivery(runtime))
  started.push(...startPruning(runtime, [...prunings(runtime), ...pruned]))
  const checkpoints = startCheckpoints(runtime, anchor)
  log.info({ instance, targets }, 'the server works')

  return {
    runtime,
    async stop() {
      const stopping = async () => {
        await Promise.all(started.toReversed().map((each) => each.stop()))
        // Last, because the others still write what the last checkpoint pins.
        await checkpoints.stop()
      }
      await within(STOP_LIMIT_MS, 'stopping', stopping).catch((error: unknown) => {
        if (!(error instanceof TimeLimitReached)) throw error
        log.warn('not everything has stopped in time; it is left behind')
      })
      log.info({ instance }, 'the server has stopped')
    },
  }
}
