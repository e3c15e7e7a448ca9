import { z } from 'zod'
import { LEVEL_NAMES } from '../../../core/level/level.ts'
import { signalShapeSchema } from '../../../core/signal/shape-schema.ts'
import { instant } from '../../kernel/schema/shown.ts'

const level = z.enum(LEVEL_NAMES)

export const levelSchema = z
  .strictObject({
    id: z.string(),
    signal: z.string(),
    shape: signalShapeSchema,
    worse: z.enum(['lower', 'higher']),
    over: z.string().meta({ description: 'Over which span it is one number, such as 5m.' }),
    thresholds: z.array(z.strictObject({ level, shown: z.string() })),
    targets: z.array(
      z.strictObject({
        target: z.string(),
        watched: z.boolean(),
        reached: z
          .array(level)
          .nullable()
          .meta({ description: 'All that are reached; null: nothing is known, or too little.' }),
        value: z.number().nullable(),
        shown: z.string().nullable(),
        samples: z.number(),
        seenUpTo: instant.nullable(),
        silentSince: instant.nullable(),
        unavailable: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Level', description: 'Levels of a signal, which are shown and told, and decide nothing.' })
