import { nameOf } from '../../core/access/actor.ts'
import type { TrafficWord } from '../../core/traffic/mode.ts'
import { writesUnderWay } from '../../core/traffic/under-way.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'

/** What the proxies of a target turn away, and who wants it so. */
export type ModeView = {
  readonly mode: TrafficWord
  /** What those who are turned away read. */
  readonly banner: string | null
  /** When it is expected to end; nothing ends by itself. */
  readonly until: Shown | null
  /** Writes let through before it that are under way still; null while that is not known, and without a mode. */
  readonly writes: number | null
  /** Who set it last, also to normal; null while nobody ever has. */
  readonly set: { readonly by: string; readonly because: string | null; readonly at: Shown } | null
}

export const NORMAL_TRAFFIC: ModeView = { mode: 'normal', banner: null, until: null, writes: null, set: null }

export function viewMode({ desired, proxies, modeSet }: TargetRow): ModeView {
  const { mode } = desired
  return {
    mode: mode?.traffic ?? 'normal',
    banner: mode?.banner ?? null,
    until: maybe(mode?.until ?? null),
    writes: writesUnderWay(desired, proxies),
    set:
      modeSet === null ? null : { by: nameOf(modeSet.by), because: modeSet.because, at: instant(modeSet.at) },
  }
}
