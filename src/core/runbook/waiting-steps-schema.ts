import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import { gateSchema } from '../judge/schema.ts'
import { itemSchema } from './people-schema.ts'
import { stepBaseSchema } from './step-base.ts'
import type { AdoptStep, BakeStep, CaptureStep, ModeStep } from './waiting-steps.ts'

/** Steps that last until something is so, as runbooks keep them. */
export const bakeSchema = exactly<BakeStep>()(
  z.strictObject({
    ...stepBaseSchema,
    kind: z.literal('bake'),
    forMs: z.number(),
    everyMs: z.number().exactOptional(),
    gates: z.array(gateSchema),
    checklist: z.array(itemSchema).exactOptional(),
    targets: z.array(z.string()),
  }),
)

export const captureSchema = exactly<CaptureStep>()(
  z.strictObject({
    ...stepBaseSchema,
    kind: z.literal('capture'),
    targets: z.array(z.string()),
    signals: z.array(z.string()),
    spanMs: z.number(),
    stated: z.record(z.string(), z.number()),
    lastWeek: z.array(z.string()),
    name: z.string().exactOptional(),
    kept: z.string().exactOptional(),
  }),
)

export const adoptSchema = exactly<AdoptStep>()(
  z.strictObject({
    ...stepBaseSchema,
    kind: z.literal('adopt'),
    targets: z.array(z.string()),
    rollouts: z.array(z.string()),
  }),
)

export const modeSchema = exactly<ModeStep>()(
  z.strictObject({
    ...stepBaseSchema,
    kind: z.literal('mode'),
    targets: z.array(z.string()),
    traffic: z.enum(['normal', 'read-only', 'maintenance']).exactOptional(),
    banner: z.string().exactOptional(),
    drainMs: z.number().exactOptional(),
    onFailure: z.enum(['rollback', 'pause', 'continue']),
  }),
)
