import { z } from 'zod'
import { instant } from '../../kernel/schema/shown.ts'

const words = { by: z.string(), at: instant, because: z.string() }

export const verificationSchema = z
  .strictObject({
    status: z.enum(['watching', 'passed', 'failed', 'inconclusive']),
    from: instant,
    until: instant.nullable(),
    endedAt: instant.nullable(),
    wanted: z.array(z.string()),
    gates: z.array(z.strictObject({ gate: z.string(), target: z.string(), seen: z.string() })),
    because: z.string().nullable(),
    settled: z.strictObject(words).nullable(),
  })
  .meta({
    id: 'Verification',
    description: 'Whether all is well after a rollback; a record beside the change.',
  })

const considerationSchema = z
  .strictObject({
    number: z.int(),
    ...words,
    answer: z.strictObject({ as: z.enum(['declined', 'rolled-back']), ...words }).nullable(),
  })
  .meta({
    id: 'Consideration',
    description: 'Somebody asked whether it should go back, and what was answered.',
  })

export const considerationsSchema = z
  .strictObject({ weigh: z.array(z.string()), raised: z.array(considerationSchema) })
  .meta({ id: 'Considerations', description: 'What people weigh before they call for a rollback.' })
