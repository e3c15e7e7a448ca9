import { z } from 'zod'
import { DIRECTIONS, SIGNAL_KINDS } from './shape.ts'
import { UNITS } from './unit.ts'

export const signalShapeSchema = z
  .strictObject({
    kind: z.enum(SIGNAL_KINDS),
    unit: z.enum(UNITS).meta({
      description:
        'Durations are in milliseconds whether shown in ms or s, ratios from 0 to 1, sizes in bytes.',
    }),
    direction: z.enum(DIRECTIONS).meta({ description: 'Which way is worse.' }),
    currency: z.string().optional().meta({ description: 'Of money: its ISO 4217 code.' }),
  })
  .meta({ id: 'SignalShape', description: 'What the numbers of a signal are, as its binding says.' })
