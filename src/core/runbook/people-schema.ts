import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import { gateSchema } from '../judge/schema.ts'
import { basisPointsSchema } from '../traffic/schema.ts'
import { actSchema } from './act.ts'
import type { Item } from './checklist.ts'
import { stepBaseSchema } from './step-base.ts'
import type { ApproveStep, ChecklistStep } from './waiting-steps.ts'

/** Lines of checklists, and the steps that wait for people, as runbooks keep them. */
export const itemSchema = exactly<Item>()(
  z.strictObject({
    id: z.string(),
    title: z.string(),
    check: z.discriminatedUnion('check', [
      z.strictObject({ check: z.literal('held'), rollout: z.string(), gate: z.string() }),
      z.strictObject({
        check: z.literal('held-slos'),
        signals: z.array(z.string()),
        since: basisPointsSchema.exactOptional(),
        forMs: z.number().exactOptional(),
      }),
      z.strictObject({ check: z.literal('guards-quiet') }),
      z.strictObject({
        check: z.literal('act'),
        act: actSchema,
        timeLimitMs: z.number(),
        unknown: z.strictObject({ who: z.string(), openForMs: z.number().exactOptional() }).exactOptional(),
      }),
      z.strictObject({ check: z.literal('events'), names: z.array(z.string()) }),
      z.strictObject({
        check: z.literal('person'),
        who: z.string(),
        openForMs: z.number().exactOptional(),
        lead: z.string().exactOptional(),
        attach: z.literal(true).exactOptional(),
      }),
      z.strictObject({ check: z.literal('rule'), rule: gateSchema, targets: z.array(z.string()) }),
      z.strictObject({ check: z.literal('drill'), notOlderThanMs: z.number(), rollback: z.string() }),
    ]),
    required: z.literal(false).exactOptional(),
    gate: z.strictObject({ otherwise: z.enum(['hold', 'pause', 'rollback']) }).exactOptional(),
  }),
)

export const checklistStepSchema = exactly<ChecklistStep>()(
  z.strictObject({ ...stepBaseSchema, kind: z.literal('checklist'), items: z.array(itemSchema) }),
)

export const approveStepSchema = exactly<ApproveStep>()(
  z.strictObject({
    ...stepBaseSchema,
    kind: z.literal('approve'),
    decision: z.string(),
    by: z.array(z.string()),
    quorum: z.number(),
    timeLimitMs: z.number().exactOptional(),
    onFailure: z.enum(['rollback', 'pause', 'continue']),
  }),
)
