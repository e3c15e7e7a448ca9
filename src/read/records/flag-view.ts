import type { FlagDefinition } from '../../core/flag/definition/definition.ts'
import { type Difference, diffContent } from '../../core/flag/file/diff-content.ts'
import type { Scalar } from '../../core/runbook/runbook.ts'
import type { FlagRow, FlagVersion } from '../../ports/store/flags.ts'
import { instant, type Shown } from '../shown/instant.ts'
import type { StagedView } from './staged-view.ts'

export type FlagView = Omit<FlagRow, 'at' | 'lock'> & {
  readonly at: Shown
  /** What changes under way have staged for it. */
  readonly staged: readonly StagedView[]
  readonly lock: { readonly by: string; readonly because: string; readonly since: Shown } | null
}

export type FlagVersionView = {
  readonly version: number
  readonly value: Scalar | null
  readonly definition: FlagDefinition | null
  readonly by: string
  readonly because: string
  readonly at: Shown
}

export function viewFlag({ at, lock, ...row }: FlagRow): FlagView {
  return {
    ...row,
    at: instant(at),
    staged: [],
    lock: lock === null ? null : { ...lock, since: instant(lock.since) },
  }
}

export function viewFlagVersion(version: FlagVersion): FlagVersionView {
  return { ...version, at: instant(version.at) }
}

export type FlagDiff = {
  readonly from: number
  readonly to: number
  readonly differences: readonly Difference[]
}

/**
 * What changed between two versions, without words the last two; null when there is no such version. Version 0 is
 * before the first.
 */
export function diffVersions(
  history: readonly FlagVersionView[],
  to = history.at(-1)?.version ?? 0,
  from = to - 1,
): FlagDiff | null {
  const contentAt = (version: number) => {
    const found = history.find((each) => each.version === version)
    return found === undefined ? undefined : (found.definition ?? found.value)
  }
  const [was, is] = [from === 0 ? null : contentAt(from), to === 0 ? null : contentAt(to)]
  return was === undefined || is === undefined ? null : { from, to, differences: diffContent(was, is) }
}
