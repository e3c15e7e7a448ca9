import { z } from 'zod'
import { durationMs, instant } from '../../kernel/schema/shown.ts'
import { line, page } from '../../kernel/schema/words.ts'

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

const outcome = z.enum(['passed', 'failed', 'unknown'])
const counted = z.int().min(0).max(10_000)

/** As a person sends it, and as it is shown. */
export const suiteSeen = z
  .strictObject({
    name: line(100),
    title: line(300),
    outcome,
    passed: counted,
    failed: counted,
    unknown: counted,
    says: page(4_000).meta({ description: 'What has to be read first, with how many passed.' }),
  })
  .meta({ id: 'SuiteSeen', description: 'What a suite has shown.' })

export const validationSchema = z
  .strictObject({
    at: instant,
    by: z.string(),
    outcome,
    suites: z.array(suiteSeen),
    canary: z.array(z.string()).meta({ description: 'Targets of which the new version was looked at.' }),
    report: z.string().nullable().meta({ description: 'SHA-256 of the page that was written of it.' }),
  })
  .meta({ id: 'Validation', description: 'Somebody has looked at suites for the change.' })

export const factsSchema = z
  .strictObject({
    owner: z.string().nullable().meta({ description: 'Who keeps the plan.' }),
    reviewers: z.array(z.string()).meta({ description: 'Who reviews the plan.' }),
    services: z.array(z.string()),
    impact: z.string().nullable().meta({ description: 'What users will notice.' }),
    impactMs: durationMs.nullable().meta({ description: 'How long they will notice it.' }),
    risks: z.array(
      z.strictObject({
        risk: z.string(),
        likelihood: z.string(),
        impact: z.string(),
        mitigation: z.string().nullable(),
      }),
    ),
    tickets: z.array(z.string()),
    links: z
      .array(z.strictObject({ title: z.string(), url: z.string() }))
      .meta({ description: 'Where people read more.' }),
  })
  .meta({ id: 'Facts', description: 'What the plan tells people of the change; it decides nothing.' })

export const followUpsSchema = z
  .strictObject({
    open: z.int().meta({ description: 'Not done, those that are overdue too.' }),
    overdue: z.int(),
    done: z.int(),
    nextDueAt: instant.nullable().meta({ description: 'Of those that are not done.' }),
    lastDueAt: instant.nullable().meta({ description: 'Of those that are not done.' }),
  })
  .meta({ id: 'FollowUps', description: 'How many tasks a change has left, and until when they are owed.' })
