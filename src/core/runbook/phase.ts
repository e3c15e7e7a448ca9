import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import type { Millis } from '../time/instant.ts'

/**
 * A group of steps with a clock. T is the window's start; without one, the moment at which the last phase before T
 * has ended.
 */
export type Phase = {
  readonly id: string
  readonly start: PhaseStart
  /** Longer than this is reported, then pages the lead; it ends nothing. */
  readonly budgetMs?: Millis
  /** Who leads it: a key of the runbook's `leads`. */
  readonly lead?: string
  /** In the plan's order. A step belongs to one phase. */
  readonly steps: readonly string[]
}

export type PhaseStart =
  /** Once the change is scheduled. */
  | { readonly start: 'scheduled' }
  /** After the phase before it in the plan. */
  | { readonly start: 'in-turn' }
  /** Not before T and the offset, which is negative before T. */
  | { readonly start: 'at'; readonly offsetMs: Millis }

/** Somebody who answers for a part of the change; the request names the person. */
export type Lead = { readonly title: string; readonly person?: string }

export const leadSchema = exactly<Lead>()(
  z.strictObject({ title: z.string(), person: z.string().exactOptional() }),
)

/** As runbooks and the journal keep them. */
export const phaseSchema = exactly<Phase>()(
  z.strictObject({
    id: z.string(),
    start: z.discriminatedUnion('start', [
      z.strictObject({ start: z.literal('scheduled') }),
      z.strictObject({ start: z.literal('in-turn') }),
      z.strictObject({ start: z.literal('at'), offsetMs: z.number() }),
    ]),
    budgetMs: z.number().exactOptional(),
    lead: z.string().exactOptional(),
    steps: z.array(z.string()),
  }),
)
