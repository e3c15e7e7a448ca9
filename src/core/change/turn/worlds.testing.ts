import fc from 'fast-check'
import type { Runbook } from '../../runbook/runbook.ts'
import { moded } from './moded.testing.ts'
import { phased } from './phased.testing.ts'
import { followers, wayDown } from './way-down.testing.ts'
import { levelled } from './world-levels.testing.ts'
import { AT } from './world-moments.testing.ts'
import { references } from './world-references.testing.ts'
import { anyShape, effectHow, sampleLike } from './world-shapes.testing.ts'

/** Random plans for the laws; `world-script.testing.ts` has what meets them. */
const unphased = moded(fc.oneof(sampleLike, anyShape))

export const runbook: fc.Arbitrary<Runbook> = fc
  .tuple(fc.oneof(unphased, phased(unphased, effectHow, AT)), wayDown, followers, references, levelled)
  .map(([runbook, down, follow, refer, level]) =>
    level(refer({ ...runbook, ...down, steps: runbook.steps.map(follow) })),
  )
