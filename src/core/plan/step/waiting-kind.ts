import type { Fault, Path } from '../../document/finding.ts'
import type { BoundName } from './effect-kind.ts'

/** Everything that a plan's word for a step that waits means until it is a step of the runbook. */
export type WaitingKind<Item> = {
  /** The first key that people write. */
  readonly word: string
  /** The id of a step that has none. */
  madeName(item: Item): string
  /** The targets that the change has to claim for it; null leaves that to the rest of the plan. */
  targets(item: Item): readonly string[] | null
  /** Those that nothing else may move meanwhile. */
  sides(item: Item): readonly string[]
  /** What is wrong with it, whatever stands around it. */
  faults(item: Item, path: Path): readonly Fault[]
  /** Names that the binding has to know. */
  names(item: Item, path: Path): readonly BoundName[]
}
