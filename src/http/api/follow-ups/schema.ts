import { z } from 'zod'
import { instant } from '../../kernel/schema/shown.ts'
import { fileSchema } from '../changes/people-schema.ts'

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
    done: z
      .strictObject({
        by: z.string(),
        at: instant,
        note: z.string().meta({ description: "A person's words, or what was seen." }),
        byEvidence: z.boolean().meta({ description: 'Nobody has said so: it was seen.' }),
        attachments: z.array(fileSchema),
      })
      .nullable(),
    evidence: z
      .strictObject({
        looksFor: z.string().meta({ description: 'What has to be seen, in words.' }),
        from: instant.meta({ description: 'Only what was after it counts.' }),
        until: instant
          .nullable()
          .meta({ description: 'Of a round: only what was before it. Null: what comes late counts too.' }),
        nextAt: instant
          .nullable()
          .meta({ description: 'When it is looked at next; null: not any more, a person has to say it.' }),
        seen: z.strictObject({ at: instant, words: z.string() }).nullable(),
      })
      .nullable()
      .meta({ description: "What is looked at in place of a person's word; null: only that counts." }),
  })
  .meta({ id: 'FollowUp', description: 'A task that a change has left at its end.' })
