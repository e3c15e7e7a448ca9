import { nameOf } from '../../access/actor.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Change, Run } from '../state/change.ts'
import type { CommandBody, Refusal } from './command.ts'
import { ALREADY, type Asked, type Decision, wrongState } from './decision.ts'

/** Everybody may raise some, but not flood those who have to answer. */
const OPEN_MOST = 20
const MOST = 200

/** Anyone who follows a change may ask whether it should go back; that alone moves nothing. */
export function consider(
  change: Change,
  { because }: Extract<CommandBody, { command: 'consider' }>,
  { actor }: Pick<Asked, 'actor'>,
): Decision {
  const run = underWay(change)
  if ('refused' in run) return run
  const all = run.considerations ?? []
  const open = all.filter(({ answer }) => answer === null)
  if (open.some((one) => one.by === nameOf(actor) && one.because === because)) return ALREADY
  if (open.length >= OPEN_MOST || all.length >= MOST)
    return {
      refused: 'invalid',
      because: `${open.length} considerations are open already, of ${all.length} in all`,
      remedy: 'Talk to those who lead the change; they have enough to answer.',
    }
  const asks = leadsOf(change.runbook)
  const raised = { type: 'consideration-raised', number: all.length + 1, because } as const
  return { events: [asks.length === 0 ? raised : { ...raised, asks }] }
}

/** It goes on all the same; why is kept beside the words of who had asked. */
export function decline(
  change: Change,
  { number, because }: Extract<CommandBody, { command: 'decline' }>,
  { actor }: Pick<Asked, 'actor'>,
): Decision {
  const run = underWay(change)
  if ('refused' in run) return run
  const all = run.considerations ?? []
  const found = all.find((one) => one.number === number)
  if (found === undefined)
    return {
      refused: 'unknown-item',
      because: `there is no consideration ${number}`,
      remedy:
        all.length === 0
          ? 'Nobody has raised one.'
          : `It is one of: ${all.map((one) => one.number).join(', ')}.`,
    }
  const leads = leadsOf(change.runbook)
  if (leads.length > 0 && !leads.includes(nameOf(actor)))
    return {
      refused: 'not-allowed',
      because: `only those who lead the change decline a consideration: ${leads.join(', ')}`,
      remedy: 'Ask one of them; to add to it, raise one of your own.',
    }
  if (found.answer !== null) return ALREADY
  return { events: [{ type: 'consideration-declined', number, raisedBy: found.by, because }] }
}

/** The people who answer for a change, each once; nobody when its request names none. */
export function leadsOf({ leads = {} }: Pick<Runbook, 'leads'>): readonly string[] {
  return [...new Set(Object.values(leads).flatMap(({ person }) => (person === undefined ? [] : [person])))]
}

function underWay(change: Change): Run | Refusal {
  switch (change.status) {
    case 'running':
    case 'paused':
      return change.run
    case 'rolling-back':
      return wrongState(change, 'be considered', 'It is on its way back already.')
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'preparing':
      return wrongState(
        change,
        'be considered',
        `No traffic has moved; to keep it from that: cutwater abort ${change.id}, or talk to who requested it.`,
      )
    case 'succeeded':
      return wrongState(
        change,
        'be considered',
        `It has ended; to take it back, make a change that does: cutwater revert ${change.id}.`,
      )
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return wrongState(change, 'be considered', 'It has ended, and nothing of it goes on.')
  }
}
