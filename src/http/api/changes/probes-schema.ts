import { z } from 'zod'
import { PROBE_KINDS } from '../../../core/probe/probe.ts'
import { instant } from '../../kernel/schema/shown.ts'

export const probedSchema = z
  .strictObject({
    target: z.string(),
    side: z.enum(['blue', 'green']),
    asked: z.boolean().meta({ description: 'Whether it is being asked now.' }),
    silentSince: instant.nullable().meta({ description: 'Since when nobody has asked it.' }),
    sentence: z.string(),
    probes: z.array(
      z.strictObject({
        probe: z.string(),
        kind: z.enum(PROBE_KINDS),
        path: z.string(),
        now: z
          .enum(['well', 'failing'])
          .nullable()
          .meta({ description: 'Null: it has not come to a word yet.' }),
        since: instant.nullable(),
        says: z.string().nullable().meta({ description: 'The answer that made it so.' }),
      }),
    ),
  })
  .meta({ id: 'ProbedSide', description: 'What a side that the change has deployed says of itself.' })
