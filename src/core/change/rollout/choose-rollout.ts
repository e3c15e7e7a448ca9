import { openedAt } from '../phase/clock.ts'
import { type Change, type ChangeId, isTerminal } from '../state/change.ts'

/** Which rollout is meant. Neither: the only one there is. Both: that change, if it rolls that version out. */
export type WantedRollout = { readonly change?: ChangeId | undefined; readonly version?: string | undefined }

export type ChosenRollout =
  | { readonly chosen: Change }
  | { readonly chosen: null; readonly because: 'none' | 'several'; readonly open: readonly Change[] }

/**
 * Whose kill switch is pulled. Nothing is guessed: several are an answer of their own. What moves forward comes
 * before what rolls back already; when nothing is open, the last one is still the answer to a repeated pull, if it
 * was killed and nobody has released a target of it since. `changes` is newest first, `latched` names targets in
 * full.
 */
export function chooseRollout(
  changes: readonly Change[],
  wanted: WantedRollout,
  latched: ReadonlySet<string>,
): ChosenRollout {
  const meant = changes.filter((change) => isMeant(change, wanted))
  if (wanted.change !== undefined) {
    const [chosen] = meant
    return chosen === undefined ? none(changes) : { chosen }
  }
  const rollouts = meant.filter(rollsOut)
  for (const status of [['running', 'paused'], ['rolling-back']]) {
    const open = rollouts.filter((change) => status.includes(change.status))
    const [only] = open
    if (open.length > 1) return { chosen: null, because: 'several', open }
    if (only !== undefined) return { chosen: only }
  }
  const [last] = rollouts.filter(isTerminal)
  return last !== undefined && isStillKilled(last, latched) ? { chosen: last } : none(changes)
}

const isMeant = ({ id, runbook }: Change, { change, version }: WantedRollout): boolean =>
  (change === undefined || id === change) && (version === undefined || runbook.version === version)

/** It has begun, and it moves traffic. */
export const rollsOut = (change: Change): boolean =>
  openedAt(change) !== null && change.runbook.steps.some(({ kind }) => kind === 'rollout')

const isStillKilled = (change: Change, latched: ReadonlySet<string>): boolean =>
  'back' in change &&
  change.back.latch &&
  change.runbook.targets.every((target) => latched.has(`${change.runbook.environment}/${target}`))

const none = (changes: readonly Change[]): ChosenRollout => ({
  chosen: null,
  because: 'none',
  open: changes.filter((change) => rollsOut(change) && !isTerminal(change)),
})
