import { z } from 'zod'
import { signalShapeSchema } from '../../../core/signal/shape-schema.ts'
import { durationMs, instant } from '../../kernel/schema/shown.ts'

const measuredNowSchema = z
  .strictObject({
    value: z.number().nullable(),
    samples: z.number().min(0),
    upTo: instant.nullable().meta({ description: 'Up to when it was measured: now less this is its age.' }),
    why: z.string().nullable().meta({ description: 'Why there is no value.' }),
  })
  .meta({ id: 'MeasuredNow', description: 'A signal on one side of a target as it is now.' })

export const signalsSchema = z
  .strictObject({
    environment: z.string(),
    at: instant,
    signals: z.array(
      z.strictObject({
        signal: z.string(),
        shape: signalShapeSchema,
        slo: z.number().nullable().meta({ description: 'Its objective, in the scale of the unit.' }),
        source: z.string().meta({ description: 'Who measures it.' }),
        overMs: durationMs.meta({ description: 'Over how long each value was measured.' }),
        targets: z.array(
          z.strictObject({ target: z.string(), stable: measuredNowSchema, canary: measuredNowSchema }),
        ),
      }),
    ),
  })
  .meta({ id: 'Signals', description: 'Every signal of an environment as it is now.' })
