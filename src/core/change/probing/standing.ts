import { stateOf } from '../../probe/side.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Observations, Probed } from '../outside/observations.ts'
import type { Run } from '../state/change.ts'
import type { ProbedSide } from '../state/probing.ts'

/** What is known of a side that is asked; answers to an earlier deploy are none of it. */
export function probedOf(
  target: string,
  { from }: ProbedSide,
  { probed = [] }: Pick<Observations, 'probed'>,
): Probed {
  return probed.find((one) => one.target === target && one.from === from) ?? { target, from, states: {} }
}

/**
 * The targets whose new side must not take weight: not started, not ready, not asked, or not asked since this server
 * listens. One that nobody has begun to ask has nothing to be ready for.
 */
export function notReady(
  targets: readonly string[],
  { probes = [] }: Pick<Runbook, 'probes'>,
  { probing = {} }: Run,
  seen: Pick<Observations, 'probed' | 'takeover'>,
): readonly string[] {
  const [startup, ready] = (['startup', 'ready'] as const).map((kind) =>
    probes.find((probe) => probe.kind === kind),
  )
  return targets.filter((target) => {
    const side = Object.hasOwn(probing, target) ? probing[target] : undefined
    if (side === undefined) return false
    // Also where the plan goes on without a deploy that failed: nobody is sent to what has not started.
    if (side.told.startup?.now === 'failing') return true
    if (side.ended === true) return false
    if (side.silentSince !== null) return true
    if (startup !== undefined && side.told.startup?.now !== 'well') return true
    if (ready === undefined) return false
    if (side.told.ready?.now !== 'well') return true
    // A reader has only what the change was told.
    if (seen.probed === undefined) return false
    return (stateOf(probedOf(target, side, seen).states, ready).at ?? 0) < seen.takeover
  })
}
