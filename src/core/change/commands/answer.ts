import { nameOf } from '../../access/actor.ts'
import { namedFor } from '../../runbook/people.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import type { Change, Paused } from '../state/change.ts'
import type { CommandBody } from './command.ts'
import { type Asked, type Decision, wrongState } from './decision.ts'

type Answer = Extract<CommandBody, { command: 'answer' }>

/** What a person says to a guard of the plan that asks whether to go on; the journal keeps it. */
export function answerGuard(change: Change, { guard, as, because }: Answer, { actor }: Asked): Decision {
  if (change.status !== 'paused')
    return wrongState(change, 'be answered', 'Only a guard that has paused the change asks.')
  const asked = change.run.guards?.asked ?? null
  if (asked === null)
    return wrongState(change, 'be answered: no guard asks anything', 'Resume it, or abort it.')
  if (asked.rule !== guard)
    return {
      refused: 'unknown-item',
      because: `guard "${guard}" asks nothing`,
      remedy: `What asks is ${asked.rule}.`,
    }
  const people = askedBy(change)
  if (people.length > 0 && !(actor.kind === 'person' && people.includes(actor.name)))
    return {
      refused: 'not-allowed',
      because: `${nameOf(actor)} is not asked by guard ${guard}`,
      remedy: `It is for ${asked.people.join(' or ')} to answer.`,
    }
  const answered = { type: 'guard-answered', rule: guard, as, because } as const
  if (as === 'resume') return { events: [answered, { type: 'resumed' }] }
  const { rule, target, evidence } = asked
  const cause = { cause: 'guard', rule, target, evidence } as const
  return { events: [answered, rollbackStarted(change.run, cause, { gradual: false, latch: false })] }
}

/** The people of whom one has to answer, by name; nobody named: anyone who may answer. */
export function askedBy({ run, runbook }: Paused): readonly string[] {
  const rule = runbook.guards?.find(({ id }) => id === run.guards?.asked?.rule)
  return namedFor(rule?.ask ?? [], runbook)
}
