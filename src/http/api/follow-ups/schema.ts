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

export const followUpsSchema = z
  .strictObject({
    open: z.int().meta({ description: 'Not done, those that are overdue too.' }),
    overdue: z.int(),
    done: z.int(),
    nextDueAt: instant.nullable().meta({ description: 'Of those that are not done.' }),
    lastDueAt: instant.nullable().meta({ description: 'Of those that are not done.' }),
  })
  .meta({ id: 'FollowUps', description: 'How many tasks a change has left, and until when they are owed.' })
