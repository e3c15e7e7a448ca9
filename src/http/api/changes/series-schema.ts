import { z } from 'zod'
import { signalShapeSchema } from '../../../core/signal/shape-schema.ts'
import { basisPoints, durationMs, instant } from '../../kernel/schema/shown.ts'

const measuredLineSchema = z
  .strictObject({
    values: z.array(z.number().nullable()),
    samples: z
      .array(z.number().min(0).nullable())
      .meta({ description: 'Of each value; 0: nobody came, null: nobody measured.' }),
    upTo: instant.nullable(),
    unavailable: z.string().nullable(),
  })
  .meta({ id: 'MeasuredLine', description: 'A signal over time, one number for each step.' })

const splitPointSchema = z.strictObject({
  at: instant,
  desired: basisPoints,
  observed: basisPoints.nullable(),
  adopted: z.boolean().meta({ description: 'What was the canary is stable: everybody has it.' }),
})

export const seriesSchema = z
  .strictObject({
    from: instant,
    to: instant,
    measuredFrom: instant.meta({ description: 'Where the first step of the measured numbers begins.' }),
    stepMs: durationMs.meta({ description: 'How long a step is: at most some 600 reach to the end.' }),
    targets: z.array(
      z.strictObject({
        target: z.string(),
        split: z.array(splitPointSchema).meta({ description: 'Each holds until the next.' }),
        signals: z.array(
          z.strictObject({
            signal: z.string(),
            shape: signalShapeSchema,
            canary: measuredLineSchema,
            stable: measuredLineSchema,
          }),
        ),
      }),
    ),
  })
  .meta({
    id: 'Series',
    description: 'The traffic split of a change over time, and what was measured meanwhile.',
  })
