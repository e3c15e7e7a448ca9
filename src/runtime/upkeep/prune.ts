import type { Runtime } from '../context/runtime.ts'
import type { LoopMember } from '../loop/loop.ts'
import type { Pruning } from './prunings.ts'

/** Every replica does it; that two do it at once is no harm. */
export function pruners({ clock, log }: Runtime, prunings: readonly Pruning[]): readonly LoopMember[] {
  return prunings.map(({ what, keptMs, prune }) => ({
    of: what,
    round: async () => {
      const pruned = await prune(clock.now() - keptMs)
      if (pruned > 0) log.info({ pruned }, `pruned old ${what}`)
      return undefined
    },
  }))
}
