import { z } from 'zod'
import { signalShapeSchema } from '../../../core/signal/shape-schema.ts'
import { basisPoints, durationMs, instant } from '../../kernel/schema/shown.ts'
import { targetSchema } from '../targets/schema.ts'

const verdict = z.enum(['worse', 'no-worse', 'inconclusive', 'no-data', 'assumption-violated'])

const ruleOnTargetSchema = z
  .strictObject({
    target: z.string(),
    watched: z.boolean(),
    verdict: verdict.nullable(),
    value: z.number().nullable(),
    shown: z.string().nullable(),
    bound: z.strictObject({ op: z.string(), value: z.number().nullable() }),
    limits: z.array(z.number()).meta({ description: 'The numbers of the bound, where they are known.' }),
    resolved: z
      .string()
      .nullable()
      .meta({ description: 'What a bound came to that refers to another number, and to which.' }),
    samples: z.number(),
    minSamples: z.number(),
    stable: z.strictObject({ value: z.number().nullable(), samples: z.number() }).nullable(),
    sharedIncident: z.boolean(),
    test: z
      .strictObject({
        sentence: z.string(),
        evidence: z.number().meta({ description: 'How much of what it needs there is, 0 to 1.' }),
        ratio: z.number().nullable().meta({ description: 'Canary to stable.' }),
        low: z.number().nullable(),
        high: z.number().nullable(),
        bound: z.number(),
        extra: z.number(),
      })
      .nullable()
      .meta({ description: 'What the sequential judge has found; of other rules none.' }),
    each: z
      .strictObject({
        label: z.string(),
        name: z.string().nullable().meta({ description: 'Whose numbers the rule shows: the worst.' }),
        summary: z.string(),
        series: z.array(
          z.strictObject({
            name: z.string(),
            verdict,
            shown: z.string().nullable(),
            samples: z.number(),
          }),
        ),
      })
      .nullable()
      .meta({ description: 'Of a rule that judges every series of a label: all of them, the worst first.' }),
    seenUpTo: instant.nullable(),
    silentSince: instant.nullable(),
    unavailable: z.string().nullable().meta({ description: 'Why its source could not be asked.' }),
    threat: z
      .strictObject({
        then: z.enum(['pause', 'rollback', 'rollback-gradual']),
        at: instant,
        because: z.enum(['bound', 'no-data']),
      })
      .nullable()
      .meta({ description: 'What follows by itself at that moment, unless it changes before.' }),
  })
  .meta({ id: 'RuleOnTarget', description: 'A rule on one target, with the numbers it is decided by.' })

export const ruleSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['gate', 'guard']),
    signal: z.string(),
    shape: signalShapeSchema,
    wanted: z.string(),
    otherwise: z.enum(['hold', 'pause', 'rollback', 'rollback-gradual']),
    inconclusive: z
      .strictObject({ afterMs: durationMs, then: z.enum(['hold', 'pause', 'rollback']) })
      .nullable()
      .meta({ description: 'What follows when a gate cannot tell for so long after its time.' }),
    targets: z.array(ruleOnTargetSchema),
  })
  .meta({ id: 'Rule', description: 'A gate that has to hold, or a guard that must not trip.' })

const stageSchema = z
  .strictObject({
    weight: basisPoints,
    holdMs: durationMs,
    state: z.enum(['done', 'moving', 'holding', 'left', 'to-come']),
    from: instant.nullable(),
    passedAt: instant.nullable(),
    promotedBy: z.string().nullable(),
  })
  .meta({ id: 'Stage', description: 'A weight, and how long it is held.' })

const holdSchema = z.strictObject({
  heldMs: durationMs,
  holdMs: durationMs,
  unseenMs: durationMs,
  endsAt: instant.nullable(),
})

export const bakeSchema = z
  .strictObject({
    step: z.string(),
    title: z.string(),
    phase: z.enum(['to-come', 'baking', 'done', 'left']),
    forMs: durationMs,
    everyMs: durationMs.nullable().meta({ description: 'How often its gates are asked on the way.' }),
    hold: holdSchema.nullable(),
    prolonged: z.boolean(),
    rules: z.array(ruleSchema),
  })
  .meta({ id: 'Bake', description: 'A step that watches without moving traffic.' })

const weightFlagSchema = z
  .strictObject({
    flag: z.string(),
    status: z.enum(['to-come', 'setting', 'set', 'retrying', 'failed']),
    percent: z.number().nullable().meta({ description: 'What it was last told.' }),
    reason: z.string().nullable().meta({ description: 'Why it could not be set.' }),
    retryAt: instant.nullable(),
  })
  .meta({ id: 'WeightFlag', description: 'A flag that follows the weight, and never runs ahead of it.' })

export const rolloutSchema = z
  .strictObject({
    step: z.string(),
    title: z.string(),
    phase: z.enum(['to-come', 'moving', 'holding', 'to-adopt', 'adopting', 'done', 'left']),
    stages: z.array(stageSchema),
    hold: holdSchema.nullable(),
    adopt: z.boolean().meta({ description: 'The canary becomes stable at the end, or by a later step.' }),
    adoptLater: z.boolean(),
    promotedAllBy: z.string().nullable(),
    traffic: z.array(
      z.strictObject({
        target: z.string(),
        now: z.union([targetSchema, z.null()]),
        left: z
          .enum(['adopted', 'closed', 'latched', 'untouched'])
          .nullable()
          .meta({ description: 'How this change left it, once it is over.' }),
      }),
    ),
    weightFlag: weightFlagSchema.nullable(),
    rules: z.array(ruleSchema),
  })
  .meta({ id: 'Rollout', description: 'A step that moves traffic through stages.' })
