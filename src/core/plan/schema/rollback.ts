import { z } from 'zod'
import { list } from '../../document/container.ts'
import { duration, sentence, slug, someText, weight } from '../../document/leaf.ts'
import { gate } from '../rule/rule.ts'
import { stepKeys, withValues } from '../step/effect-keys.ts'
import { flags } from '../step/flags.ts'

const attempts = {
  timeLimit: duration
    .optional()
    .describe('Longest one attempt may take. Default: as for a step of the plan.'),
  retry: flags.schema.shape.retry,
}

const backAction = z.strictObject({
  action: slug.describe('An action that the binding knows.'),
  with: withValues.optional(),
  ...stepKeys,
  ...attempts,
})
const backFlags = z.strictObject({ flags: flags.schema.shape.flags, ...stepKeys, ...attempts })
const backStep = z.union([backAction, backFlags], {
  error: () => sentence('this is no step of a rollback', 'write action: NAME, or flags: { NAME: value }'),
})
export type PlanBackStep = z.output<typeof backStep>

export const rollback = z
  .strictObject({
    limits: z
      .strictObject({
        close: duration.optional().describe('How long closing every target should take.'),
        undo: duration.optional().describe('How long undoing should take.'),
      })
      .optional()
      .describe('Budgets that are told and page when they are overrun; they stop nothing.'),
    steps: list(backStep, 50)
      .min(1)
      .optional()
      .describe(
        'Done after undo, in this order; each goes on when one fails. Actions and flags, which need no undo.',
      ),
    gradual: list(
      z.strictObject({
        weight: weight.describe('Share of the general public left on the canary, in per cent.'),
        hold: duration.optional().describe('How long it stays there. Default: 0s.'),
      }),
      50,
    )
      .min(1)
      .optional()
      .describe('Falling weights of a gradual rollback; those not below the present weight are skipped.'),
    verify: z
      .strictObject({
        for: duration.describe('How long it is watched.'),
        gates: list(gate, 50).min(1).describe('What must hold.'),
      })
      .optional()
      .describe('What is watched after the rollback, when its targets are free again.'),
    considerations: list(someText, 50)
      .min(1)
      .optional()
      .describe('What people weigh before they call for a rollback by hand.'),
  })
  .describe('What a rollback of this plan does besides closing the traffic and undoing its steps.')

export type PlanRollback = z.output<typeof rollback>
