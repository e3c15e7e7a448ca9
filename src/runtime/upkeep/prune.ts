import type { Millis } from '../../core/time/instant.ts'
import { bell } from '../context/bell.ts'
import type { Runtime } from '../context/runtime.ts'
import { type Loop, startLoop } from '../loop/loop.ts'
import type { Pruning } from './prunings.ts'

const HOUR_MS: Millis = 3_600_000

/** Every replica does it; that two do it at once is no harm. */
export function startPruning({ clock, log }: Runtime, prunings: readonly Pruning[]): readonly Loop[] {
  return prunings.map(({ what, keptMs, prune }) =>
    startLoop({
      doing: `pruning old ${what}`,
      bell: bell(clock),
      log,
      round: async () => {
        const pruned = await prune(clock.now() - keptMs)
        if (pruned > 0) log.info({ pruned }, `pruned old ${what}`)
        return HOUR_MS
      },
    }),
  )
}
