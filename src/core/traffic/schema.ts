import { z } from 'zod'
import type { Desired, Segment, Side, Split } from './desired.ts'

/** Desired states as rows, runbooks and events keep them. */
export const sideSchema: z.ZodType<Side> = z.enum(['blue', 'green'])
export const basisPointsSchema = z.number()
export const segmentSchema: z.ZodType<Segment> = z.strictObject({
  name: z.string(),
  weight: basisPointsSchema,
})

const split: z.ZodType<Split> = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('closed'), latched: z.boolean() }),
  z.strictObject({
    mode: z.literal('open'),
    weight: basisPointsSchema,
    cohort: z.string(),
    segments: z.array(segmentSchema),
    headerOverride: z.boolean(),
  }),
])

export const desiredSchema: z.ZodType<Desired> = z.strictObject({
  generation: z.int(),
  stable: sideSchema,
  split,
})
