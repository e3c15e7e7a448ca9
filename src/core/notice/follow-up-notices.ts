import { matchesName } from '../change/events/event-name.ts'
import type { OwedTask } from '../follow-up/owed-task.ts'
import { toldTask } from '../follow-up/told-task.ts'
import type { Instant } from '../time/instant.ts'
import { type Facts, NOTICE_FORMAT, type Notice, type ToldTask } from './notice.ts'
import type { Channel } from './notices-for.ts'
import { changeSubject } from './subject.ts'

/**
 * The notices about tasks that a change has left. They never wake anybody: those get them who subscribe to the name.
 */
export type FollowUpNews =
  /** All that the change leaves, at its end. */
  | { readonly told: 'owed'; readonly tasks: readonly OwedTask[] }
  | { readonly told: 'reminder' | 'overdue'; readonly task: OwedTask }
  | {
      readonly told: 'done' | 'reopened'
      readonly task: OwedTask
      readonly by: string
      readonly words: string
    }

/** The same news at the same instant have the same id, however often they are told. */
export function followUpNotices(
  news: FollowUpNews,
  channels: readonly Channel[],
  at: Instant,
): readonly Notice[] {
  const about = news.told === 'owed' ? news.tasks[0] : news.task
  if (about === undefined) return []
  const name = `follow-up:${news.told}`
  const id = `${about.change}.${news.told === 'owed' ? 'tasks' : about.id}.${news.told}.${keyOf(news, at)}`
  return channels
    .filter(({ urgency, events }) => urgency === 'tell' && events.some((one) => matchesName(one, name)))
    .map(({ channel }) => ({
      format: NOTICE_FORMAT,
      id: `${id}.${channel}`,
      channel,
      environment: about.environment,
      urgency: 'tell',
      at,
      occasion: { kind: 'event', name, version: 1 },
      subject: changeSubject(about.change, about.of),
      facts: factsOf(news),
    }))
}

/** Time alone tells each task once; people may say a thing again. */
const keyOf = (news: FollowUpNews, at: Instant): Instant =>
  news.told === 'reminder' || news.told === 'overdue' ? news.task.dueAt : at

const taskOf = ({ id, title, owner, dueAt }: OwedTask): ToldTask => ({ task: id, title, owner, dueAt })

function factsOf(news: FollowUpNews): Facts {
  switch (news.told) {
    case 'owed':
      return { kind: 'follow-ups-owed', tasks: news.tasks.map(toldTask) }
    case 'reminder':
    case 'overdue':
      return { kind: 'follow-up', told: news.told, ...taskOf(news.task) }
    case 'done':
    case 'reopened':
      return {
        kind: 'follow-up-settled',
        told: news.told,
        ...taskOf(news.task),
        by: news.by,
        words: news.words,
        ...(news.told === 'done' && news.task.done?.byEvidence === true ? { byEvidence: true } : {}),
      }
  }
}
