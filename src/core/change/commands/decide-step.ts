import { nameOf } from '../../access/actor.ts'
import { namedFor } from '../../runbook/people.ts'
import type { ApproveStep, Runbook } from '../../runbook/runbook.ts'
import type { EventBody } from '../events/event.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import { isAwaited, withApprover } from '../rollout/last-word.ts'
import { type Change, isUnderway, type Underway } from '../state/change.ts'
import type { Promotion } from '../state/promotion.ts'
import { authorsOf, type Deciding, leadFor, undecided } from '../steps/approve.ts'
import type { CommandBody, Refusal } from './command.ts'
import { ALREADY, type Asked, type Decision, wrongState } from './decision.ts'

type Decide = Extract<CommandBody, { command: 'decide' }>

/**
 * A person's word in an approval of a change that runs. Nobody approves what they requested. One who rejects ends it;
 * the plan says what follows.
 */
export function decideStep(
  change: Change,
  { decision, as, because: given }: Decide,
  { actor }: Pick<Asked, 'actor'>,
): Decision {
  const because = given ?? null
  if (!isUnderway(change))
    return wrongState(change, 'be decided about', 'Only a change that runs waits for decisions.')
  if (actor.kind !== 'person')
    return { refused: 'not-allowed', because: 'only a person decides', remedy: 'Ask one of its people.' }
  const name = nameOf(actor)
  const promotion = change.run.promotion
  if (promotion !== undefined && promotion.step === decision && isAwaited(promotion, decision))
    return decideAdoption(change, promotion, as, because, name)
  const found = stepNamed(change, decision)
  if ('refused' in found) return found
  const { step, progress } = found
  const people = withApprover(step, change.runbook, change.run)
  const lead = leadFor(actor, step, people, progress)
  if (lead === null) return notTheirs(step, people, name)
  if (as === 'approve' && authorsOf(change).includes(name))
    return {
      refused: 'not-allowed',
      because: `${name} ${name === nameOf(change.requester) ? 'requested this change' : 'wrote what this change does'} and cannot approve "${step.title}"`,
      remedy: 'Ask another of its people.',
    }
  const before = progress.decisions.find(({ by }) => by === name)
  if (before?.as === as) return ALREADY
  if (as === 'reject' && because === null) return needsReason(change, step.id)
  const decided: EventBody = { type: 'decided', step: step.id, lead, as, because }
  if (as === 'approve') return { events: [decided] }
  const reason = `rejected by ${name}: ${because}`
  return { events: [decided, ...undecided(step, progress, reason, change.run, change.status === 'paused')] }
}

/** Of a person who was named when the change was under way: `promote --manual --approver NAME`. */
function decideAdoption(
  { id, run, runbook }: Underway,
  { step, approver, askedAt }: Promotion,
  as: Decide['as'],
  because: string | null,
  name: string,
): Decision {
  const title = runbook.steps.find((each) => each.id === step)?.title ?? step
  if (name !== approver) return notFor([approver], title, name)
  if (askedAt === null)
    return {
      refused: 'wrong-state',
      because: `"${title}" is not asked yet`,
      remedy: `Wait until it is asked: cutwater show ${id}.`,
    }
  const decided: EventBody = { type: 'decided', step, lead: ADOPTION, as, because }
  if (as === 'approve') return { events: [decided] }
  if (because === null) return needsReason({ id }, step)
  const cause = { cause: 'asked', because: `"${title}" was rejected by ${name}: ${because}` } as const
  return { events: [decided, rollbackStarted(run, cause, { gradual: false, latch: false })] }
}

/** In place of a lead: no part of the change, but its adoption. No lead has this name, for a name holds no `@`. */
const ADOPTION = '@adoption'

const needsReason = ({ id }: Pick<Change, 'id'>, step: string): Refusal => ({
  refused: 'invalid',
  because: 'a rejection needs its reason',
  remedy: `Say why: cutwater decide ${id} ${step} reject --because "...".`,
})

function stepNamed(
  { id, run, runbook }: Underway,
  named: string,
): { readonly step: ApproveStep; readonly progress: Deciding } | Refusal {
  const steps = runbook.steps.filter((step) => step.kind === 'approve')
  const step = steps.find((each) => each.id === named) ?? steps.find(({ decision }) => decision === named)
  const open = steps.filter((each) => run.steps[each.id]?.status === 'deciding')
  if (step === undefined)
    return {
      refused: 'unknown-item',
      because: `there is no decision "${named}"`,
      remedy:
        open.length > 0
          ? `Waiting for a decision: ${open.map((each) => each.id).join(', ')}.`
          : 'None waits for a decision now.',
    }
  const progress = run.steps[step.id]
  if (progress?.status === 'deciding') return { step, progress }
  const isOver = progress?.status === 'done' || progress?.status === 'failed'
  return {
    refused: 'wrong-state',
    because: isOver ? `"${step.title}" has been decided` : `"${step.title}" is not asked yet`,
    remedy: isOver
      ? `To hold the change up, pause it: cutwater pause ${id} --because "...".`
      : `Wait until it is asked: cutwater show ${id}.`,
  }
}

const notTheirs = ({ title, by }: ApproveStep, people: Pick<Runbook, 'leads'>, name: string): Refusal =>
  notFor(namedFor(by, people), title, name)

function notFor(people: readonly string[], title: string, name: string): Refusal {
  return {
    refused: 'not-allowed',
    because: `"${title}" is for ${people.join(', ') || 'others'} to decide, not for ${name}`,
    remedy: `Ask ${people.length === 1 ? people[0] : 'one of them'}.`,
  }
}
