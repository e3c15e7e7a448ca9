import type { Estate } from '../world/estate.ts'
import { dualDeploy } from './dual-deploy/estate.ts'
import { progressiveCanary } from './progressive-canary/estate.ts'

/** Every estate that `cutwater demo` can bring up; the first is the one that nobody has to name. */
export const estates: readonly [Estate, ...Estate[]] = [dualDeploy, progressiveCanary]
