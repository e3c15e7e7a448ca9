import type { EnvironmentBinding } from '../../binding/binding.ts'
import type { Fault, Path } from '../../document/finding.ts'
import type { Pace } from '../../runbook/pace.ts'
import type { Act, Undo } from '../../runbook/runbook.ts'
import type { Millis } from '../../time/instant.ts'

/** What a step is compiled for. */
export type Setting = {
  readonly version: string
  readonly targets: readonly string[]
  readonly pace: Pace
  readonly binding: EnvironmentBinding | null
  /** The hash of what the plan says of going back. */
  readonly rollback: string
}

/** A name of the plan that the binding has to know, or a time limit that the binding may cap. */
export type BoundName = { readonly path: Path; readonly name: string } & (
  | { readonly kind: 'target' | 'action' | 'deploy' }
  | { readonly kind: 'limit'; readonly of: 'action' | 'deploy'; readonly limitMs: Millis }
)

/** Everything that a plan's word for an effect means until it is an act of the runbook. */
export type EffectKind<Item> = {
  /** The first key that people write. */
  readonly word: string
  /** Whether it may be repeated when its outcome is unknown and the plan does not say. */
  readonly unknown: 'repeat' | 'person'
  /** The id of a step that has none. */
  madeName(item: Item): string
  title(item: Item, setting: Setting): string
  /** The targets that the change has to claim for it; null leaves that to the rest of the plan. */
  targets(item: Item): readonly string[] | null
  /** Those of which it replaces a side: nothing else may move them meanwhile. */
  sides(item: Item): readonly string[]
  /** What is wrong with it, whatever stands around it. `version` is the plan's. */
  faults(item: Item, path: Path, version: string): readonly Fault[]
  names(item: Item, path: Path): readonly BoundName[]
  act(item: Item, setting: Setting): Act
  /** When the plan names no time limit. */
  limitMs(item: Item, setting: Setting): Millis
  /** When the plan names no undo; null where it has to name one. */
  undo(item: Item, setting: Setting): Undo | null
}
