import { z } from 'zod'
import { durationMs, instant } from '../../kernel/schema/shown.ts'

const loopSchema = z
  .strictObject({
    name: z.string(),
    of: z
      .string()
      .nullable()
      .meta({ description: 'Which of several of its kind: a target, a source; null where there is one.' }),
    purpose: z.string(),
    everyMs: durationMs.meta({ description: 'The longest pause between two rounds.' }),
    wokenBy: z.string().nullable().meta({ description: 'What lets the next round begin sooner.' }),
    limitMs: durationMs.meta({ description: 'A round that takes longer counts as standing.' }),
    state: z.enum(['starting', 'working', 'failing', 'standing']),
    lagMs: durationMs.meta({ description: 'How late its next success is; 0 while it is not due.' }),
    lastStartedAt: instant.nullable(),
    lastSucceededAt: instant.nullable(),
    lastMs: durationMs.nullable().meta({ description: 'How long the last round took that ended.' }),
    failures: z.int().min(0).meta({ description: 'In a row.' }),
    error: z.string().nullable().meta({ description: 'What the last failure said; null while it works.' }),
    remedy: z.string().meta({ description: 'What to do when it fails or stands.' }),
  })
  .meta({ id: 'Loop', description: 'Something that goes on in a server by itself.' })

export const serverSchema = z
  .strictObject({
    instance: z
      .string()
      .meta({ description: 'Its data directory and this start of it; effects that it begins carry this.' }),
    startedAt: instant,
    at: instant.meta({ description: 'Now, by its clock.' }),
    loops: z.array(loopSchema),
  })
  .meta({ id: 'Server', description: 'One server, and how its loops stand.' })
