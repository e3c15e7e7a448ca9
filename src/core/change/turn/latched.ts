import type { Runbook } from '../../runbook/runbook.ts'
import { isLatched } from '../../traffic/desired.ts'
import type { Observations } from '../outside/observations.ts'

/** The first target that somebody closed for good: a kill, this change's or another's, or `kill --direct`. */
export function latchedTarget({ targets }: Runbook, seen: Pick<Observations, 'traffic'>): string | undefined {
  return targets.find((target) => {
    const split = seen.traffic[target]?.desired.split
    return split !== undefined && isLatched(split)
  })
}
