import type { Gate } from '../judge/rule.ts'
import type { Millis } from '../time/instant.ts'
import type { BasisPoints } from '../traffic/desired.ts'
import type { Act } from './act.ts'

/** One line of a checklist, each a check with its evidence: of the acceptance at the end, of a step, or of a stage. */
export type Item = {
  readonly id: string
  readonly title: string
  readonly check: ItemCheck
  /** False: its step goes on without it. Absent: it blocks. In the acceptance a person's line never blocks. */
  readonly required?: false
  /** It stands for a gate of its stage or bake: asked once every other line has passed, and no word passes over it. */
  readonly gate?: ItemGate
}

/** What a gate does that does not hold. What could not be found out is asked again, whatever it says. */
export type ItemGate = { readonly otherwise: Gate['otherwise'] }

export type ItemCheck =
  /** The named gate held over the last stage's whole hold. */
  | { readonly check: 'held'; readonly rollout: string; readonly gate: string }
  /**
   * Gates have seen each of these signals keep its SLO, for so long in all, over the stages from this weight on
   * (absent: each last one) and the bakes after them.
   */
  | {
      readonly check: 'held-slos'
      readonly signals: readonly string[]
      readonly since?: BasisPoints
      readonly forMs?: Millis
    }
  /** No guard of the plan has tripped, or was without data, in the hold, the phase, or the whole change. */
  | { readonly check: 'guards-quiet' }
  /**
   * An effect that succeeds: an action of the binding, a suite, or a flag read back. Its output is the evidence.
   * `unknown`: in the acceptance, whose line it becomes where it could not be found out; as that of a person.
   */
  | {
      readonly check: 'act'
      readonly act: Act
      readonly timeLimitMs: Millis
      readonly unknown?: { readonly who: string; readonly openForMs?: Millis }
    }
  /** Every name (a trailing `*` matches any rest) is among the events this change announced. */
  | { readonly check: 'events'; readonly names: readonly string[] }
  /**
   * A person's word. In the acceptance it never blocks and may be settled for `openForMs` after success (absent: as
   * long as `openUntil` says); in a step it is ticked by `lead`, the phase's where the plan names nobody else.
   */
  | {
      readonly check: 'person'
      readonly who: string
      readonly openForMs?: Millis
      readonly lead?: string
      /** A file has to come with the tick. */
      readonly attach?: true
    }
  /** A rule that holds now, on each of its targets. */
  | { readonly check: 'rule'; readonly rule: Gate; readonly targets: readonly string[] }
  /** The newest drill of this plan's rollback that proved it is no older. `rollback`: the hash of what it rehearsed. */
  | { readonly check: 'drill'; readonly notOlderThanMs: Millis; readonly rollback: string }
