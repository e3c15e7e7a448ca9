import { nameOf } from '../../access/actor.ts'
import type { Lead, Runbook } from '../../runbook/runbook.ts'
import type { EventBody } from '../events/event.ts'
import { preparationUndoing } from '../rollback/before-t.ts'
import { wordsOf } from '../state/cause-words.ts'
import type { Cause, Change, Preparing } from '../state/change.ts'
import { isTerminal } from '../state/change.ts'
import { authorsOf, neverDecided } from '../steps/approve.ts'
import type { CommandBody, Refusal } from './command.ts'
import { ALREADY, type Asked, type Decision, wrongState } from './decision.ts'

type Of<Name extends CommandBody['command']> = Extract<CommandBody, { command: Name }>

export function request(change: Change, { needed }: Of<'request'>): Decision {
  if (change.status !== 'draft') return wrongState(change, 'be requested', 'Only a draft can be requested.')
  if (!Number.isSafeInteger(needed) || needed < 0)
    return {
      refused: 'invalid',
      because: `${needed} is no number of approvals`,
      remedy: 'Ask for 0, 1, 2 or more of them.',
    }
  const { runbook } = change
  return (
    undecidable(runbook, change) ?? {
      events: [{ type: 'requested', needed }, ...leadsNamed(runbook), ...scheduledIf(needed === 0, runbook)],
    }
  )
}

/** A decision that nobody could make is found before it is waited for. */
function undecidable(runbook: Runbook, change: Change): Refusal | null {
  for (const step of runbook.steps) {
    const because = step.kind === 'approve' ? neverDecided(step, runbook, authorsOf(change)) : null
    if (because !== null)
      return {
        refused: 'invalid',
        because,
        remedy: 'Name other people for it when you request the change (--lead LEAD=NAME).',
      }
  }
  return null
}

/** Approvals bind to the content: an edit voids them. A change that needs none is scheduled again at once. */
export function edit(change: Change, { runbook, because, writer }: Of<'edit'>): Decision {
  // Another plan would make it a change that goes on.
  if (change.runbook.drill !== undefined)
    return wrongState(change, 'be edited: it is a drill', 'Cancel it, and drill the other plan.')
  const edited = {
    type: 'edited' as const,
    runbook,
    ...(because === undefined ? {} : { because }),
    ...(writer === undefined ? {} : { writer }),
  }
  switch (change.status) {
    case 'draft':
      return { events: [edited] }
    case 'requested':
    case 'scheduled':
      return (
        undecidable(runbook, change) ?? {
          events: [
            edited,
            ...leadsNamed(runbook, change.runbook),
            ...scheduledIf(change.needed === 0, runbook),
          ],
        }
      )
    case 'preparing':
      return wrongState(
        change,
        'be edited',
        'Cancel it, which undoes what was prepared, and request it again; only its end can move, with extend.',
      )
    case 'running':
    case 'paused':
    case 'rolling-back':
    case 'succeeded':
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return wrongState(
        change,
        'be edited',
        'Roll it back and make a new change; while it runs only its end can move, with extend.',
      )
  }
}

export function approve(change: Change, { actor }: Asked): Decision {
  if (change.status === 'scheduled') return ALREADY
  const lacks = change.status === 'preparing' && change.approvedBy.length < change.needed
  if (change.status === 'preparing' && !lacks) return ALREADY
  if (change.status !== 'requested' && change.status !== 'preparing')
    return wrongState(change, 'be approved', 'Only a requested change waits for approval.')
  if (actor.kind !== 'person')
    return {
      refused: 'not-allowed',
      because: 'only a person approves',
      remedy: 'Ask somebody in an approver group.',
    }
  const name = nameOf(actor)
  if (name === nameOf(change.requester))
    return {
      refused: 'not-allowed',
      because: `${name} requested this change and cannot approve it`,
      remedy: 'Ask somebody else to approve it.',
    }
  if (change.approvedBy.includes(name)) return ALREADY
  if (change.status === 'preparing') return { events: [{ type: 'approved', name }] }
  const enough = change.approvedBy.length + 1 >= change.needed
  return { events: [{ type: 'approved', name }, ...scheduledIf(enough, change.runbook)] }
}

/**
 * Requested: back to draft, to be revised. Scheduled: the approval is withdrawn. Preparing: that too, and nothing more
 * begins until it is approved again.
 */
export function reject(change: Change, { because }: Of<'reject'>): Decision {
  switch (change.status) {
    case 'requested':
      return { events: [{ type: 'rejected', because }] }
    case 'scheduled':
    case 'preparing':
      return { events: [{ type: 'approval-withdrawn', because }] }
    case 'draft':
    case 'running':
    case 'paused':
    case 'rolling-back':
    case 'succeeded':
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return wrongState(
        change,
        'be rejected',
        'Only a requested or scheduled change waits for somebody to say no.',
      )
  }
}

export function cancel(change: Change, { because }: Of<'cancel'>): Decision {
  if (change.status === 'cancelled') return ALREADY
  if (change.status === 'draft' || change.status === 'requested' || change.status === 'scheduled')
    return { events: [{ type: 'cancelled', because }] }
  if (change.status === 'preparing') return { events: [cancelPrepared(change, { cause: 'asked', because })] }
  // What was prepared is on its way back already, and then it is cancelled or missed.
  if (change.status === 'rolling-back' && change.back.traffic.traffic === 'untouched') return ALREADY
  return wrongState(
    change,
    'be cancelled',
    isTerminal(change) ? 'It is over already.' : 'It has begun: use abort.',
  )
}

/** Ends a change that prepares: at once while nothing of it has begun, else when that is undone. */
export const cancelPrepared = ({ run }: Preparing, cause: Cause): EventBody =>
  run.begun.length === 0 ? { type: 'cancelled', because: wordsOf(cause) } : preparationUndoing(run, cause)

/** They are told; also those of an edit, when they are others. */
function leadsNamed({ leads = {} }: Runbook, before?: Runbook): readonly EventBody[] {
  const people = (named: Readonly<Record<string, Lead>>) =>
    Object.entries(named).map(([id, { person }]) => `${id}=${person ?? ''}`)
  if (Object.values(leads).every(({ person }) => person === undefined)) return []
  const same = before !== undefined && people(before.leads ?? {}).join() === people(leads).join()
  return same ? [] : [{ type: 'leads-named', leads }]
}

export function scheduledIf(condition: boolean, { window }: Runbook): readonly EventBody[] {
  if (!condition) return []
  const start = window?.start ?? null
  const end = window === null || start === null ? null : start + window.durationMs
  return [{ type: 'scheduled', start, end }]
}
