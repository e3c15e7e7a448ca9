import type { Scalar } from '../core/runbook/runbook.ts'
import type { FlagRow, FlagVersion } from '../ports/store/flags.ts'
import { instant, type Shown } from './instant.ts'

export type FlagView = Omit<FlagRow, 'at' | 'lock'> & {
  readonly at: Shown
  readonly lock: { readonly by: string; readonly because: string; readonly since: Shown } | null
}

export type FlagVersionView = {
  readonly version: number
  readonly value: Scalar | null
  readonly by: string
  readonly because: string
  readonly at: Shown
}

export function viewFlag({ at, lock, ...row }: FlagRow): FlagView {
  return { ...row, at: instant(at), lock: lock === null ? null : { ...lock, since: instant(lock.since) } }
}

export function viewFlagVersion(version: FlagVersion): FlagVersionView {
  return { ...version, at: instant(version.at) }
}
