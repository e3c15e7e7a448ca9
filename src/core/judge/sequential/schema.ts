import { z } from 'zod'
import { exactly } from '../../event/exactly.ts'
import { NewerVersion, upcast, type Versions } from '../../event/upcast.ts'
import { DROPPED } from './intake.ts'
import { type SequentialState, STATE_VERSION } from './state.ts'

const counts = z.strictObject({ events: z.number(), total: z.number() })
const curve = {
  nodes: z.array(z.number()),
  events: z.number(),
  canary: counts,
  stable: counts,
  expected: z.number(),
}
const comparison = {
  wealth: z.array(z.number()),
  dispersion: z.strictObject({ chi2: z.number(), df: z.number(), variance: z.number() }),
  recent: z.array(counts),
}

const stateSchema = exactly<SequentialState>()(
  z.strictObject({
    version: z.literal(STATE_VERSION),
    from: z.number(),
    watermark: z.number(),
    measuredUntil: z.number(),
    intervals: z.number(),
    segments: z.array(z.string()),
    comparisons: z.array(
      z.strictObject({
        ...comparison,
        whole: z.strictObject(curve),
        since: z.strictObject({ ...curve, from: z.number(), against: z.number() }).nullable(),
      }),
    ),
    watchdog: z
      .strictObject({
        intervals: z.number(),
        comparisons: z.array(z.strictObject(comparison)),
        firedAt: z.number().nullable(),
      })
      .nullable(),
    split: z.array(
      z
        .strictObject({
          asked: z.number(),
          of: z.enum(['users', 'requests']),
          canary: z.number(),
          all: z.number(),
          before: z.number(),
        })
        .nullable(),
    ),
    dropped: z.partialRecord(z.enum(DROPPED), z.number()),
    trippedAt: z.number().nullable(),
  }),
)

const VERSIONS: Versions = { version: STATE_VERSION, upcasts: {} }

/** What a store kept. Throws on one of a newer version, and on what no version has written. */
export function readSequentialState(stored: unknown): SequentialState {
  const version = z.looseObject({ version: z.int().min(1) }).parse(stored).version
  const today = upcast(VERSIONS, { version, data: stored })
  if (today === null) throw new NewerVersion('a state of the sequential judge', version, STATE_VERSION)
  return stateSchema.parse(today.data)
}
