import { type Change, type Run, runOf } from '../core/change/change.ts'
import type { Command } from '../core/change/command.ts'
import { decide } from '../core/change/decide.ts'
import { isRefused } from '../core/change/decision.ts'
import { percent } from '../core/notice/sentence.ts'
import { list } from './next.ts'
import type { RolloutView } from './rollout-view.ts'
import type { Seen } from './seen.ts'

/** What the change would answer to a command now, and what would follow. Who may give it is another question. */
export type Possible = {
  readonly command: 'pause' | 'resume' | 'promote' | 'abort' | 'rollback' | 'kill'
  /** What it does, for the person who is about to do it. */
  readonly consequence: string
  /** `already`: it is so, and asking again changes nothing. */
  readonly answer: 'would-do' | 'already' | 'refused'
  /** Why it would be refused, and what to do instead; both null otherwise. */
  readonly because: string | null
  readonly remedy: string | null
}

export function possibleOf(
  { change, judged, now }: Seen,
  rollouts: readonly RolloutView[],
): readonly Possible[] {
  const { revision } = change
  const because = 'asked'
  const commands: readonly (Command & Pick<Possible, 'command'>)[] = [
    { command: 'pause', because },
    { command: 'resume', revision },
    { command: 'promote', all: false, override: null, revision },
    { command: 'abort', because },
    { command: 'rollback', because, gradual: true },
    { command: 'kill', because },
  ]
  const seen = { heldBy: [], traffic: {}, judged, answers: [], takeover: 0 }
  const actor = { kind: 'person', name: 'somebody' } as const
  return commands.map((command) => {
    const decision = decide(change, command, { now, actor, seen })
    const consequence = consequenceOf(command.command, change, rollouts)
    if (isRefused(decision))
      return {
        command: command.command,
        consequence,
        answer: 'refused',
        because: decision.because,
        remedy: decision.remedy,
      }
    const something = decision.events.length > 0 || (decision.orders?.length ?? 0) > 0
    return {
      command: command.command,
      consequence,
      answer: something ? 'would-do' : 'already',
      because: null,
      remedy: null,
    }
  })
}

function consequenceOf(
  command: Possible['command'],
  change: Change,
  rollouts: readonly RolloutView[],
): string {
  const targets = list(change.runbook.targets)
  const run = runOf(change)
  switch (command) {
    case 'pause':
      return run === null
        ? 'It does not open until somebody resumes it.'
        : 'Nothing advances or begins until somebody resumes it. The weight stays as it is, and guards go on watching.'
    case 'resume':
      return run === null
        ? 'It opens when its window does.'
        : 'It goes on where it was; what failed is tried again.'
    case 'promote':
      return promotion(rollouts)
    case 'abort':
      return run === null || run.begun.length === 0
        ? 'Cancels it. Nothing has begun, so nothing has to be undone.'
        : `Sends every request of ${targets} to stable at once${undoing(change, run)}.`
    case 'rollback':
      return run === null || run.begun.length === 0
        ? 'Cancels it. Nothing has begun, so nothing has to be undone.'
        : `Takes the canary of ${targets} down step by step, and closes it${undoing(change, run)}.`
    case 'kill':
      return `Sends every request of ${targets} to stable at once and latches: closed until somebody releases each target${run === null ? '' : undoing(change, run)}.`
  }
}

function undoing({ runbook, status }: Change, { begun }: Run): string {
  if (status === 'succeeded' || status === 'rolled-back' || status === 'failed') return ''
  const undone = begun.toReversed().flatMap((id) => {
    const step = runbook.steps.find((one) => one.id === id)
    return step?.kind === 'effect' && step.undo.undo === 'act' ? [step.title] : []
  })
  return undone.length === 0 ? '' : `, then undoes ${list(undone)}`
}

function promotion(rollouts: readonly RolloutView[]): string {
  for (const { stages, adopt } of rollouts) {
    const i = stages.findIndex(({ state }) => state === 'holding')
    const [now, then] = [stages[i], stages[i + 1]]
    if (now === undefined) continue
    const follows =
      then !== undefined
        ? `the canary goes to ${percent(then.weight)}`
        : adopt
          ? 'the canary becomes stable'
          : 'the rollout is done'
    return `Ends the hold at ${percent(now.weight)} now: ${follows}.`
  }
  return 'Ends the hold of the stage now.'
}
