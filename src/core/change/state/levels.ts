import type { LevelName } from '../../level/level.ts'
import type { Instant } from '../../time/instant.ts'

/** By `level@target`: which of its levels a signal was last known to have reached, and since when. */
export type Levels = Readonly<
  Record<string, { readonly names: readonly LevelName[]; readonly since: Instant }>
>
