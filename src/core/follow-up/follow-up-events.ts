import { z } from 'zod'
import { attachmentSchema } from '../change/events/people.ts'
import { count, list, text, time } from '../event/data.ts'
import { recordEvent } from '../event/record-event.ts'
import { formatInstant, type Instant } from '../time/instant.ts'

/** What happens to the tasks that a change has left, in the stream `follow-ups/CHANGE`. */
export const followUpsOwed = recordEvent({
  type: 'follow-ups-owed',
  version: 2,
  data: {
    tasks: list(
      z.strictObject({
        task: text,
        title: text,
        owner: text,
        dueAt: time,
        /** What is looked at, in words; absent: a person's word alone counts. */
        looksFor: text.exactOptional(),
      }),
    ),
  },
  // Until there was evidence, nothing was looked at.
  upcasts: { 1: (data) => data },
  wakes: 'nobody',
  sentence: ({ tasks }) => owedSentence(tasks),
})

export function owedSentence(
  tasks: readonly {
    readonly title: string
    readonly owner: string
    readonly dueAt: Instant
    readonly looksFor?: string
  }[],
): string {
  const owed = tasks
    .slice(0, NAMED)
    .map(
      ({ title, owner, dueAt, looksFor }) =>
        `${title} by ${owner} until ${formatInstant(dueAt)}${looksFor === undefined ? '' : `, or once it is seen: ${looksFor}`}`,
    )
  const more = tasks.length > NAMED ? [`and ${tasks.length - NAMED} more`] : []
  return `${tasks.length === 1 ? 'one task is' : `${tasks.length} tasks are`} owed: ${[...owed, ...more].join('; ')}`
}

/** Hypercare may leave hundreds; one line names the first. */
const NAMED = 10

const task = { task: text, title: text }

export const followUpReminded = recordEvent({
  type: 'follow-up-reminded',
  version: 1,
  data: { ...task, owner: text, dueAt: time },
  wakes: 'nobody',
  sentence: ({ title, owner, dueAt }) => `${owner} was reminded: ${title} is due ${formatInstant(dueAt)}`,
})

export const followUpOverdue = recordEvent({
  type: 'follow-up-overdue',
  version: 1,
  data: { ...task, owner: text, dueAt: time },
  wakes: 'nobody',
  sentence: ({ title, owner, dueAt }) =>
    `OVERDUE: ${title}, owed by ${owner}, was due ${formatInstant(dueAt)}`,
})

export const followUpDone = recordEvent({
  type: 'follow-up-done',
  version: 2,
  data: {
    ...task,
    note: text,
    lateMs: count,
    attachments: list(attachmentSchema),
    /** What is looked at and has not been seen when a person said it; null: nothing was looked at. */
    unseen: text.nullable(),
  },
  upcasts: { 1: (data) => ({ ...(data as object), attachments: [], unseen: null }) },
  wakes: 'nobody',
  sentence: ({ title, note, attachments, unseen }, by) =>
    `${title} done, says ${by}${unseen === null ? '' : `, in place of what was to be seen (${unseen})`}: ${note}${attachments.map(({ name, sha256 }) => `, with ${name} (sha256 ${sha256.slice(0, 12)})`).join('')}`,
})

/** Nobody has said so: it was seen. */
export const followUpProved = recordEvent({
  type: 'follow-up-proved',
  version: 1,
  data: { ...task, seen: text, lateMs: count },
  wakes: 'nobody',
  sentence: ({ title, seen }) => `${title} done, by what was seen: ${seen}`,
})

export const followUpReopened = recordEvent({
  type: 'follow-up-reopened',
  version: 1,
  data: { ...task, because: text },
  wakes: 'nobody',
  sentence: ({ title, because }, by) => `${title} is owed again, says ${by}: ${because}`,
})

export const FOLLOW_UP_EVENTS = {
  [followUpsOwed.type]: followUpsOwed,
  [followUpReminded.type]: followUpReminded,
  [followUpOverdue.type]: followUpOverdue,
  [followUpDone.type]: followUpDone,
  [followUpProved.type]: followUpProved,
  [followUpReopened.type]: followUpReopened,
}
