import type { Instant, Millis } from '../core/time/instant.ts'
import { bell } from './bell.ts'
import { type Loop, startLoop } from './loop.ts'
import type { Runtime } from './runtime.ts'

const HOUR_MS: Millis = 3_600_000

/** Something that is only of use for a while. */
export type Pruning = {
  readonly what: string
  /** Forgets what is older, and says how much that was. */
  readonly prune: (before: Instant) => Promise<number>
}

/** Telemetry and the like are evidence, not history: what a decision saw stands in the journal. */
export function startPruning(
  { clock, log }: Runtime,
  retentionMs: Millis,
  prunings: readonly Pruning[],
): readonly Loop[] {
  return prunings.map(({ what, prune }) =>
    startLoop({
      doing: `pruning old ${what}`,
      bell: bell(clock),
      log,
      round: async () => {
        const pruned = await prune(clock.now() - retentionMs)
        if (pruned > 0) log.info({ pruned }, `old ${what} was pruned`)
        return HOUR_MS
      },
    }),
  )
}
