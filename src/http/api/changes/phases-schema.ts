import { z } from 'zod'
import { durationMs, instant } from '../../kernel/schema/shown.ts'

export const leadSchema = z
  .strictObject({ id: z.string(), title: z.string(), person: z.string().nullable() })
  .meta({
    id: 'Lead',
    description: 'Somebody who answers for a part of a change, once the request has named them.',
  })

const phaseSchema = z
  .strictObject({
    id: z.string(),
    starts: z.string().meta({ examples: ['T-15m', 'in turn', 'once scheduled'] }),
    lead: z.union([leadSchema, z.null()]),
    before: z.boolean().meta({ description: 'It has to end before T.' }),
    status: z.enum(['waiting', 'running', 'ended', 'left']),
    at: instant.nullable().meta({ description: 'The moment that the plan gives it, once T is known.' }),
    since: instant.nullable(),
    endedAt: instant.nullable(),
    budgetMs: durationMs.nullable(),
    dueAt: instant.nullable().meta({ description: 'When its budget is used up.' }),
    late: z.enum(['told', 'paged']).nullable(),
    steps: z.array(z.string()),
    done: z.int(),
  })
  .meta({ id: 'Phase', description: 'A group of steps with a clock of its own.' })

export const phasesSchema = z
  .strictObject({
    t: instant.nullable().meta({ description: 'T: as planned, or as it came to be.' }),
    come: z.boolean(),
    list: z.array(phaseSchema),
  })
  .meta({ id: 'Phases', description: 'The phases of a change, and T.' })
