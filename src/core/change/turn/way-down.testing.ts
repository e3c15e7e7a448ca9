import fc from 'fast-check'
import type { Runbook, Step } from '../../runbook/runbook.ts'
import { gate } from '../../runbook/sample-runbook.testing.ts'
import type { BackStep } from '../../runbook/way-down.ts'

/** What random plans say of their way down, and of flags that follow a weight or wait for a moment. */
const MINUTE = 60_000

/** The steps of a rollback, as scripts name them. */
const BACK_ITEMS = ['rollback:purge', 'rollback:flags-back'] as const
export const WEIGHT_ITEMS = ['weight:rollout', 'weight:rollout-0'] as const

/** Mostly done, for otherwise few rollbacks would be. */
export const backEffect = fc.record({
  item: fc.constantFrom(...BACK_ITEMS),
  direction: fc.constant('undo' as const),
  takes: fc.integer({ min: 0, max: 2 * MINUTE }),
  outcome: fc.constantFrom('done' as const, 'failed' as const, 'unknown' as const),
})

/** A rollback of its own: steps that may fail or hang, limits that may be short, and entries to go down by. */
export const wayDown: fc.Arbitrary<Pick<Runbook, 'wayDown'>> = fc.oneof(
  fc.constant({}),
  fc
    .record({
      attempts: fc.constantFrom(1, 2),
      timeLimitMs: fc.constantFrom(5_000, MINUTE),
      limitMs: fc.constantFrom(1_000, MINUTE),
      steps: fc.boolean(),
      gradual: fc.constantFrom(undefined, [], [2_000, 100, 0]),
      holdMs: fc.constantFrom(0, 20_000, 2 * MINUTE),
      verifyMs: fc.constantFrom(0, 2 * MINUTE, 10 * MINUTE),
    })
    .map(({ attempts, timeLimitMs, limitMs, steps, gradual, holdMs, verifyMs }) => ({
      wayDown: {
        limits: { closeMs: limitMs, undoMs: limitMs },
        steps: steps ? backSteps(attempts, timeLimitMs) : [],
        ...(gradual === undefined ? {} : { gradual: gradual.map((weight) => ({ weight, holdMs })) }),
        ...(verifyMs === 0 ? {} : { verify: { forMs: verifyMs, gates: [gate] } }),
      },
    })),
)

function backSteps(attempts: number, timeLimitMs: number): readonly BackStep[] {
  const limits = { attempts, timeLimitMs }
  const set = { CanaryEnabled: false }
  return [
    { id: 'purge', title: 'Purge', act: { act: 'action', name: 'any', with: {} }, ...limits },
    {
      id: 'flags-back',
      title: 'Flags back',
      act: { act: 'set-flags', targets: ['gamma', 'wix'], set, lock: false },
      ...limits,
    },
  ]
}

/** Rollouts with a flag that follows their weight, and flags of which some become live at a moment of their own. */
export const followers: fc.Arbitrary<(step: Step) => Step> = fc
  .record({ follows: fc.boolean(), live: fc.constantFrom(undefined, 0, 5 * MINUTE) })
  .map(({ follows, live }) => (step: Step): Step => {
    if (step.kind === 'rollout') return follows ? { ...step, weightFlag: 'canary-percentage' } : step
    return live !== undefined && step.kind === 'effect' && step.act.act === 'set-flags'
      ? { ...step, act: { ...step.act, live } }
      : step
  })
