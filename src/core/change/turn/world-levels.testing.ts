import fc from 'fast-check'
import type { Level } from '../../level/level.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { MINUTE } from './world-moments.testing.ts'

const share = fc.constantFrom(0.5, 0.9, 0.97, 0.999)
const threshold = fc.oneof(
  share.map((value) => ({ value })),
  fc.record({ of: fc.constantFrom('stable' as const, 'slo' as const), times: share, plus: fc.constant(0) }),
)

const level = fc
  .record({
    warn: threshold,
    critical: fc.option(threshold),
    governance: fc.option(threshold),
    minutes: fc.constantFrom(1, 5),
  })
  .map(({ warn, critical, governance, minutes }) => ({
    ...{ signal: 'success-ratio', spanMs: minutes * MINUTE, minSamples: 10, worse: 'lower' as const, warn },
    ...(critical === null ? {} : { critical }),
    ...(governance === null ? {} : { governance }),
  }))

export const someLevels: fc.Arbitrary<readonly Level[]> = fc
  .array(level, { minLength: 1, maxLength: 3 })
  .map((drawn) => drawn.map((one, i) => ({ ...one, id: `level-${i}` })))

/** Some plans have levels. */
export const levelled: fc.Arbitrary<(runbook: Runbook) => Runbook> = fc
  .option(someLevels)
  .map((levels) => (runbook: Runbook) => (levels === null ? runbook : { ...runbook, levels }))
