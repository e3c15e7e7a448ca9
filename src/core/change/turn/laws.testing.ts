import fc from 'fast-check'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Script } from '../../simulate/script.ts'
import { runbook, script } from './worlds.testing.ts'

/** Laws that hold in every world: random plans, evidence, silence, failing and unknown effects, commands, restarts. */

export const AT = 1_760_000_000_000
export const MINUTE = 60_000
/** More worlds, for a night: LAW_WORLDS=5000. */
export const WORLDS = Number(process.env.LAW_WORLDS ?? 20)

export function inEveryWorld(check: (runbook: Runbook, script: Script) => void, numRuns = WORLDS): void {
  fc.assert(fc.property(runbook, script, check), { numRuns })
}
