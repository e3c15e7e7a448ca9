import { z } from 'zod'
import { basisPoints, durationMs, instant } from '../../kernel/schema/shown.ts'

const count = z.int().min(0)

const drill = z.strictObject({
  change: z.string().meta({ examples: ['CHG-2026-0001'] }),
  plan: z.string(),
  environment: z.string(),
  version: z.string(),
  at: basisPoints
    .nullable()
    .meta({ description: 'The weight from which it goes back, of 10000; null: it moves no traffic.' }),
  by: z.string(),
  outcome: z.enum(['under-way', 'proven', 'not-proven']),
  because: z.array(z.string()).meta({ description: 'Why it proves nothing: a sentence each.' }),
  startedAt: instant,
  endedAt: instant.nullable(),
  requests: count.meta({ description: 'Counted on both sides, from the canary having traffic to the end.' }),
  failed: count.meta({ description: 'Of those, the ones that are ours to answer for.' }),
})

export const drillSchema = drill.meta({ id: 'Drill', description: 'A rehearsal of the rollback of a plan.' })

export const drillRecordSchema = drill
  .extend({
    wentBackAt: instant.nullable(),
    parts: z.array(
      z.strictObject({
        what: z.string(),
        tookMs: durationMs.nullable().meta({ description: 'Null: it was never begun.' }),
        limitMs: durationMs.nullable(),
        ok: z.boolean().nullable().meta({ description: 'Null while it lasts.' }),
        because: z.string().nullable(),
      }),
    ),
    counted: z.array(
      z.strictObject({
        target: z.string(),
        slot: z.enum(['stable', 'canary']),
        requests: count,
        failed: count,
      }),
    ),
  })
  .meta({ id: 'DrillRecord', description: 'What a drill came to, made of its journal.' })
