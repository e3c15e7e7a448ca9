import type { Plan } from '../schema/plan.ts'
import type { Setting } from '../step/effect-kind.ts'
import type { Arranged } from './arrange.ts'

/** What a step is compiled within: some steps mean others, or rules that stand elsewhere. */
export type Whole = {
  readonly plan: Plan
  /** Those that take part. */
  readonly steps: readonly Arranged[]
  readonly setting: Setting
}
