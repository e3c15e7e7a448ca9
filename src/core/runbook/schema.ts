import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import { gateSchema, guardSchema } from '../judge/schema.ts'
import { levelSchema } from '../level/schema.ts'
import { probeSchema } from '../probe/schema.ts'
import { basisPointsSchema, segmentSchema } from '../traffic/schema.ts'
import { actSchema } from './act.ts'
import { changeFactsSchema } from './change-facts.ts'
import { drillMarkSchema } from './drill.ts'
import { followUpSchema } from './follow-up.ts'
import { approveStepSchema, checklistStepSchema, itemSchema } from './people-schema.ts'
import { leadSchema, phaseSchema } from './phase.ts'
import { revertsSchema } from './reverts.ts'
import type { EffectStep, RolloutStep, Runbook, Undo, Window } from './runbook.ts'
import { stepBaseSchema } from './step-base.ts'
import { scalarSchema } from './value-schema.ts'
import { adoptSchema, bakeSchema, captureSchema, modeSchema } from './waiting-steps-schema.ts'
import { wayDownSchema } from './way-down.ts'

/** A runbook as it is kept. Plans are checked elsewhere: this only says whether what is read is a runbook. */
const base = stepBaseSchema

const undo = exactly<Undo>()(
  z.discriminatedUnion('undo', [
    z.strictObject({ undo: z.literal('act'), act: actSchema, timeLimitMs: z.number(), attempts: z.number() }),
    z.strictObject({ undo: z.literal('none'), because: z.string() }),
  ]),
)

const effect = exactly<EffectStep>()(
  z.strictObject({
    ...base,
    kind: z.literal('effect'),
    act: actSchema,
    timeLimitMs: z.number(),
    attempts: z.number(),
    backoffMs: z.number(),
    unknown: z.discriminatedUnion('ask', [
      z.strictObject({ ask: z.literal('repeat') }),
      z.strictObject({ ask: z.literal('check'), check: actSchema }),
      z.strictObject({ ask: z.literal('person') }),
    ]),
    onFailure: z.enum(['rollback', 'pause', 'continue']),
    undo,
    pointOfNoReturn: z.boolean(),
  }),
)

const rollout = exactly<RolloutStep>()(
  z.strictObject({
    ...base,
    kind: z.literal('rollout'),
    targets: z.array(z.string()),
    stages: z.array(
      z.strictObject({
        weight: basisPointsSchema,
        holdMs: z.number(),
        segments: z.array(segmentSchema),
        gates: z.array(gateSchema).exactOptional(),
        checklist: z.array(itemSchema).exactOptional(),
      }),
    ),
    gates: z.array(gateSchema),
    guards: z.array(guardSchema),
    adopt: z.boolean(),
    adoptLater: z.literal(true).exactOptional(),
    headerOverride: z.boolean(),
    weightFlag: z.string().exactOptional(),
    descendHoldMs: z.number(),
  }),
)

const window = exactly<Window>()(
  z.strictObject({
    start: z.number().nullable(),
    durationMs: z.number(),
    atEnd: z.enum(['hold', 'rollback']),
  }),
)

export const runbookSchema = exactly<Runbook>()(
  z.strictObject({
    format: z.literal(1),
    plan: z.string(),
    title: z.string(),
    environment: z.string(),
    version: z.string(),
    inputs: z.record(z.string(), scalarSchema),
    pace: z.number(),
    window: window.nullable(),
    targets: z.array(z.string()),
    whenBusy: z.enum(['wait', 'refuse', 'supersede']),
    steps: z.array(
      z.union([
        effect,
        rollout,
        captureSchema,
        bakeSchema,
        adoptSchema,
        checklistStepSchema,
        approveStepSchema,
        modeSchema,
      ]),
    ),
    accept: z.array(itemSchema),
    followUps: z.array(followUpSchema).exactOptional(),
    reverts: revertsSchema.exactOptional(),
    drill: drillMarkSchema.exactOptional(),
    wayDown: wayDownSchema.exactOptional(),
    phases: z.array(phaseSchema).exactOptional(),
    leads: z.record(z.string(), leadSchema).exactOptional(),
    contacts: z.record(z.string(), z.string()).exactOptional(),
    change: changeFactsSchema.exactOptional(),
    owner: z.string().exactOptional(),
    reviewers: z.array(z.string()).exactOptional(),
    guards: z.array(guardSchema).exactOptional(),
    levels: z.array(levelSchema).exactOptional(),
    probes: z.array(probeSchema).exactOptional(),
  }),
)
