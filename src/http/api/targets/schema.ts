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

const conflictSchema = z.strictObject({
  sentence: z.string(),
  since: instant,
  adoptProxy: z.string().meta({ description: 'What would happen if the database took what the proxy says.' }),
  overwriteProxy: z
    .string()
    .meta({ description: 'What would happen if the proxy got what the database says.' }),
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
    owner: z.string().nullable().meta({ description: 'The change that may move it.' }),
    conflict: conflictSchema
      .nullable()
      .meta({ description: 'A proxy has what the database cannot explain; a person has to decide.' }),
    proxies: z.array(proxySchema),
  })
  .meta({ id: 'Target', description: 'Where the traffic of one target goes.' })
