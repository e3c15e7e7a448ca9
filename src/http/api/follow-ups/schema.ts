import { z } from 'zod'
import { instant } from '../../kernel/schema/shown.ts'

export const followUpSchema = z
  .strictObject({
    change: z.string(),
    of: z.string().meta({ description: 'The title of the change.' }),
    environment: z.string(),
    task: z.string().meta({ description: 'Its id, unique within the change.' }),
    title: z.string(),
    owner: z.string().meta({ description: 'Who owes it.' }),
    as: z.string().nullable().meta({ description: 'As what; null: as the requester of the change.' }),
    since: instant,
    dueAt: instant,
    state: z.enum(['open', 'overdue', 'done']),
    done: z.strictObject({ by: z.string(), at: instant, note: z.string() }).nullable(),
  })
  .meta({ id: 'FollowUp', description: 'A task that a change has left at its end.' })
