import { z } from 'zod'
import { instant } from '../../kernel/schema/shown.ts'

const revertTargetSchema = z.strictObject({
  target: z.string().meta({ description: '`environment/service`' }),
  version: z.string().nullable().meta({ description: 'What serves after it; null when nobody knows.' }),
  way: z
    .enum(['warm', 'deploy'])
    .meta({ description: 'Whether it still runs beside, or is deployed again.' }),
  warmUntil: instant.nullable(),
})

const revertPlanSchema = z.strictObject({
  title: z.string(),
  version: z.string().meta({ description: 'Empty when nobody knows it, or when the targets differ.' }),
  targets: z.array(revertTargetSchema),
  warmUntil: instant.nullable().meta({ description: 'The first end of a side that is kept warm.' }),
  does: z.array(z.string()),
  leaves: z.array(z.string()).meta({ description: 'What it cannot take back, each with its reason.' }),
  seen: z.string().meta({ description: 'Send it along: what is no longer exactly this is refused.' }),
})

export const revertSchema = z
  .strictObject({
    change: z.string(),
    gradual: z.boolean(),
    plan: revertPlanSchema.nullable(),
    refused: z.strictObject({ because: z.string(), remedy: z.string() }).nullable(),
  })
  .meta({ id: 'Revert', description: 'What it would do to take a change back, or why it would be refused.' })

export const revertsSchema = z
  .strictObject({
    change: z.string(),
    because: z.string(),
    gradual: z.boolean(),
    leaves: z.array(z.string()),
  })
  .meta({ id: 'Reverts', description: 'Of a revert: the change that it takes back.' })

export const revertibleSchema = z
  .strictObject({ sentence: z.string(), warmUntil: instant.nullable(), command: z.string() })
  .meta({ id: 'Revertible', description: 'How a change can be taken back now.' })
