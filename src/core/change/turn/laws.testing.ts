import fc from 'fast-check'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Script } from '../../simulate/script.ts'
import { AT, MINUTE } from './world-moments.testing.ts'
import { script } from './world-script.testing.ts'
import { runbook } from './worlds.testing.ts'

/** Laws that hold in every world: random plans, evidence, silence, failing and unknown effects, commands, restarts. */

export { AT, MINUTE }
/** More worlds, for a night: LAW_WORLDS=5000. */
export const WORLDS = Number(process.env.LAW_WORLDS ?? 20)

export function inEveryWorld(check: (runbook: Runbook, script: Script) => void, numRuns = WORLDS): void {
  fc.assert(fc.property(runbook, script, check), { numRuns })
}
