import type { BackStep } from '../../runbook/way-down.ts'
import { formatInstant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { isOpen, itemsOf, progressIn, readItemRef } from '../items/place.ts'
import { backItem } from '../outside/observations.ts'
import { afterFailure } from '../rollback/after-failure.ts'
import type {
  AcceptProgress,
  Change,
  Failed,
  RolledBack,
  RollingBack,
  Run,
  Succeeded,
  Underway,
} from '../state/change.ts'
import { openItems, openUntil } from '../state/open-items.ts'
import type { CommandBody, Refusal } from './command.ts'
import { ALREADY, type Asked, type Decision, wrongState } from './decision.ts'
import { placeNamed } from './named-item.ts'

type Settle = Extract<CommandBody, { command: 'settle' }>

/**
 * A person's word where the engine does not know: a step in doubt, a failed step that paused the change, a checklist
 * item. During a rollback an undo can be skipped, and a step of the rollback, which goes by `rollback:ID`. A
 * checklist item that is called as a step is goes by `accept:ID`. After success only a person's own item is left, as
 * long as its plan says.
 */
export function settle(change: Change, command: Settle, { now }: Pick<Asked, 'now'>): Decision {
  switch (change.status) {
    case 'preparing':
    case 'running':
    case 'paused':
      return settleStep(change, command) ?? settleEvidence(change, command) ?? settleItem(change.run, command)
    case 'rolling-back':
      return skipUndo(change, command)
    case 'succeeded':
      return settleAfterwards(change, command, now)
    case 'rolled-back':
    case 'failed':
      return settleVerification(change, command)
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return wrongState(change, 'have a doubt settled', 'Only a running change or a rollback has doubts.')
  }
}

function settleStep({ run, runbook, status }: Underway, { item, as, because }: Settle): Decision | null {
  const step = run.steps[item]
  if (step === undefined) return null
  if (as === 'skip')
    return {
      refused: 'invalid',
      because: 'only an undo can be skipped',
      remedy: 'Settle it as done, failed or repeat.',
    }
  const failed = step.status === 'failed' && !step.goOn
  if (step.status !== 'in-doubt' && step.status !== 'checking' && !failed)
    return {
      refused: 'invalid',
      because: `step ${item} is ${step.status}: there is no doubt about it`,
      remedy: 'Look at the change again; only steps in doubt or failed can be settled.',
    }
  const settled: EventBody = { type: 'doubt-settled', step: item, as, because }
  const effect = runbook.steps.find(({ id }) => id === item)
  if (effect?.kind === 'approve')
    return {
      refused: 'not-allowed',
      because: `"${effect.title}" is for its people to decide, and was not approved`,
      remedy: 'Resume asks them again; or roll back.',
    }
  if (as !== 'failed' || (effect?.kind !== 'effect' && effect?.kind !== 'mode')) return { events: [settled] }
  return { events: [settled, ...afterFailure(effect, step.attempt, because, run, status === 'paused')] }
}

/** Evidence of a checklist that does not pass; a rule never passes by a word, and a person's item is theirs to tick. */
function settleEvidence(change: Underway, { item: named, as, because }: Settle): Decision | null {
  const place = readItemRef(named)
  if (place === null) return null
  const line = itemsOf(change.runbook, place).find(({ id }) => id === place.item)
  if (line === undefined) return placeNamed(change, named) as Refusal
  const invalid = (why: string, remedy: string): Refusal => ({ refused: 'invalid', because: why, remedy })
  if (line.check.check === 'person')
    return invalid(`"${line.title}" is ticked by its person`, `cutwater tick ${change.id} ${named}.`)
  if (line.check.check === 'rule')
    return invalid(`the rule of "${line.title}" does not hold`, 'Wait until it holds, or abort.')
  if (line.gate !== undefined)
    return invalid(
      `"${line.title}" is a gate, and no word passes over it`,
      'It is asked again by itself; or abort.',
    )
  if (as !== 'done') return invalid('evidence is settled as done', 'Or wait: it is asked again by itself.')
  const progress = progressIn(change.run, place)?.[place.item]
  if (progress?.status === 'passed') return ALREADY
  if (progress?.status !== 'failed' || !isOpen(change.run, place))
    return invalid(`there is no doubt about "${line.title}" now`, 'Only evidence that failed is settled.')
  return { events: [{ type: 'item-passed', item: named, evidence: `settled by a person: ${because}` }] }
}

function settleItem(run: Run, { item: named, as, because }: Settle): Decision {
  const item = named.replace(/^accept:/, '')
  const progress = run.accept[item]
  if (progress === undefined)
    return unknownItem(named, [...Object.keys(run.steps), ...Object.keys(run.accept)])
  if (progress.status === 'running')
    return { refused: 'invalid', because: `${item} is being checked`, remedy: 'Wait for its answer.' }
  if (as === 'done')
    return { events: [{ type: 'acceptance-passed', item, evidence: `settled by a person: ${because}` }] }
  if (as === 'failed')
    return {
      events: [
        {
          type: 'acceptance-failed',
          item,
          attempt: attemptOf(progress),
          evidence: `settled by a person: ${because}`,
        },
      ],
    }
  return {
    refused: 'invalid',
    because: 'a checklist item is settled as done or failed',
    remedy: 'Settle it with done or failed.',
  }
}

function settleAfterwards(change: Succeeded, command: Settle, now: number): Decision {
  const id = command.item.replace(/^accept:/, '')
  const line = change.runbook.accept.find((one) => one.id === id)
  if (line === undefined) return unknownItem(command.item, Object.keys(change.run.accept))
  const until = openUntil(change, line)
  if (until !== null && now < until) return settleItem(change.run, command)
  const open = openItems(change, now).map((one) => one.id)
  const remedy =
    open.length === 0 ? 'Nothing of it is left to settle.' : `Left to settle is: ${open.join(', ')}.`
  return until === null
    ? wrongState(change, `have ${id} settled: it is not left to a person`, remedy)
    : wrongState(change, `have ${id} settled: that was open until ${formatInstant(until)}`, remedy)
}

function attemptOf(progress: AcceptProgress): number {
  return progress.status === 'waiting' ? progress.tried : 'attempt' in progress ? progress.attempt : 1
}

function skipUndo(change: RollingBack, { item, as, because }: Settle): Decision {
  if (as !== 'skip')
    return {
      refused: 'invalid',
      because: 'during a rollback what has to be done can only be skipped',
      remedy: 'Settle it with skip.',
    }
  const backStep = change.runbook.wayDown?.steps.find(({ id }) => backItem(id) === item)
  if (backStep !== undefined) return skipBackStep(change, backStep, because)
  const undo = change.back.undo[item]
  if (undo === undefined)
    return unknownItem(item, [
      ...Object.keys(change.back.undo),
      ...Object.keys(change.back.steps ?? {}).map(backItem),
    ])
  if (undo.status === 'skipped') return { events: [] }
  if (undo.status === 'done' || undo.status === 'failed')
    return {
      refused: 'invalid',
      because: `the undo of ${item} is over (${undo.status})`,
      remedy: 'There is nothing to skip.',
    }
  return { events: [{ type: 'undo-skipped', step: item, because, harmless: false }] }
}

/** What the verification of a rollback found: somebody has seen to it. */
function settleVerification(change: RolledBack | Failed, { item, as, because }: Settle): Decision {
  const record = change.beside?.verification
  if (record === undefined || record.status === 'watching' || record.status === 'passed')
    return wrongState(change, 'have a doubt settled', 'Only a verification that did not pass can be settled.')
  if (item !== 'verification') return unknownItem(item, ['verification'])
  if (as !== 'done')
    return {
      refused: 'invalid',
      because: 'what a verification found can only be settled as done',
      remedy: 'Settle it with done, and say what was seen to.',
    }
  return record.settled === null ? { events: [{ type: 'verification-settled', because }] } : { events: [] }
}

function skipBackStep({ back }: RollingBack, { id }: BackStep, because: string): Decision {
  const status = back.steps?.[id]?.status ?? 'waiting'
  if (status === 'skipped') return { events: [] }
  if (status === 'done' || status === 'failed')
    return {
      refused: 'invalid',
      because: `the rollback step ${id} is over (${status})`,
      remedy: 'There is nothing to skip.',
    }
  return { events: [{ type: 'back-step-skipped', step: id, because }] }
}

function unknownItem(item: string, known: readonly string[]): Refusal {
  return {
    refused: 'unknown-item',
    because: `there is no item "${item}"`,
    remedy: `It is one of: ${known.join(', ')}.`,
  }
}
