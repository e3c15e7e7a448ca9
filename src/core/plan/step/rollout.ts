import { z } from 'zod'
import { list, record } from '../../document/container.ts'
import { duration, slug, weight, yesOrNo } from '../../document/leaf.ts'
import { stepKeys } from './effect-keys.ts'
import { gate, guard } from './rule.ts'

const stage = z.strictObject({
  weight: weight.describe('Share of the general public sent to the canary, in per cent.'),
  hold: duration.describe('How long it is watched at this weight once every proxy has it.'),
  segments: record(slug, weight)
    .optional()
    .describe('Shares of named groups, in per cent, such as internal: 100.'),
})

export const rollout = z.strictObject({
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
  ...stepKeys,
})

export type PlanRollout = z.output<typeof rollout>
export type WrittenRollout = z.input<typeof rollout>
