import { z } from 'zod'
import { signalShapeSchema } from '../../../core/signal/shape-schema.ts'
import { basisPoints, durationMs, instant } from '../../kernel/schema/shown.ts'
import { statusSchema } from './schema.ts'

const text = z.string()
const count = z.int().min(0)

const CAUSES = [
  'asked',
  'killed',
  'superseded',
  'guard',
  'gate',
  'incident',
  'no-data',
  'probe',
  'step',
  'overrun',
  'latched',
  'drill',
  'missed',
] as const

/** A guard that tripped, or a gate that did not hold. */
const rule = z.strictObject({
  rule: text,
  kind: z.enum(['guard', 'gate']),
  target: text,
  at: instant,
  sentence: text.meta({ description: "The judge's own." }),
  bound: text,
  measured: text,
  samples: z.number().min(0),
  from: instant,
  to: instant,
  brokenSince: instant.meta({ description: 'At the latest since then the bound was broken.' }),
  sharedIncident: z.boolean().meta({ description: 'Stable broke it too.' }),
  test: z
    .strictObject({
      ratio: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      extra: z.number(),
    })
    .nullable()
    .meta({
      description: 'Of a rule that tests: times stable, its 95 % interval, and the events beyond stable.',
    }),
})

/** A part of a rollback, and what became of it. */
const undone = z.strictObject({
  id: text,
  title: text,
  outcome: z.enum(['undone', 'nothing-to-undo', 'not-undone', 'open']),
  because: text.nullable().meta({ description: 'What was seen, or why it was not.' }),
  tookMs: durationMs.nullable(),
  limitMs: durationMs.nullable().meta({ description: 'What one attempt may take.' }),
  attempts: count,
})

const line = z.union([
  z.strictObject({
    at: instant,
    fromT: text,
    by: text,
    sentence: text,
    weight: z.enum(['loud', 'plain', 'refusal']),
  }),
  z.strictObject({ left: count.meta({ description: 'So many entries are not shown here.' }) }),
])

export const incidentReportSchema = z
  .strictObject({
    report: z.literal('incident'),
    change: text,
    title: text,
    plan: text,
    environment: text,
    version: text,
    targets: z.array(text),
    status: statusSchema,
    soFar: z.boolean().meta({ description: 'Something may still come.' }),
    upTo: z.strictObject({ at: instant, entries: count }),
    t: instant.nullable(),
    summary: z.strictObject({ what: text, why: text, end: text }).meta({ description: 'Three sentences.' }),
    cause: z
      .strictObject({
        kind: z.enum(CAUSES),
        sentence: text,
        at: instant,
        by: text,
        rule: rule.nullable(),
        before: z.array(rule),
      })
      .nullable(),
    moments: z.strictObject({
      trafficFrom: instant.nullable(),
      breach: instant.nullable(),
      decided: instant.nullable(),
      closed: instant.nullable(),
      ended: instant.nullable(),
      most: basisPoints.meta({ description: 'The most that the general public got of the canary.' }),
      exposedMs: durationMs,
    }),
    durations: z.array(
      z.strictObject({
        what: text,
        tookMs: durationMs,
        limitMs: durationMs.nullable(),
        open: z.boolean().meta({ description: 'It was not over yet.' }),
      }),
    ),
    traffic: z.array(
      z.strictObject({
        targets: z.array(text),
        points: z.array(z.strictObject({ at: instant, weight: basisPoints, adopted: z.boolean() })),
      }),
    ),
    evidence: z
      .strictObject({
        signal: text,
        target: text,
        shape: signalShapeSchema,
        bounds: z.array(z.number()),
        points: z.array(
          z.strictObject({ at: instant, canary: z.number().nullable(), stable: z.number().nullable() }),
        ),
      })
      .nullable(),
    undone: z.array(undone),
    steps: z.array(undone).meta({ description: "Those of the plan's own rollback." }),
    considerations: z.array(
      z.strictObject({ by: text, at: instant, because: text, answer: text.nullable() }),
    ),
    validations: z.array(
      z.strictObject({ outcome: z.enum(['passed', 'failed', 'unknown']), at: instant, sentence: text }),
    ),
    verification: z
      .strictObject({
        outcome: z.enum(['passed', 'failed', 'inconclusive', 'open']),
        at: instant,
        sentence: text,
        settled: text.nullable(),
      })
      .nullable(),
    owed: z.array(z.strictObject({ title: text, owner: text, dueAt: instant, done: text.nullable() })),
    people: z.array(
      z.strictObject({
        name: text,
        as: text.nullable(),
        did: z.array(z.strictObject({ at: instant, fromT: text, sentence: text })),
      }),
    ),
    timeline: z.array(line),
    links: z.array(z.strictObject({ title: text, url: z.string() })),
    leftOut: z.array(text).meta({ description: 'What would have made it too long.' }),
  })
  .meta({ id: 'IncidentReport', description: 'What went wrong with a change, from its journal.' })

export const uneventfulSchema = z
  .strictObject({
    report: z.literal('none'),
    change: text,
    title: text,
    status: statusSchema,
    sentence: text,
  })
  .meta({ id: 'NoReport', description: 'There is nothing to report, and why.' })

export const reportSchema = z.discriminatedUnion('report', [incidentReportSchema, uneventfulSchema])
