import type { Instant } from '../../time/instant.ts'

/** A person's doubt whether the change should go on, and what became of it. Every word is kept. */
export type Consideration = {
  /** From 1, in the order in which they were raised. */
  readonly number: number
  readonly by: string
  readonly at: Instant
  readonly because: string
  /** Null: nobody has answered it yet. */
  readonly answer: {
    readonly as: 'declined' | 'rolled-back'
    readonly by: string
    readonly at: Instant
    readonly because: string
  } | null
}
