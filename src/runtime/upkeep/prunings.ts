import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Runtime } from '../context/runtime.ts'
import { installationOf } from './enter-replicas.ts'

/** Something that is only of use for a while. */
export type Pruning = {
  readonly what: string
  readonly keptMs: Millis
  /** Forgets what was over before then, and says how much that was. */
  readonly prune: (before: Instant) => Promise<number>
}

const DAY_MS: Millis = 24 * 3_600_000

/** Telemetry and the like are evidence, not history: what a decision saw stands in the journal. */
export const EVIDENCE_KEPT_MS: Millis = 14 * DAY_MS

/** An old token, key or data directory that comes back within this time is known. */
const TRACES_KEPT_MS: Millis = 90 * DAY_MS

/**
 * What grows in the database and is no history. Changes, their effects, plans, flags and their versions, the journal
 * and its checkpoints stay for good.
 */
export function prunings({ store, clock, instance }: Runtime): readonly Pruning[] {
  return [
    { what: 'telemetry', keptMs: EVIDENCE_KEPT_MS, prune: (before) => store.samples.prune(before) },
    { what: 'notices', keptMs: TRACES_KEPT_MS, prune: (before) => store.notices.prune(before) },
    {
      what: 'commands of ended changes',
      keptMs: TRACES_KEPT_MS,
      prune: (before) => store.ticks.forget(before),
    },
    {
      what: 'keys of kill switches',
      keptMs: TRACES_KEPT_MS,
      prune: (before) => store.killOrders.prune(before),
    },
    { what: 'tokens and sessions', keptMs: TRACES_KEPT_MS, prune: (before) => store.tokens.prune(before) },
    {
      what: 'servers',
      keptMs: TRACES_KEPT_MS,
      async prune(before) {
        await store.replicas.stillHere(installationOf(instance), clock.now())
        return store.replicas.prune(before)
      },
    },
  ]
}
