import { z } from 'zod'
import { basisPoints, instant } from '../../kernel/schema/shown.ts'

const proxySchema = z.strictObject({
  instance: z.string(),
  weight: basisPoints.nullable(),
  generation: z.int().nullable(),
  seenAt: instant.nullable(),
  unreachable: z
    .string()
    .nullable()
    .meta({ description: 'Why it could not be reached; null while it answers.' }),
})

const dismissedSchema = z.strictObject({
  instance: z.string(),
  by: z.string(),
  because: z.string(),
  at: instant,
})

const conflictSchema = z.strictObject({
  sentence: z.string(),
  since: instant,
  adoptProxy: z.string().meta({ description: 'What would happen if the database took what the proxy says.' }),
  overwriteProxy: z
    .string()
    .meta({ description: 'What would happen if the proxy got what the database says.' }),
})

export const TRAFFIC = z.enum(['normal', 'read-only', 'maintenance'])
export const writesUnderWay = z
  .int()
  .nullable()
  .meta({ description: 'Writes let through before the mode and under way still; null while not known.' })

const trafficModeSchema = z.strictObject({
  mode: TRAFFIC,
  banner: z.string().nullable().meta({ description: 'What those who are turned away read.' }),
  until: instant.nullable().meta({ description: 'When it is expected to end; nothing ends by itself.' }),
  writes: writesUnderWay,
  set: z
    .strictObject({ by: z.string(), because: z.string().nullable(), at: instant })
    .nullable()
    .meta({ description: 'Who set it last, why and when; null while nobody ever has.' }),
})

export const targetSchema = z
  .strictObject({
    name: z.string().meta({ description: '`environment/service`' }),
    mode: z.enum(['open', 'closed']),
    latched: z.boolean(),
    stable: z.enum(['blue', 'green']),
    versions: z
      .strictObject({ stable: z.string().nullable(), canary: z.string().nullable() })
      .meta({ description: 'What runs in each slot, as far as changes have said so.' }),
    generation: z.int(),
    desired: basisPoints.meta({ description: "The canary's share as it is wanted, in basis points." }),
    observed: basisPoints
      .nullable()
      .meta({ description: 'The highest share that any proxy has; null when none has answered.' }),
    settled: z.boolean().meta({ description: 'Every live proxy has exactly what is wanted.' }),
    traffic: trafficModeSchema.meta({ description: 'What its proxies turn away, and who wants it so.' }),
    owner: z.string().nullable().meta({ description: 'The change that may move it.' }),
    conflict: conflictSchema
      .nullable()
      .meta({ description: 'A proxy has what the database cannot explain; a person has to decide.' }),
    proxies: z.array(proxySchema),
    dismissed: z.array(dismissedSchema).meta({
      description: 'Proxies that do not answer and that somebody has written off; not among the others.',
    }),
  })
  .meta({ id: 'Target', description: 'Where the traffic of one target goes.' })
