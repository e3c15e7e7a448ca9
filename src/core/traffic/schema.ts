import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import type { Desired, Segment, Side, Slot, Split } from './desired.ts'
import type { Restriction, TrafficMode } from './mode.ts'

/** Desired states as rows, runbooks and events keep them. */
export const sideSchema = exactly<Side>()(z.enum(['blue', 'green']))
export const slotSchema = exactly<Slot>()(z.enum(['stable', 'canary']))
export const basisPointsSchema = z.number()
export const segmentSchema = exactly<Segment>()(
  z.strictObject({
    name: z.string(),
    weight: basisPointsSchema,
  }),
)

const split = exactly<Split>()(
  z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('closed'), latched: z.boolean() }),
    z.strictObject({
      mode: z.literal('open'),
      weight: basisPointsSchema,
      cohort: z.string(),
      segments: z.array(segmentSchema),
      headerOverride: z.boolean(),
    }),
  ]),
)

export const restrictionSchema = exactly<Restriction>()(
  z.strictObject({
    traffic: z.enum(['read-only', 'maintenance']),
    banner: z.string().exactOptional(),
    until: z.number().exactOptional(),
  }),
)

export const trafficModeSchema = exactly<TrafficMode>()(
  z.union([z.strictObject({ traffic: z.literal('normal') }), restrictionSchema]),
)

export const desiredSchema = exactly<Desired>()(
  z.strictObject({
    generation: z.int(),
    stable: sideSchema,
    split,
    mode: restrictionSchema.exactOptional(),
  }),
)
