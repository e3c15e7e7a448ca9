import type { Gate } from '../judge/rule.ts'
import type { Millis } from '../time/instant.ts'
import type { BasisPoints } from '../traffic/desired.ts'
import type { Act } from './act.ts'

/** What a plan says of its own rollback, beside closing and undoing, which every rollback does. */
export type WayDown = {
  /** A budget that is told: longer than this pages. It stops nothing. */
  readonly limits?: { readonly closeMs?: Millis; readonly undoMs?: Millis }
  /** After undo, in this order; each goes on when one fails. They pass every lock. */
  readonly steps: readonly BackStep[]
  /** Weights of a gradual rollback, falling; those not below the present weight are skipped. */
  readonly gradual?: readonly { readonly weight: BasisPoints; readonly holdMs: Millis }[]
  /** A record beside the change after its targets are free. */
  readonly verify?: { readonly forMs: Millis; readonly gates: readonly Gate[] }
  /** What people are asked to weigh before they call for a rollback by hand. */
  readonly considerations?: readonly string[]
}

/** An act of the rollback itself; it needs no undo. */
export type BackStep = {
  readonly id: string
  readonly title: string
  readonly act: Act
  readonly timeLimitMs: Millis
  readonly attempts: number
}
