import { z } from 'zod'
import { instant } from '../../kernel/schema/shown.ts'
import { statusSchema } from './schema.ts'

export const entrySchema = z
  .strictObject({
    seq: z.int().min(1),
    at: instant,
    by: z.string(),
    type: z.string(),
    event: z.string().nullable().meta({ description: 'The name to subscribe to, such as `canary:step`.' }),
    sentence: z.string(),
    weight: z.enum(['loud', 'plain', 'refusal']),
  })
  .meta({ id: 'Entry', description: "One line of a change's journal, as people read it." })

export const changeJournalSchema = z.strictObject({
  entries: z.array(entrySchema),
  after: z.int().min(0).meta({ description: 'Ask with this `after` for what follows.' }),
  status: statusSchema,
  over: z.boolean().meta({ description: 'Nothing will follow.' }),
})
