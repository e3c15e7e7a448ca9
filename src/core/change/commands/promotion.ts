import { nameOf } from '../../access/actor.ts'
import { peopleOf } from '../../runbook/people.ts'
import type { Step } from '../../runbook/runbook.ts'
import { adoptionAhead, approvalsBefore } from '../rollout/last-word.ts'
import type { Change, Paused, Running } from '../state/change.ts'
import { authorsOf, leadFor } from '../steps/approve.ts'
import type { CommandBody, Refusal } from './command.ts'
import { ALREADY, type Asked, type Decision, wrongState } from './decision.ts'

type Promotion = Extract<CommandBody, { command: 'promotion' }>

/**
 * Whose word is the last before the canary is adopted. `manual` names a person, who is asked when everything else is
 * through: by the plan's approval on the way, else by the adoption itself. `auto` lets the evidence decide, and takes
 * back nothing but such a name: people whom the plan asks are not passed over.
 */
export function promotion(change: Change, command: Promotion, { actor }: Pick<Asked, 'actor'>): Decision {
  if (change.status !== 'running' && change.status !== 'paused')
    return wrongState(
      change,
      'be told who promotes its canary',
      'Only a change that is under way promotes one.',
    )
  const adoption = adoptionAhead(change.runbook, change.run)
  if (adoption === null)
    return {
      refused: 'wrong-state',
      because: 'nothing is left that adopts a canary',
      remedy: `See what is left: cutwater show ${change.id}.`,
    }
  const decided = change.run.promotion?.step === adoption.id ? change.run.promotion.word : null
  if (decided !== null)
    return {
      refused: 'wrong-state',
      because: `${decided.by} has approved "${adoption.title}"`,
      remedy: `To hold it up, pause the change: cutwater pause ${change.id} --because "...".`,
    }
  return command.as === 'auto'
    ? byEvidence(change, adoption)
    : byPerson(change, adoption, command.approver.trim(), nameOf(actor))
}

function byEvidence({ id, run, runbook }: Running | Paused, adoption: Step): Decision {
  const [approval] = approvalsBefore(adoption, runbook, run)
  if (approval !== undefined)
    return {
      refused: 'not-allowed',
      because: `the plan asks ${peopleOf(approval.by, runbook).join(' or ')} for "${approval.title}" before "${adoption.title}", and nobody is passed over`,
      remedy: `Ask one of them: cutwater promote ${id} --manual --approver NAME.`,
    }
  const named = run.promotion
  return named?.step !== adoption.id || named.seat !== undefined
    ? ALREADY
    : { events: [{ type: 'approver-released', step: adoption.id, approver: named.approver }] }
}

function byPerson(change: Running | Paused, adoption: Step, approver: string, asks: string): Decision {
  const refusal = mayNot(change, adoption, approver, asks)
  if (refusal !== null) return refusal
  const { run, runbook } = change
  const approvals = approvalsBefore(adoption, runbook, run)
  const seats = approvals.flatMap((step) => {
    const progress = run.steps[step.id]
    const decisions = progress?.status === 'deciding' ? progress.decisions : []
    const lead = leadFor({ kind: 'person', name: approver }, step, runbook, { decisions })
    return lead === null ? [] : [{ step: step.id, lead }]
  })
  const [seat] = seats
  const [nearest] = approvals
  if (nearest !== undefined && seat === undefined)
    return {
      refused: 'not-allowed',
      because: `"${nearest.title}" is for ${peopleOf(nearest.by, runbook).join(' or ')} to decide, not for ${approver}`,
      remedy: 'Name one of them.',
    }
  const before = run.promotion
  if (before?.step === adoption.id && before.approver === approver && before.seat?.step === seat?.step)
    return ALREADY
  const named = { type: 'approver-named', step: adoption.id, approver } as const
  return { events: [seat === undefined ? named : { ...named, seat }] }
}

function mayNot(change: Running | Paused, { title }: Step, approver: string, asks: string): Refusal | null {
  const refused = (because: string): Refusal => ({
    refused: 'not-allowed',
    because,
    remedy: 'Name another person.',
  })
  if (approver === '')
    return {
      refused: 'invalid',
      because: 'an approver without a name is nobody',
      remedy: 'Name the person: --approver NAME.',
    }
  if (authorsOf(change).includes(approver))
    return refused(
      `${approver} ${approver === nameOf(change.requester) ? 'requested this change' : 'wrote what this change does'} and cannot approve "${title}"`,
    )
  return approver === asks
    ? refused(`${asks} cannot be both who asks for the approval and who gives it`)
    : null
}
