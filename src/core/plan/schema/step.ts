import { z } from 'zod'
import { list } from '../../document/container.ts'
import { stepKeys } from '../step/effect-keys.ts'
import { EFFECT_KINDS, type PlanEffect, type WrittenEffect } from '../step/effect-kinds.ts'
import { type PlanRollout, rollout, type WrittenRollout } from '../step/rollout.ts'

export type PlanParallel = { readonly parallel: readonly PlanItem[]; readonly when?: boolean | undefined }
export type PlanItem = PlanEffect | PlanRollout | PlanParallel | readonly PlanItem[]
type WrittenItem = WrittenEffect | WrittenRollout | WrittenParallel | WrittenItem[]
type WrittenParallel = { parallel: WrittenItem[]; when?: boolean | string | undefined }

const { deploy, ...others } = EFFECT_KINDS
const effects = Object.values(others).map(({ schema }) => schema)

const item: z.ZodType<PlanItem, WrittenItem> = z
  .lazy(() => z.union([deploy.schema, rollout, ...effects, parallel, list(item, 100).min(1)]))
  .meta({ id: 'step' })
const parallel: z.ZodType<PlanParallel, WrittenParallel> = z.strictObject({
  parallel: list(item, 50).min(1).describe('All begin at once; a nested list is done one after another.'),
  when: stepKeys.when,
})

const words = [deploy.word, 'rollout', ...Object.keys(others)].join(', ')

export const steps = list(item, 100)
  .min(1)
  .describe(`Done one after another. Each is one of ${words}, or parallel.`)
