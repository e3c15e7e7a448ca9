import { z } from 'zod'
import { list, record } from '../../document/container.ts'
import {
  duration,
  flagName,
  oneOf,
  slug,
  someText,
  value,
  weight,
  wholeNumber,
  yesOrNo,
} from '../../document/leaf.ts'
import { gate, guard } from './rule.ts'

const withValues = record(flagName, value).describe(
  'What the action is told: values, or expressions over inputs and outputs of earlier steps.',
)

const every = {
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
const undo = z
  .union([actionUndo, noUndo])
  .describe('How a rollback takes the step back: an action, or `none: true` with a `because`.')

const check = z.union([
  slug,
  z.strictObject({ action: slug.describe('The action that finds out.'), with: withValues.optional() }),
])

const effect = {
  ...every,
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

const outputs = record(flagName, oneOf(['string', 'integer', 'number', 'boolean']))
  .optional()
  .describe('What it reports, by name and type; later steps may use steps.ID.outputs.NAME.')

const deploy = z.strictObject({
  deploy: slug.describe('The target to which the version is brought, on the side without traffic.'),
  version: value.optional().describe("What is deployed. Default: the plan's version."),
  outputs,
  ...effect,
})

const action = z.strictObject({
  action: slug.describe('An action that the binding knows.'),
  with: withValues.optional(),
  outputs,
  ...effect,
})

const flags = z.strictObject({
  flags: z
    .object({
      lock: yesOrNo
        .optional()
        .describe('Refuse later sets until the lock is lifted with a reason. Default: false.'),
      targets: list(slug, 50).min(1).optional().describe('Where. Default: every target of the plan.'),
    })
    .catchall(value)
    .describe('Values of flags by name; `lock` and `targets` are reserved.'),
  ...effect,
})

const stage = z.strictObject({
  weight: weight.describe('Share of the general public sent to the canary, in per cent.'),
  hold: duration.describe('How long it is watched at this weight once every proxy has it.'),
  segments: record(slug, weight)
    .optional()
    .describe('Shares of named groups, in per cent, such as internal: 100.'),
})

const rollout = z.strictObject({
  rollout: z
    .strictObject({
      targets: list(slug, 50).min(1).describe('Moved together; evidence against one rolls back all.'),
      stages: list(stage, 50).min(1).describe('Rising weights.'),
      gates: list(gate, 50).optional().describe('What must hold over a stage before the next one begins.'),
      guards: list(guard, 50).optional().describe('What must not happen while it runs.'),
      adopt: yesOrNo
        .optional()
        .describe(
          'After the last hold the canary becomes stable. Default: true. Without it the rollout was a trial: everyone goes to stable again.',
        ),
      headerOverride: yesOrNo
        .optional()
        .describe('Whether X-Canary-Version may choose the side. Default: false.'),
      descend: z
        .strictObject({ hold: duration.describe('Wait at each lower weight. Default: 1m.') })
        .optional()
        .describe('How a gradual rollback goes down.'),
    })
    .describe('Moves traffic, stage by stage, as far as the evidence allows.'),
  ...every,
})

export type PlanUndo = z.output<typeof undo>
export type PlanDeploy = z.output<typeof deploy>
export type PlanAction = z.output<typeof action>
export type PlanFlags = z.output<typeof flags>
export type PlanRollout = z.output<typeof rollout>
export type PlanEffect = PlanDeploy | PlanAction | PlanFlags
export type PlanParallel = { readonly parallel: readonly PlanItem[]; readonly when?: boolean | undefined }
export type PlanItem = PlanEffect | PlanRollout | PlanParallel | readonly PlanItem[]
type WrittenItem =
  | z.input<typeof deploy>
  | z.input<typeof action>
  | z.input<typeof flags>
  | z.input<typeof rollout>
  | WrittenParallel
  | WrittenItem[]
type WrittenParallel = { parallel: WrittenItem[]; when?: boolean | string | undefined }

/** The word that says what an item is; the first key that people write. */
export const STEP_WORDS = ['deploy', 'rollout', 'flags', 'action', 'parallel'] as const

const item: z.ZodType<PlanItem, WrittenItem> = z
  .lazy(() => z.union([deploy, rollout, flags, action, parallel, list(item, 100).min(1)]))
  .meta({ id: 'step' })
const parallel: z.ZodType<PlanParallel, WrittenParallel> = z.strictObject({
  parallel: list(item, 50).min(1).describe('All begin at once; a nested list is done one after another.'),
  when: every.when,
})

export const steps = list(item, 100)
  .min(1)
  .describe('Done one after another. Each is one of deploy, rollout, flags, action, or parallel.')
