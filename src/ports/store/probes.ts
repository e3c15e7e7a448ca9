import type { ChangeId } from '../../core/change/state/change.ts'
import type { Probe } from '../../core/probe/probe.ts'
import type { SideStates } from '../../core/probe/side.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Side } from '../../core/traffic/desired.ts'

/** The deployed sides that are asked how they are; turns say which, in their own transaction. */
export interface Probes {
  /** Of all changes, in a fixed order. */
  asked(): Promise<readonly AskedRow[]>
  /**
   * Compare-and-set on the revision, each row for itself, all in one transaction with waking the changes. False when
   * somebody was faster, or the side is asked no more; that row is as it was then.
   */
  saveAll(saves: readonly ProbeSave[]): Promise<readonly boolean[]>
}

export type AskedRow = {
  readonly change: ChangeId
  readonly environment: string
  readonly target: string
  readonly side: Side
  /** When its deploy was through: a new deploy begins a new row. */
  readonly from: Instant
  readonly probes: readonly Probe[]
  readonly states: SideStates
  readonly revision: number
}

/** `revision`: the one that was read. */
export type ProbeSave = Pick<AskedRow, 'change' | 'target' | 'from' | 'states' | 'revision'> & {
  readonly wake: Instant | null
}
