import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import { gateSchema } from '../judge/schema.ts'
import type { Millis } from '../time/instant.ts'
import type { ItemCheck } from './checklist.ts'
import type { Scalar } from './value.ts'
import { scalarSchema } from './value-schema.ts'

/** Tasks that are owed after the end; records beside the change, which is immutable by then. */
export type FollowUp = {
  readonly id: string
  readonly on: 'succeeded' | 'rollback'
  readonly when:
    | { readonly due: 'within'; readonly withinMs: Millis }
    /** Again and again, as in hypercare: each round is due at its end. */
    | { readonly due: 'every'; readonly everyMs: Millis; readonly forMs: Millis }
  readonly tasks: readonly FollowUpTask[]
}

export type FollowUpTask = {
  readonly id: string
  readonly title: string
  /** Who owes it: a key of the runbook's `leads`; absent: the person who requested the change. */
  readonly owner?: string
  /** What is looked at, so that nobody has to say that it is done; absent: a person's word alone. */
  readonly evidence?: TaskCheck
}

/** What can be looked at after the end without an effect: measurements, checks, a flag, and the journal. */
export type TaskCheck =
  /** Over the rule's own span, on what serves everybody. */
  | Extract<ItemCheck, { check: 'rule' }>
  /** Every name (a trailing `*` matches any rest) has happened since, to the change or its plan. */
  | Extract<ItemCheck, { check: 'events' }>
  /** Every check of a suite, as it is at that moment. */
  | { readonly check: 'suite'; readonly name: string }
  /** A channel is told, and has acknowledged it. */
  | { readonly check: 'told'; readonly channel: string; readonly words: string }
  | {
      readonly check: 'flag'
      readonly targets: readonly string[]
      readonly flag: string
      readonly equals: Scalar
    }

export const taskCheckSchema = exactly<TaskCheck>()(
  z.discriminatedUnion('check', [
    z.strictObject({ check: z.literal('rule'), rule: gateSchema, targets: z.array(z.string()) }),
    z.strictObject({ check: z.literal('events'), names: z.array(z.string()) }),
    z.strictObject({ check: z.literal('suite'), name: z.string() }),
    z.strictObject({ check: z.literal('told'), channel: z.string(), words: z.string() }),
    z.strictObject({
      check: z.literal('flag'),
      targets: z.array(z.string()),
      flag: z.string(),
      equals: scalarSchema,
    }),
  ]),
)

export const followUpSchema = exactly<FollowUp>()(
  z.strictObject({
    id: z.string(),
    on: z.enum(['succeeded', 'rollback']),
    when: z.discriminatedUnion('due', [
      z.strictObject({ due: z.literal('within'), withinMs: z.number() }),
      z.strictObject({ due: z.literal('every'), everyMs: z.number(), forMs: z.number() }),
    ]),
    tasks: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        owner: z.string().exactOptional(),
        evidence: taskCheckSchema.exactOptional(),
      }),
    ),
  }),
)
