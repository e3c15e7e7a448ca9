import type { Command } from '../../core/change/commands/command.ts'
import { openedAt } from '../../core/change/phase/clock.ts'
import { adoptedTargets } from '../../core/change/rollback/adopted.ts'
import { type Change, isTerminal, type Run, runOf } from '../../core/change/state/change.ts'
import { skipOf } from '../../core/change/turn/roll-back.ts'
import type { Step } from '../../core/runbook/runbook.ts'
import { list } from './list.ts'

type WayBack = Extract<Command, { command: 'abort' | 'rollback' | 'kill' }>

/** What an abort, a rollback or a kill of this change does, and what it cannot take back. */
export function wayBack(command: WayBack, change: Change): string {
  const { targets } = change.runbook
  const kills = command.command === 'kill'
  const run = runOf(change)
  if (isTerminal(change))
    return kills
      ? `Latches ${list(targets)}: closed until a person releases each target. Nothing of this change is undone; it has ended.`
      : 'Nothing: it has ended.'
  if (run === null || (run.begun.length === 0 && !kills))
    return kills
      ? 'Cancels it. Nothing has begun, so nothing has to be undone, and nothing is latched.'
      : 'Cancels it. Nothing has begun, so nothing has to be undone.'
  if (openedAt(change) === null) {
    const latch = kills ? ' Nothing is latched: no target was touched.' : ''
    return change.status === 'rolling-back'
      ? `Nothing more: what was prepared is being undone already.${latch}`
      : `Cancels it${undoing(change, run)}. No target was touched.${kills ? ' Nothing is latched.' : ''}${leftOver(change, run)}`
  }
  const adopted = adoptedTargets(run, change.runbook)
  const closing = targets.filter((target) => !adopted.includes(target))
  const stays =
    adopted.length === 0
      ? []
      : [`leaves ${list(adopted)} on ${versionOf(change)}, which serves everyone already`]
  const closes = closing.length === 0 ? [] : [closed(command, closing)]
  const latches = kills ? [`latches ${list(targets)}: closed until a person releases each target`] : []
  const what = capital(list([...closes, ...stays, ...latches]))
  return `${what}${undoing(change, run)}${ownSteps(change)}.${leftOver(change, run)}`
}

function closed(command: WayBack, targets: readonly string[]): string {
  return command.command === 'rollback' && command.gradual
    ? `takes the canary of ${list(targets)} down step by step, and closes it`
    : `sends every request of ${list(targets)} to stable at once`
}

export function undoing(change: Change, run: Run): string {
  if (isTerminal(change)) return ''
  const undone = begunSteps(change, run).flatMap((step) =>
    (step.kind === 'effect' || step.kind === 'mode') && skipOf(step, run, change.runbook) === null
      ? [step.title]
      : [],
  )
  return undone.length === 0 ? '' : `, then undoes ${list(undone)}`
}

/** The plan's own, which every rollback reaches. */
function ownSteps({ status, runbook }: Change): string {
  const titles = (runbook.wayDown?.steps ?? []).map(({ title }) => title)
  return titles.length === 0 || status === 'preparing' ? '' : `, then ${list(titles)}`
}

/** What stays done makes the change a failed one, and a person has to know that before. */
function leftOver(change: Change, run: Run): string {
  const left = begunSteps(change, run).flatMap((step) => {
    const skip = skipOf(step, run, change.runbook)
    return skip === null || skip.harmless ? [] : [`${step.title} (${skip.because})`]
  })
  return left.length === 0 ? '' : ` Not undone: ${list(left)}. So it ends as failed.`
}

const begunSteps = ({ runbook }: Change, run: Run): readonly Step[] =>
  run.begun.toReversed().flatMap((id) => runbook.steps.filter((step) => step.id === id))

export const versionOf = ({ runbook }: Pick<Change, 'runbook'>): string =>
  runbook.version === '' ? 'the new version' : runbook.version

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
