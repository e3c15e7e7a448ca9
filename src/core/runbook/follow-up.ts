import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import type { Millis } from '../time/instant.ts'

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
}

export const followUpSchema = exactly<FollowUp>()(
  z.strictObject({
    id: z.string(),
    on: z.enum(['succeeded', 'rollback']),
    when: z.discriminatedUnion('due', [
      z.strictObject({ due: z.literal('within'), withinMs: z.number() }),
      z.strictObject({ due: z.literal('every'), everyMs: z.number(), forMs: z.number() }),
    ]),
    tasks: z.array(z.strictObject({ id: z.string(), title: z.string(), owner: z.string().exactOptional() })),
  }),
)
