import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import { REFERENCES } from '../judge/reference.ts'
import { LEVEL_NAMES, type Level, type Threshold } from './level.ts'

const threshold = exactly<Threshold>()(
  z.union([
    z.strictObject({ value: z.number() }),
    z.strictObject({ of: z.enum(REFERENCES), times: z.number(), plus: z.number() }),
  ]),
)

/** Levels as runbooks and events keep them. */
export const levelSchema = exactly<Level>()(
  z.strictObject({
    id: z.string(),
    signal: z.string(),
    spanMs: z.number(),
    minSamples: z.number(),
    worse: z.enum(['lower', 'higher']),
    tell: z.array(z.string()).exactOptional(),
    warn: threshold.exactOptional(),
    critical: threshold.exactOptional(),
    governance: threshold.exactOptional(),
  }),
)

export const levelNameSchema = z.enum(LEVEL_NAMES)
