import { standingOf } from '../../core/change/history/in-force.ts'
import { planRevert } from '../../core/change/revert/plan-revert.ts'
import type { Change } from '../../core/change/state/change.ts'
import type { Seen } from '../progress/seen.ts'
import type { Shown } from '../shown/instant.ts'
import { warmUntilOf } from './revert-view.ts'

/** Of a revert: which change it takes back, why, and what it leaves as it is. */
export type RevertsView = {
  readonly change: string
  readonly because: string
  readonly gradual: boolean
  /** Sentences: the steps that nothing takes back, each with its reason. */
  readonly leaves: readonly string[]
}

/** Of a change that can be taken back now. */
export type Revertible = {
  /** What would serve then, and by which command. */
  readonly sentence: string
  /** Until when the old sides are kept warm; null: everything would be deployed again. */
  readonly warmUntil: Shown | null
  readonly command: string
}

export function viewReverts({ runbook }: Change): RevertsView | null {
  const { reverts } = runbook
  if (reverts === undefined) return null
  const { change, because, gradual, left } = reverts
  return { change, because, gradual, leaves: left.map(({ title, because }) => `${title}: ${because}`) }
}

export function revertedBy({ change, revert }: Seen): string | null {
  if (revert === null) return null
  const standing = standingOf(change, revert.history)
  return standing.stands || standing.because === 'moved' ? null : standing.by.id
}

/** Only what would be accepted is offered. */
export function revertibleOf({ change, revert }: Seen): Revertible | null {
  if (revert === null) return null
  const planned = planRevert({ because: '', gradual: false, version: null }, revert)
  if ('because' in planned) return null
  const { environment, version, reverts } = planned.runbook
  const targets = reverts?.targets ?? []
  const names = targets.map(({ target }) => `${environment}/${target}`).join(' and ')
  const warmUntil = warmUntilOf(targets)
  const what = version === '' ? 'the version before' : version
  const traffic = names === '' ? 'takes back what it set' : `takes ${names} back to ${what}`
  const warm = warmUntil === null ? '' : `; the old side is kept warm until ${warmUntil}`
  const command = `cutwater revert ${change.id}`
  return { sentence: `${command} ${traffic}${warm}`, warmUntil, command }
}
