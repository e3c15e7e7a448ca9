import { z } from 'zod'
import { list, record } from '../../document/container.ts'
import { duration, flagName, oneOf, sentence, slug, weight, yesOrNo } from '../../document/leaf.ts'
import { LOG_LEVELS } from '../../runbook/log-level.ts'
import { items } from '../item/item.ts'
import { gate, guard } from '../rule/rule.ts'
import { stepKeys } from './effect-keys.ts'

const segments = record(slug, weight).describe('Shares of named groups, in per cent, such as internal: 100.')

const stage = z.strictObject({
  weight: weight.describe('Share of the general public sent to the canary, in per cent.'),
  hold: duration.describe('How long it is watched at this weight once every proxy has it.'),
  segments: segments.optional(),
  gates: list(gate, 50)
    .optional()
    .describe('What must hold over this stage, beside the gates of the rollout.'),
  checklist: items.optional().describe('Lines that have to pass before the next stage, once the gates hold.'),
  when: stepKeys.when.describe('An expression over inputs; false leaves the stage out.'),
})
export type PlanStage = z.output<typeof stage>

export const rollout = z.strictObject({
  rollout: z
    .strictObject({
      targets: list(slug, 50).min(1).describe('Moved together; evidence against one rolls back all.'),
      stages: list(stage, 50).min(1).describe('Rising weights.'),
      gates: list(gate, 50).optional().describe('What must hold over a stage before the next one begins.'),
      guards: list(guard, 50).optional().describe('What must not happen while it runs.'),
      segments: segments
        .optional()
        .describe('Shares of named groups from the first stage on; a stage may raise them.'),
      weightFlag: flagName
        .optional()
        .describe(
          'A flag that is set to each weight that every proxy has acknowledged, and to 0 when it closes.',
        ),
      adopt: z
        .union([yesOrNo, z.literal('later')], {
          error: () => sentence('this has to be true, false or later', 'write true, false or later'),
        })
        .optional()
        .describe(
          'After the last hold the canary becomes stable. Default: true. With false the rollout was a trial: everyone goes to stable again. With later an `adopt` step ends it.',
        ),
      headerOverride: yesOrNo
        .optional()
        .describe('Whether X-Canary-Version may choose the side. Default: false.'),
      canary: z
        .strictObject({
          traces: weight.optional().describe('Share of its requests that are traced: 100%.'),
          log: oneOf(LOG_LEVELS)
            .optional()
            .describe('What it logs from its deploy on. Adoption sets it back to what stable logs.'),
        })
        .optional()
        .describe('How the canary is looked at until it is adopted.'),
      descend: z
        .strictObject({ hold: duration.describe('Wait at each lower weight. Default: 1m.') })
        .optional()
        .describe('How a gradual rollback goes down.'),
    })
    .describe('Moves traffic, stage by stage, as far as the evidence allows.'),
  ...stepKeys,
})

export type PlanRollout = z.output<typeof rollout>
export type WrittenRollout = z.input<typeof rollout>
