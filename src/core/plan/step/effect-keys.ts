import { z } from 'zod'
import { record } from '../../document/container.ts'
import {
  duration,
  flagName,
  oneOf,
  slug,
  someText,
  value,
  wholeNumber,
  yesOrNo,
} from '../../document/leaf.ts'

export const withValues = record(flagName, value).describe(
  'What the action is told: values, or expressions over inputs and outputs of earlier steps.',
)

/** What every step takes. */
export const stepKeys = {
  id: slug
    .optional()
    .describe('Unique name of the step. Default: made from what it does, such as deploy-wix.'),
  title: someText.optional().describe('For people. Default: made from what the step does.'),
  when: yesOrNo
    .optional()
    .describe('An expression over inputs; false leaves the step out. Decided when the plan is compiled.'),
}

const retry = z
  .strictObject({
    attempts: wholeNumber(1, 20).describe('How often it is tried in all; 1 means no retry.'),
    backoff: duration.optional().describe('Wait between two attempts. Default: 10s.'),
  })
  .describe('What to do after a known failure, before `onFailure`. Default: one attempt.')

const actionUndo = z.strictObject({
  action: slug.describe('The action that undoes it; it has to tolerate half-done work.'),
  with: withValues.optional(),
  timeLimit: duration.optional().describe('Longest it may take. Default: what the binding says, else 5m.'),
  attempts: wholeNumber(1, 20).optional().describe('How often it is tried in all. Default: 3.'),
})
const noUndo = z.strictObject({
  none: z.literal(true).describe('True: nothing is done.'),
  because: someText.describe('Why nothing needs to be undone.'),
})
export const undo = z
  .union([actionUndo, noUndo])
  .describe('How a rollback takes the step back: an action, or `none: true` with a `because`.')
export type PlanUndo = z.output<typeof undo>

const check = z.union([
  slug,
  z.strictObject({ action: slug.describe('The action that finds out.'), with: withValues.optional() }),
])

/** What every step takes that does something to the outside world. */
export const effectKeys = {
  ...stepKeys,
  retry: retry.optional(),
  timeLimit: duration
    .optional()
    .describe(
      'Longest one attempt may take. Default: what the binding says, else 10m for deploy, 5m for an action, 1m for flags. Never divided by the pace.',
    ),
  onFailure: oneOf(['rollback', 'pause', 'continue'])
    .optional()
    .describe('After the last attempt failed. Default: rollback.'),
  unknown: z
    .union([
      oneOf(['repeat', 'person']),
      z.strictObject({ check: check.describe('An action that succeeds when the step took effect.') }),
    ])
    .optional()
    .describe(
      'When it is unknown whether it took effect: repeat it (only if that is harmless), ask a check, or ask a person. Default: person; for flags, repeat.',
    ),
  undo: undo
    .optional()
    .describe(
      'How a rollback takes it back. Default: undeploy for deploy, restore for flags; an action has to say it.',
    ),
  pointOfNoReturn: yesOrNo
    .optional()
    .describe(
      'Once begun, this step and everything before it stay done in a rollback; traffic is closed all the same. Default: false.',
    ),
}

export const outputs = record(flagName, oneOf(['string', 'integer', 'number', 'boolean']))
  .optional()
  .describe('What it reports, by name and type; later steps may use steps.ID.outputs.NAME.')
