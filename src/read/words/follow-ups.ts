import type { DoneView, FollowUpView } from '../follow-up/follow-up-view.ts'
import type { FollowUpsView } from '../follow-up/summary-view.ts'
import type { Marked } from './tone.ts'

export const FOLLOW_UPS: Readonly<Record<FollowUpView['state'], Marked>> = {
  open: { sign: 'person', tone: 'wait', word: 'to be done' },
  overdue: { sign: 'failed', tone: 'bad', word: 'overdue' },
  done: { sign: 'done', tone: 'good', word: 'done' },
}

const tasks = (count: number): string => (count === 1 ? 'one task is' : `${count} tasks are`)

/** `2 tasks are owed, 1 of them overdue`, or that all are done. */
export function owedWords({ open, overdue, done }: Pick<FollowUpsView, 'open' | 'overdue' | 'done'>): string {
  if (open === 0) return done === 1 ? 'the one task is done' : `all ${done} tasks are done`
  const late = overdue === 0 ? '' : open === overdue ? ', overdue' : `, ${overdue} of them overdue`
  return `${tasks(open)} owed${late}`
}

/** The same with when: instants in UTC, as sentences have them. */
export function owedUntil(summary: FollowUpsView): string {
  const { open, overdue, nextDueAt, lastDueAt } = summary
  const said = owedWords(summary)
  if (lastDueAt === null || open === overdue) return said
  if (nextDueAt === lastDueAt || overdue > 0) return `${said}, until ${lastDueAt}`
  return `${said}, the first until ${nextDueAt}, the last until ${lastDueAt}`
}

/** Who or what says that a task is done. */
export const doneBy = ({ by, byEvidence }: Pick<DoneView, 'by' | 'byEvidence'>): string =>
  byEvidence ? 'seen' : by

/** What is looked at, and how that stands; instants in UTC, as sentences have them. Null: nothing is. */
export function evidenceWords({ evidence, state }: Pick<FollowUpView, 'evidence' | 'state'>): string | null {
  if (evidence === null || state === 'done') return null
  const { looksFor, seen, nextAt } = evidence
  const last = seen === null ? '' : `; seen last: ${seen.words}`
  if (nextAt === null) return `nobody looks any more for ${looksFor}${last}; say when it is done`
  return `done once seen: ${looksFor}${seen === null ? `; looked at from ${nextAt}` : last}`
}
