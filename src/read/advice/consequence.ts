import type { Command, CommandName } from '../../core/change/commands/command.ts'
import { type Change, runOf } from '../../core/change/state/change.ts'
import { heldSentence } from '../../core/flag/lock/flags-in-the-way.ts'
import type { HeldFlag } from '../../core/flag/lock/held-flag.ts'
import type { EffectStep } from '../../core/runbook/runbook.ts'
import { percent } from '../../core/traffic/percent.ts'
import type { RolloutView } from '../progress/rollout-view.ts'
import type { Doubt, Outcome } from './doubts.ts'
import { list } from './list.ts'
import { undoing, wayBack } from './way-back.ts'

/** The commands that people are offered on a change that is under way. */
export const OFFERED = [
  'pause',
  'resume',
  'promote',
  'abort',
  'rollback',
  'kill',
  'extend',
  'settle',
  'answer',
  'consider',
  'decline',
] as const satisfies readonly CommandName[]
export type Offered = Extract<Command, { command: (typeof OFFERED)[number] }>

/**
 * What a command does to this change, for the person who is about to give it. `doubt`: what a settle is about; `locks`:
 * those of others on what it has yet to set.
 */
export function consequenceOf(
  command: Offered,
  change: Change,
  rollouts: readonly RolloutView[],
  doubt?: Doubt,
  locks: readonly HeldFlag[] = [],
): string {
  const run = runOf(change)
  switch (command.command) {
    case 'pause':
      if (change.status === 'preparing')
        return 'Nothing more of it begins, and T does not come, until a person resumes it. What runs goes on.'
      return run === null
        ? 'It does not open until a person resumes it.'
        : 'Nothing advances or begins until a person resumes it. The weight stays as it is, and guards go on watching.'
    case 'resume':
      if (change.status === 'preparing')
        return `It goes on preparing; what failed is tried again.${lockedOut(change, locks)}`
      return run === null
        ? 'It opens when its window does.'
        : `It goes on where it was; what failed is tried again.${lockedOut(change, locks)}`
    case 'promote':
      return `${promotion(rollouts, command)}${foretold(change, rollouts, command, locks)}`
    case 'abort':
    case 'rollback':
    case 'kill':
      return wayBack(command, change)
    case 'extend':
      return extension(change)
    case 'answer':
      return command.as === 'resume'
        ? `It goes on where it was. Guard ${command.guard} watches anew, so that what made it trip does not count again.`
        : wayBack({ command: 'abort', because: command.because }, change)
    case 'consider':
      return 'Pages those who answer for the change; they roll back, or say why not. Nothing moves by it.'
    case 'decline':
      return 'It goes on all the same; your reason stands beside the words of who had asked.'
    case 'settle':
      return settlement(command.as, change, doubt?.of ?? 'step', command.item)
  }
}

function promotion(
  rollouts: readonly RolloutView[],
  { all, override }: Extract<Command, { command: 'promote' }>,
): string {
  const thin = override === null ? '' : ' There are too few samples to tell whether it is well.'
  for (const { stages, adopt, adoptLater } of rollouts) {
    const i = stages.findIndex(({ state }) => state === 'holding')
    const [now, then] = [stages[i], stages[i + 1]]
    if (now === undefined) continue
    const end = adoptLater
      ? 'the rollout is done, and the canary stays until it is adopted'
      : adopt
        ? 'the canary becomes stable'
        : 'the rollout is done'
    const next = then === undefined ? end : `the canary goes to ${percent(then.weight)}`
    const later =
      all && then !== undefined ? `, and on from stage to stage as soon as the gates hold, until ${end}` : ''
    return `Ends the hold at ${percent(now.weight)} now: ${next}${later}.${thin}`
  }
  return `Ends the hold of the stage now${all ? ', and of every later one as soon as its gates hold' : ''}.${thin}`
}

/** What is known beforehand to stand in the way once the rollout is done. */
function foretold(
  change: Change,
  rollouts: readonly RolloutView[],
  { all }: Extract<Command, { command: 'promote' }>,
  locks: readonly HeldFlag[],
): string {
  const { accept } = change.runbook
  const cut = rollouts.filter(({ stages, hold }) => {
    const last = stages.at(-1)
    const over = hold !== null && hold.heldMs >= hold.holdMs
    return last?.state === 'holding' ? !over : all && stages.some(({ state }) => state === 'holding')
  })
  const held = accept.filter(
    ({ check }) =>
      (check.check === 'held-slos' && cut.length > 0) ||
      (check.check === 'held' && cut.some(({ step }) => step === check.rollout)),
  )
  const refused =
    held.length === 0
      ? ''
      : ` The checklist will not accept ${list(held.map(({ title }) => `"${title}"`))}, because the last hold is cut short: the change pauses there until a person settles it.`
  return `${refused}${lockedOut(change, locks)}`
}

/** A lock stops it before the step that sets the flag, and a person has to see to that. */
function lockedOut({ runbook }: Change, locks: readonly HeldFlag[]): string {
  return locks.length === 0
    ? ''
    : ` It pauses before it sets its flags: ${heldSentence(runbook.environment, locks)}.`
}

function extension(change: Change): string {
  if (change.status === 'preparing')
    return `It may run longer once it has opened.${change.needed === 0 ? '' : ' What was approved changes, so nothing more begins before it is approved again.'}`
  if (change.status === 'scheduled' || change.status === 'requested')
    return `It may run longer once it has opened.${change.needed === 0 ? '' : ' What was approved changes, so it has to be approved again.'}`
  return runOf(change)?.overrunAt == null
    ? 'The window closes later; nothing else changes.'
    : 'The window is open again: weights are raised and steps begin as planned.'
}

function settlement(as: Outcome, change: Change, of: Doubt['of'], item: string): string {
  const held = change.status === 'paused' ? ' The change stays paused until a person resumes it.' : ''
  if (of === 'verification') return 'It is noted that you have seen to it, and nobody is paged for it again.'
  if (of === 'check')
    return as === 'done'
      ? `It counts as passed, by your word.${held}`
      : `It counts as failed: the change is no success, and pauses.${held}`
  switch (as) {
    case 'done':
      return `It counts as done, and what waits for it begins.${held}`
    case 'repeat':
      return `It is run once more. Only if a second run does no harm where the first one may have worked.${held}`
    case 'failed': {
      const step = change.runbook.steps.find(({ id }) => id === item)
      return step?.kind === 'effect' ? failure(step, change) : `It counts as failed.${held}`
    }
    case 'skip':
      return of === 'back-step'
        ? 'The rollback goes on without it, and says so where it ends.'
        : 'It is left as it is, for a person to undo by hand. The change ends as failed, not as rolled back.'
  }
}

function failure({ onFailure }: EffectStep, change: Change): string {
  const run = runOf(change)
  switch (onFailure) {
    case 'continue':
      return 'It counts as failed, and the change goes on without it, as its plan says.'
    case 'pause':
      if (change.status === 'preparing')
        return 'It counts as failed, and nothing more begins until a person resumes the change, as its plan says.'
      return 'It counts as failed, and the change pauses, as its plan says.'
    case 'rollback':
      if (change.status === 'preparing')
        return `It counts as failed, and the change is cancelled, as its plan says${run === null ? '' : undoing(change, run)}.`
      return `It counts as failed, and the change rolls back, as its plan says: every request of ${list(change.runbook.targets)} goes to stable at once${run === null ? '' : undoing(change, run)}.`
  }
}
