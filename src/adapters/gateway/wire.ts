import { z } from 'zod'
import { areSparseCounts } from '../../core/histogram/latency-buckets.ts'
import type { Desired } from '../../core/traffic/desired.ts'
import { BANNER_MAX } from '../../core/traffic/mode.ts'
import type { TelemetrySecond } from '../../ports/store/observation.ts'

/** What passes through the admin socket and into the state file, checked at both ends. */

const basisPoints = z.int().min(0).max(10_000)
const count = z.int().min(0)
const side = z.enum(['blue', 'green'])
/** What the gateway's clock says, in milliseconds since the epoch; absent in an answer of an earlier version. */
const clock = z.number().optional()

export const desiredSchema: z.ZodType<Desired> = z.strictObject({
  generation: count,
  stable: side,
  split: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('closed'), latched: z.boolean() }),
    z.strictObject({
      mode: z.literal('open'),
      weight: basisPoints,
      cohort: z.string().min(1).max(200),
      segments: z.array(z.strictObject({ name: z.string().min(1).max(100), weight: basisPoints })).max(100),
      headerOverride: z.boolean(),
    }),
  ]),
  mode: z
    .strictObject({
      traffic: z.enum(['read-only', 'maintenance']),
      banner: z.string().min(1).max(BANNER_MAX).exactOptional(),
      until: z.number().exactOptional(),
    })
    .exactOptional(),
})

/** `latchedLocally`: it was latched at this socket and no server has taken the latch over yet. */
export const heldSchema = z.strictObject({ desired: desiredSchema, latchedLocally: z.boolean() })
export type Held = z.infer<typeof heldSchema>

export const writeAnswerSchema = z.object({
  accepted: z.boolean(),
  because: z.enum(['stale', 'latched']).optional(),
  has: heldSchema,
  /** Writes let through before the mode that it has, and under way still; absent in an answer of an earlier version. */
  writes: count.optional(),
})

export const latchAnswerSchema = z.object({ already: z.boolean(), has: heldSchema })

export const statusSchema = z.object({
  instance: z.string(),
  pid: z.int(),
  startedAt: z.number(),
  now: clock,
  /** What a person should see to, as sentences; absent in an answer of an earlier version. */
  troubles: z.array(z.string()).optional(),
  /** By which secret it signs cookies, without saying it; absent in an answer of an earlier version. */
  cookieKey: z.string().optional(),
  targets: z.record(
    z.string(),
    z.object({
      held: heldSchema,
      port: z.int(),
      /** The last `X-App-Version` of each side; empty when none was seen. */
      versions: z.object({ blue: z.string(), green: z.string() }),
      writes: count.optional(),
      /** Requests that wait for a free connection to each side; absent in an answer of an earlier version. */
      waiting: z.object({ blue: count, green: count }).optional(),
      /** Where each side listens, by the configuration; absent in an answer of an earlier version. */
      origins: z.object({ blue: z.string(), green: z.string() }).optional(),
    }),
  ),
})
export type GatewayStatus = z.infer<typeof statusSchema>

export const telemetrySecondSchema: z.ZodType<TelemetrySecond> = z.object({
  seq: count,
  target: z.string(),
  slot: z.enum(['stable', 'canary']),
  version: z.string(),
  reason: z.enum(['percentage', 'segment', 'header', 'closed']),
  path: z.string().exactOptional(),
  segment: z.string().exactOptional(),
  slice: count.exactOptional(),
  at: z.number(),
  requests: count,
  classes: z.object({ ok: count, redirect: count, client: count, server: count, none: count }),
  latency: z.array(count),
  latencyFine: z.array(count).refine(areSparseCounts, 'no pairs of bucket and count').exactOptional(),
})

/** What a server wants to be counted apart, for a minute from then on; by target. */
export const countingSchema = z.strictObject({
  targets: z.record(
    z.string(),
    z.strictObject({
      paths: z.array(z.string().startsWith('/').max(100)).max(20).exactOptional(),
      segments: z.literal(true).exactOptional(),
      slices: z.literal(true).exactOptional(),
    }),
  ),
})
export type Counting = z.infer<typeof countingSchema>

/** Whole seconds only; `droppedUpTo` is the newest sequence number that fell out of the buffer, 0 for none. */
export const telemetryPageSchema = z.object({
  instance: z.string(),
  records: z.array(telemetrySecondSchema),
  watermark: z.number(),
  now: clock,
  more: z.boolean(),
  droppedUpTo: count,
})
export type TelemetryPage = z.infer<typeof telemetryPageSchema>
