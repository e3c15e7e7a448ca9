import type { OwedTask } from '../../follow-up/owed-task.ts'
import type { Act } from '../../runbook/runbook.ts'
import type { Millis } from '../../time/instant.ts'
import type { Split } from '../../traffic/desired.ts'
import type { TrafficMode } from '../../traffic/mode.ts'
import type { Found } from '../state/baseline.ts'
import type { ChangeId } from '../state/change.ts'
import type { EffectRef } from './observations.ts'

/** What the shell has to do because of an event; saved in the same transaction as the event. */
export type Order =
  | {
      readonly order: 'run'
      readonly ref: EffectRef
      readonly act: Act
      readonly timeLimitMs: Millis
      readonly repeatable: boolean
    }
  | { readonly order: 'stop'; readonly ref: EffectRef }
  /** A new generation of a target's desired state. */
  | { readonly order: 'split'; readonly target: string; readonly split: Split }
  /** Swap the slots and close, in one generation. */
  | { readonly order: 'adopt'; readonly target: string }
  /** What its proxies turn away, in a generation of its own; split and sides stay. */
  | {
      readonly order: 'mode'
      readonly target: string
      readonly mode: TrafficMode
      /** What the target's own journal says of it. */
      readonly because?: string
    }
  | { readonly order: 'claim'; readonly targets: readonly string[] }
  | { readonly order: 'release-claims' }
  /** Later changes of the environment find these numbers under this name. */
  | { readonly order: 'keep-baseline'; readonly name: string; readonly found: readonly Found[] }
  /** What the change leaves to people at its end. */
  | { readonly order: 'owe'; readonly tasks: readonly OwedTask[] }
  /** Ask another change to roll back, so that this one can have its targets. */
  | { readonly order: 'supersede'; readonly change: ChangeId }
