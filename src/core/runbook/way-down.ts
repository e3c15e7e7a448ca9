import { z } from 'zod'
import { exactly } from '../event/exactly.ts'
import type { Gate } from '../judge/rule.ts'
import { gateSchema } from '../judge/schema.ts'
import type { Millis } from '../time/instant.ts'
import type { BasisPoints } from '../traffic/desired.ts'
import { basisPointsSchema } from '../traffic/schema.ts'
import { type Act, actSchema } from './act.ts'

/** What a plan says of its own rollback, beside closing and undoing, which every rollback does. */
export type WayDown = {
  /** A budget that is told: longer than this pages. It stops nothing. */
  readonly limits?: { readonly closeMs?: Millis; readonly undoMs?: Millis }
  /** After undo, in this order; each goes on when one fails. They pass every lock. */
  readonly steps: readonly BackStep[]
  /** Weights of a gradual rollback, falling; those not below the present weight are skipped. */
  readonly gradual?: readonly Descent[]
  /** A record beside the change after its targets are free. */
  readonly verify?: Verify
  /** What people are asked to weigh before they call for a rollback by hand. */
  readonly considerations?: readonly string[]
}

/** One entry of a gradual rollback. */
export type Descent = { readonly weight: BasisPoints; readonly holdMs: Millis }

export type Verify = {
  readonly forMs: Millis
  readonly gates: readonly Gate[]
  /** At its end no incident may be open; so long may it take to find that out. */
  readonly incidents?: { readonly timeLimitMs: Millis }
}

/** An act of the rollback itself. It needs no undo, and has to be safe to repeat, as every undo has. */
export type BackStep = {
  readonly id: string
  readonly title: string
  readonly act: Act
  readonly timeLimitMs: Millis
  readonly attempts: number
  /** Between two attempts; absent: none. */
  readonly backoffMs?: Millis
}

const backStep = exactly<BackStep>()(
  z.strictObject({
    id: z.string(),
    title: z.string(),
    act: actSchema,
    timeLimitMs: z.number(),
    attempts: z.number(),
    backoffMs: z.number().exactOptional(),
  }),
)

export const wayDownSchema = exactly<WayDown>()(
  z.strictObject({
    limits: z
      .strictObject({ closeMs: z.number().exactOptional(), undoMs: z.number().exactOptional() })
      .exactOptional(),
    steps: z.array(backStep),
    gradual: z.array(z.strictObject({ weight: basisPointsSchema, holdMs: z.number() })).exactOptional(),
    verify: z
      .strictObject({
        forMs: z.number(),
        gates: z.array(gateSchema),
        incidents: z.strictObject({ timeLimitMs: z.number() }).exactOptional(),
      })
      .exactOptional(),
    considerations: z.array(z.string()).exactOptional(),
  }),
)
