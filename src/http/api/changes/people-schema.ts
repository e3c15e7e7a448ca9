import { z } from 'zod'
import { instant } from '../../kernel/schema/shown.ts'
import { outputSchema } from './output-schema.ts'

export const fileSchema = z.strictObject({ name: z.string(), bytes: z.int(), sha256: z.string() })

const attachmentSchema = fileSchema.meta({
  id: 'Attachment',
  description: "A file that came with a person's word, kept by its hash.",
})

const itemSchema = z
  .strictObject({
    ref: z
      .string()
      .meta({ description: 'As commands name it: `STEP/ITEM`.', examples: ['go-no-go/runbook'] }),
    title: z.string(),
    check: z.enum(['held', 'held-slos', 'guards-quiet', 'act', 'events', 'person', 'rule', 'drill']),
    required: z.boolean().meta({ description: 'It blocks until it has passed.' }),
    status: z.enum(['to-come', 'waiting', 'open', 'running', 'failed', 'passed', 'not-ready']),
    who: z.string().nullable().meta({ description: "Who ticks it, in the plan's words." }),
    person: z.string().nullable().meta({ description: 'The one person who may tick it.' }),
    attach: z.boolean().meta({ description: 'A file has to come with the tick.' }),
    at: instant.nullable(),
    evidence: z
      .string()
      .nullable()
      .meta({ description: 'What was seen last, or why a person is not ready.' }),
    by: z.string().nullable(),
    note: z.string().nullable(),
    attachment: attachmentSchema.nullable(),
    askAt: instant.nullable().meta({ description: 'When evidence that failed is asked again.' }),
    outputs: z.array(outputSchema),
  })
  .meta({ id: 'Item', description: 'One line of a checklist that the change waits for.' })

export const checklistSchema = z
  .strictObject({
    ref: z.string().meta({ description: '`STEP`, in a stage `STEP@STAGE`, where the first stage is 1.' }),
    step: z.string(),
    title: z.string(),
    state: z.enum(['to-come', 'open', 'done', 'left']),
    since: instant.nullable(),
    passed: z.int(),
    items: z.array(itemSchema),
  })
  .meta({ id: 'Checklist', description: 'The checklist of a step, or of a stage after its hold.' })

export const decisionSchema = z
  .strictObject({
    step: z.string(),
    title: z.string(),
    decision: z.string(),
    state: z.enum(['to-come', 'open', 'approved', 'failed', 'left']),
    quorum: z.int().meta({ description: 'How many of `by` have to approve.' }),
    by: z.array(z.strictObject({ lead: z.string(), title: z.string(), person: z.string().nullable() })),
    since: instant.nullable(),
    until: instant.nullable(),
    said: z.array(
      z.strictObject({
        by: z.string(),
        lead: z.string(),
        as: z.enum(['approve', 'reject']),
        at: instant,
        because: z.string().nullable(),
      }),
    ),
    reason: z.string().nullable().meta({ description: 'Why it was not approved.' }),
  })
  .meta({ id: 'Decision', description: 'An approval in the run: who makes it, and what they have said.' })

export const mineSchema = z
  .strictObject({
    change: z.string(),
    plan: z.string(),
    environment: z.string(),
    kind: z.enum(['approval', 'item', 'decision', 'guard', 'follow-up']).meta({
      description:
        'A guard of the plan asks whether the change goes on; a follow-up is a task that you owe after its end.',
    }),
    ref: z
      .string()
      .nullable()
      .meta({ description: 'As the command names it; null of an approval before the change begins.' }),
    title: z.string(),
    attach: z.boolean(),
    named: z.boolean().meta({ description: 'The request names you; else anyone who may answer can.' }),
    since: instant.nullable(),
    notReady: z.string().nullable(),
    dueAt: instant.nullable().meta({ description: 'Of a task that you owe: until when.' }),
    overdue: z.boolean(),
    doneOnceSeen: z
      .string()
      .nullable()
      .meta({ description: 'Of a task whose evidence is looked for: what ends it without your word.' }),
  })
  .meta({ id: 'Mine', description: 'Something that waits for the person who asks.' })
