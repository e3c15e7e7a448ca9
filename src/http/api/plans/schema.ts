import { z } from 'zod'
import { durationMs, instant } from '../../kernel/schema/shown.ts'
import { drillSchema } from '../drills/schema.ts'

export const planHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'this is no hash')
  .meta({ description: 'SHA-256 of the text (as a JSON string, RFC 8785), lower-case hex.' })

const reviewSchema = z
  .strictObject({
    everyMs: durationMs,
    dueAt: instant,
    overdue: z.boolean(),
    last: z.strictObject({ by: z.string(), at: instant, because: z.string() }).nullable(),
  })
  .meta({ id: 'PlanReview', description: 'How often a plan is to be reviewed, and who has done it last.' })

export const planLineSchema = z
  .strictObject({
    name: z.string(),
    version: z.int().min(1),
    hash: planHash,
    title: z.string(),
    by: z.string(),
    at: instant,
    review: z.union([reviewSchema, z.null()]).meta({ description: 'Null: its text does not ask for it.' }),
  })
  .meta({ id: 'PlanVersion', description: 'One registration of a plan.' })

export const planSchema = planLineSchema
  .extend({
    text: z.string(),
    versions: z.array(planLineSchema),
    lastDrill: z.union([drillSchema, z.null()]).meta({
      description: 'The newest drill of its rollback, whatever it came to; null: none was run here.',
    }),
  })
  .meta({
    id: 'Plan',
    description: 'A version of a plan with its text, and all its versions, the newest first.',
  })
