import type { Sample } from '../judge/sample.ts'

/** What was measured of one signal on one target in one interval. */
export type Recorded = {
  /** Of everybody, whichever side they were on. */
  readonly whole: Sample
  /**
   * The same by pod or another division that is always in the same order, null where one was not measured; left out
   * where only the whole is known.
   */
  readonly parts?: readonly (Sample | null)[]
}
