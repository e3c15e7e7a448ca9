import { z } from 'zod'
import type { Status, StepProgress } from '../../../core/change/state/change.ts'
import { OFFERED } from '../../../read/advice/consequence.ts'
import { durationMs, instant, shownScalar } from '../../kernel/schema/shown.ts'
import { drillSchema } from '../drills/schema.ts'
import {
  considerationsSchema,
  factsSchema,
  followUpsSchema,
  validationSchema,
  verificationSchema,
} from './beside-schema.ts'
import { broughtSchema } from './brought-schema.ts'
import { levelSchema } from './levels-schema.ts'
import { outputSchema } from './output-schema.ts'
import { checklistSchema, decisionSchema } from './people-schema.ts'
import { leadSchema, phasesSchema } from './phases-schema.ts'
import { probedSchema } from './probes-schema.ts'
import { revertibleSchema, revertsSchema } from './revert-schema.ts'
import { bakeSchema, rolloutSchema, ruleSchema } from './rollout-schema.ts'

export const STATUSES = [
  'draft',
  'requested',
  'scheduled',
  'preparing',
  'running',
  'paused',
  'rolling-back',
  'succeeded',
  'rolled-back',
  'failed',
  'cancelled',
  'expired',
  'missed',
] as const satisfies readonly Status[]

export const statusSchema = z.enum(STATUSES).meta({ id: 'Status', description: 'The life of a change.' })

const changeId = z.string().meta({ examples: ['CHG-2026-0001'] })
export const revisionSchema = z.int().min(0).meta({ description: 'For `If-Match`: the revision you saw.' })

const stepSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    kind: z.enum(['effect', 'rollout', 'capture', 'bake', 'adopt', 'checklist', 'approve', 'mode']),
    after: z.array(z.string()),
    status: z.enum([
      'waiting',
      'staged',
      'starting',
      'running',
      'retrying',
      'checking',
      'in-doubt',
      'rolling',
      'capturing',
      'baking',
      'adopting',
      'switching',
      'ticking',
      'deciding',
      'done',
      'failed',
      'stopped',
    ] satisfies readonly StepProgress['status'][]),
    attempt: z.int(),
    attempts: z.int(),
    since: instant.nullable(),
    reason: z.string().nullable(),
    retryAt: instant.nullable(),
    staged: z
      .strictObject({
        targets: z.array(z.string()),
        set: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()),
        since: instant,
        liveAt: instant.nullable(),
      })
      .nullable()
      .meta({ description: 'Flags that become live at a moment of their own, while they wait for it.' }),
    outputs: z.array(outputSchema),
  })
  .meta({ id: 'Step', description: 'One act of the change.' })

const checklistItemSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    status: z.enum(['waiting', 'running', 'passed', 'failed', 'left-to-person']),
    at: instant.nullable(),
    evidence: z.string().nullable(),
    outputs: z.array(outputSchema),
  })
  .meta({
    id: 'ChecklistItem',
    description: 'One line of the acceptance; what is left to a person has not passed.',
  })

const concernSchema = z
  .strictObject({
    concern: z.enum([
      'stuck',
      'in-doubt',
      'asked',
      'no-data',
      'not-ready',
      'overrun',
      'late',
      'paused',
      'blocked',
      'waiting',
      'failed',
      'not-closed',
      'conflict',
      'strayed',
      'unreachable',
      'latched',
      'person',
      'consideration',
      'verification',
      'drill',
    ]),
    sentence: z.string(),
    detail: z.string().nullable().meta({ description: 'What a program said of it, in its own words.' }),
    since: instant.nullable(),
    remedy: z.string(),
    lines: z.array(z.string()).meta({ description: 'What to type for that, each doing it alone.' }),
    item: z.string().nullable().meta({ description: 'The step or checklist item that it is about.' }),
    target: z.string().nullable().meta({ description: 'The target that it is about.' }),
  })
  .meta({ id: 'Concern', description: 'Something a person should know of or see to.' })

const windowSchema = z
  .strictObject({
    plannedStart: instant.nullable(),
    plannedEnd: instant.nullable(),
    durationMs,
    openedAt: instant.nullable(),
    endsAt: instant.nullable(),
    closedAt: instant.nullable(),
    overrunAt: instant.nullable(),
    atEnd: z.enum(['hold', 'rollback']),
  })
  .meta({ id: 'Window', description: 'When it may run: planned, and as it came to be.' })

const rollbackSchema = z
  .strictObject({
    cause: z.string(),
    evidence: z.string().nullable(),
    by: z.string(),
    startedAt: instant,
    latch: z.boolean(),
    traffic: z.enum(['descending', 'closing', 'closed', 'untouched']),
    closedAt: instant.nullable(),
    undo: z.array(
      z.strictObject({
        step: z.string(),
        title: z.string(),
        status: z.enum(['waiting', 'running', 'retrying', 'done', 'failed', 'skipped']),
        reason: z.string().nullable(),
        harmless: z.boolean(),
      }),
    ),
    weight: z.int().nullable().meta({ description: 'On its way down step by step: of 10000.' }),
    steps: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        status: z.enum(['waiting', 'running', 'retrying', 'done', 'failed', 'skipped']),
        reason: z.string().nullable(),
        outputs: z.array(outputSchema),
      }),
    ),
    late: z.array(z.enum(['close', 'undo'])).meta({ description: 'What took longer than the plan allows.' }),
    notDone: z.array(z.string()).meta({ description: 'Its own steps that were not done.' }),
    notUndone: z.array(z.string()),
  })
  .meta({ id: 'Rollback', description: 'A rollback: traffic first, then each undo, newest first.' })

const safetySchema = z
  .strictObject({ level: z.enum(['safe', 'unsure', 'danger']), sentence: z.string() })
  .meta({ id: 'Safety', description: 'Whether the users are well, in one sentence.' })

const headlineSchema = z
  .strictObject({
    word: z.string(),
    look: z.enum(['safe', 'unsure', 'danger', 'back', 'failed', 'idle']),
    cause: z.string().nullable().meta({ description: 'Why it goes back, or ended without success.' }),
  })
  .meta({ id: 'Headline', description: 'What a person reads first, in a word.' })

const possibleSchema = z
  .strictObject({
    command: z.enum(OFFERED),
    send: z
      .record(z.string(), z.union([z.string(), z.boolean(), z.number()]))
      .meta({ description: 'What to send, but for what `asks` names.' }),
    asks: z
      .array(z.enum(['because', 'override', 'by']))
      .meta({ description: 'What a person adds: why; why too few samples may do; how much longer.' }),
    item: z
      .strictObject({
        of: z.enum(['step', 'check', 'undo', 'back-step', 'verification', 'consideration']),
        id: z.string(),
        title: z.string(),
      })
      .nullable()
      .meta({ description: 'Of a settle: the step, checklist item or undo that it is about.' }),
    consequence: z.string(),
    answer: z.enum(['would-do', 'already', 'refused']),
    because: z.string().nullable(),
    remedy: z.string().nullable(),
  })
  .meta({
    id: 'Possible',
    description: 'What the change would answer to a command now, and what would follow.',
  })

const nextSchema = z
  .strictObject({
    sentence: z.string(),
    at: instant.nullable(),
    unless: z
      .string()
      .nullable()
      .meta({ description: 'What would have to be so for it not to happen, where it is something bad.' }),
  })
  .meta({ id: 'Next', description: 'What happens next, and when.' })

export const changeLineSchema = z
  .strictObject({
    id: changeId,
    title: z.string(),
    plan: z.string(),
    environment: z.string(),
    version: z.string(),
    status: statusSchema,
    revision: revisionSchema,
    requester: z.string(),
    requestedAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    headline: headlineSchema,
    doing: z.string().meta({ description: 'What it is doing, in a few words.' }),
    next: z.union([nextSchema, z.null()]).meta({ description: 'Null once it is over.' }),
    progress: z
      .strictObject({ done: z.int(), of: z.int() })
      .meta({ description: 'Stages, steps and checks: how many of them are done.' }),
    followUps: z
      .union([followUpsSchema, z.null()])
      .meta({ description: 'What it has left to do at its end; null: nothing, or it has not ended.' }),
  })
  .meta({ id: 'ChangeLine', description: 'A change in a list.' })

export const changeSchema = changeLineSchema
  .omit({ doing: true, progress: true })
  .extend({
    asOf: instant,
    pace: z.number(),
    inputs: z.record(z.string(), shownScalar),
    approvals: z.strictObject({ needed: z.int(), approvedBy: z.array(z.string()) }).nullable(),
    window: windowSchema.nullable(),
    safety: safetySchema,
    next: nextSchema,
    concerns: z.array(concernSchema),
    phases: z.union([phasesSchema, z.null()]),
    leads: z.array(leadSchema),
    contacts: z.record(z.string(), z.string()),
    facts: factsSchema,
    steps: z.array(stepSchema),
    rollouts: z.array(rolloutSchema),
    bakes: z.array(bakeSchema),
    guards: z
      .array(ruleSchema)
      .meta({ description: 'Of the plan itself: from the first moved request until its canary is adopted.' }),
    levels: z.array(levelSchema),
    brought: z.array(broughtSchema),
    probes: z.array(probedSchema),
    checklist: z.array(checklistItemSchema).meta({ description: 'The acceptance, at the end.' }),
    checklists: z.array(checklistSchema),
    decisions: z.array(decisionSchema),
    rollback: rollbackSchema.nullable(),
    verification: verificationSchema.nullable(),
    considerations: considerationsSchema,
    validations: z
      .array(validationSchema)
      .meta({ description: 'What people have seen of suites for it, the newest first.' }),
    drill: z
      .union([drillSchema, z.null()])
      .meta({ description: 'Of a change that rehearses the rollback of its plan.' }),
    reverts: revertsSchema.nullable(),
    revertedBy: z
      .string()
      .nullable()
      .meta({ description: 'The change that took this one back, or is about to.' }),
    revertible: revertibleSchema.nullable(),
    possible: z.array(possibleSchema),
  })
  .meta({ id: 'Change', description: 'Everything that somebody on call wants to know of a change.' })
