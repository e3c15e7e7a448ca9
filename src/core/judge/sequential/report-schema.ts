import { z } from 'zod'
import { exactly } from '../../event/exactly.ts'
import { DROPPED } from './intake.ts'
import type { SequentialReport } from './report.ts'

const counts = z.strictObject({ events: z.number(), total: z.number() })
const UNWATCHED = ['worse', 'no-worse', 'inconclusive', 'no-data'] as const

/** A report as evidence keeps it in the journal. */
export const sequentialReportSchema = exactly<SequentialReport>()(
  z.strictObject({
    verdict: z.enum([...UNWATCHED, 'assumption-violated']),
    unwatched: z.enum(UNWATCHED),
    test: z.enum(['worse', 'no-worse']),
    bound: z.number(),
    way: z.enum(['up', 'down']),
    events: z.enum(['counted', 'rest', 'slow']),
    alpha: z.number(),
    evidence: z.number(),
    wanted: z.number(),
    from: z.number(),
    to: z.number(),
    canary: counts,
    stable: counts,
    ratio: z.number().nullable(),
    interval: z.strictObject({ low: z.number().nullable(), high: z.number().nullable() }).nullable(),
    extra: z.number(),
    smallestVisible: z.number().nullable(),
    edges: z.strictObject({ canary: z.number(), stable: z.number() }).nullable(),
    watchdogFiredAt: z.number().nullable(),
    split: z.strictObject({ asAsked: z.boolean(), asked: z.number(), seen: z.number() }).nullable(),
    dropped: z.partialRecord(z.enum(DROPPED), z.number()),
  }),
)
