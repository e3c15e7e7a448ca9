import type { Logger } from 'pino'
import type { Millis } from '../core/time/instant.ts'
import type { Places } from '../ports/places.ts'
import type { PlanReader } from '../ports/plan-reader.ts'
import type { Store } from '../ports/store/store.ts'
import type { Traces } from '../ports/traces.ts'
import { takeTurns } from './change/tick-loop.ts'
import type { Anchor } from './context/anchor.ts'
import { bells } from './context/bells.ts'
import { type Reach, targetsOf } from './context/reach.ts'
import type { Runtime } from './context/runtime.ts'
import type { SharedClock } from './context/shared-clock.ts'
import { TimeLimitReached, within } from './context/time-limit.ts'
import { runEffects } from './effects/run-effects.ts'
import { lookForEvidence } from './follow-up/look-for-evidence.ts'
import { tellFollowUps } from './follow-up/tell-follow-ups.ts'
import { givingCheckpoints } from './journal/give-checkpoints.ts'
import { checkpointing } from './journal/make-checkpoints.ts'
import type { LoopMember } from './loop/loop.ts'
import { LOOP_NAMES, type LoopName } from './loop/loop-table.ts'
import { type Loops, openLoops } from './loop/loops.ts'
import { deliverNotices } from './notice/deliver-notices.ts'
import { askProbes } from './probes/ask-probes.ts'
import { listening } from './signals/listening.ts'
import { observers } from './signals/observe-signals.ts'
import { pullers } from './signals/pull-telemetry.ts'
import { turnTracer } from './trace/trace-turns.ts'
import { reconcilers } from './traffic/reconcile-traffic.ts'
import { enterReplicas } from './upkeep/enter-replicas.ts'
import { keepTime } from './upkeep/keep-time.ts'
import { pruners } from './upkeep/prune.ts'
import { type Pruning, prunings } from './upkeep/prunings.ts'

export type Serving = {
  readonly store: Store
  readonly clock: SharedClock
  readonly log: Logger
  readonly reach: Reach
  readonly anchor: Anchor
  readonly instance: string
  readonly places: Places
  readonly planReader: PlanReader
  /** What else grows: old output of commands, for one. */
  readonly pruned?: readonly Pruning[]
  readonly traces?: Traces
  /** Takes secrets out of what is shown of an error. */
  readonly redact?: (text: string) => string
}

export type Server = { readonly runtime: Runtime; readonly loops: Loops; stop(): Promise<void> }

const STOP_LIMIT_MS: Millis = 10_000

/**
 * Starts every loop, in the order of their table. This server is known to the others before it begins anything that
 * they might have to take over. What runs outside runs on when it stops.
 */
export async function startServer({
  store,
  clock,
  log,
  reach,
  anchor,
  instance,
  places,
  planReader,
  pruned = [],
  redact,
  traces,
}: Serving): Promise<Server> {
  const targets = [...targetsOf(reach).keys()]
  await store.targets.ensure(targets, clock.now())
  const listens = listening(clock)
  const traceTurn = traces && turnTracer({ store, clock, log, traces })
  const runtime: Runtime = {
    store,
    clock,
    log,
    reach,
    instance,
    places,
    anchor,
    planReader,
    heard: listens.heard,
    ...(traces === undefined ? {} : { traces }),
    ...(traceTurn === undefined ? {} : { traceTurn }),
    get takeover() {
      return listens.since()
    },
    bells: bells(clock, targets, reach.sources.length, anchor.external.length),
  }
  const loops = openLoops({ clock, log, ...(redact === undefined ? {} : { redact }) })
  const { making, exporting } = checkpointing(runtime)
  const members: Members = {
    'hold-lease': [await enterReplicas(runtime)],
    'keep-time': [keepTime(clock)],
    'reconcile-traffic': reconcilers(runtime),
    'pull-telemetry': pullers(runtime),
    'observe-signals': observers(runtime),
    'ask-probes': [askProbes(runtime)],
    'run-effects': [runEffects(runtime)],
    'take-turns': [takeTurns(runtime)],
    'deliver-notices': [deliverNotices(runtime)],
    'tell-follow-ups': [tellFollowUps(runtime)],
    'look-for-evidence': [lookForEvidence(runtime)],
    prune: pruners(runtime, [...prunings(runtime), ...pruned]),
    'make-checkpoints': [making],
    'export-checkpoints': [exporting],
    'give-checkpoints': givingCheckpoints(runtime),
  }
  for (const name of LOOP_NAMES) loops.start(name, isOfSurface(name) ? [] : members[name])
  log.info({ instance, targets }, 'the server works')

  return {
    runtime,
    loops,
    async stop() {
      await within(STOP_LIMIT_MS, 'stopping', () => loops.stop()).catch((error: unknown) => {
        if (!(error instanceof TimeLimitReached)) throw error
        log.warn('not everything has stopped in time; it is left behind')
      })
      log.info({ instance }, 'the server has stopped')
    },
  }
}

/** These begin with the HTTP surface and end with it. */
const OF_SURFACE = ['journal-refusals', 'serve-flags', 'follow-journal'] as const
type OfSurface = (typeof OF_SURFACE)[number]
type Members = Readonly<Record<Exclude<LoopName, OfSurface>, readonly LoopMember[]>>

const isOfSurface = (name: LoopName): name is OfSurface => (OF_SURFACE as readonly LoopName[]).includes(name)
