import { z } from 'zod'
import { list } from '../../document/container.ts'
import { sentence } from '../../document/leaf.ts'
import { stepKeys } from '../step/effect-keys.ts'
import { EFFECT_KINDS, type PlanEffect, type WrittenEffect } from '../step/effect-kinds.ts'
import { type PlanRollout, rollout, type WrittenRollout } from '../step/rollout.ts'
import { type PlanWaiting, WAITING_KINDS, type WrittenWaiting } from '../step/waiting-kinds.ts'

/** What stands for itself: neither a list nor a group. */
export type PlanStep = PlanEffect | PlanRollout | PlanWaiting
export type PlanParallel = { readonly parallel: readonly PlanItem[]; readonly when?: boolean | undefined }
export type PlanItem = PlanStep | PlanParallel | readonly PlanItem[]
type WrittenItem = WrittenEffect | WrittenRollout | WrittenWaiting | WrittenParallel | WrittenItem[]
type WrittenParallel = { parallel: WrittenItem[]; when?: boolean | string | undefined }

const { deploy, ...others } = EFFECT_KINDS
const effects = Object.values(others).map(({ schema }) => schema)
const waiting = Object.values(WAITING_KINDS).map(({ schema }) => schema)

const words = [deploy.word, 'rollout', ...Object.keys(others), ...Object.keys(WAITING_KINDS)].join(', ')
const error = () => sentence('nothing here says what is to be done', `write one of ${words} or parallel`)

const item: z.ZodType<PlanItem, WrittenItem> = z
  .lazy(() =>
    z.union([deploy.schema, rollout, ...effects, ...waiting, parallel, list(item, 100).min(1)], { error }),
  )
  .meta({ id: 'step' })
const parallel: z.ZodType<PlanParallel, WrittenParallel> = z.strictObject({
  parallel: list(item, 50).min(1).describe('All begin at once; a nested list is done one after another.'),
  when: stepKeys.when,
})

export const steps = list(item, 1_000)
  .min(1)
  .describe(`Done one after another. Each is one of ${words}, or parallel.`)
