import { ENGINE, nameOf } from '../../../core/access/actor.ts'
import {
  followUpDone,
  followUpOverdue,
  followUpReminded,
  followUpReopened,
  followUpsOwed,
} from '../../../core/follow-up/follow-up-events.ts'
import { type OwedTask, tellAt, toTell } from '../../../core/follow-up/owed-task.ts'
import { settleTask, type TaskWord } from '../../../core/follow-up/settle-task.ts'
import type { Notice } from '../../../core/notice/notice.ts'
import type { Instant } from '../../../core/time/instant.ts'
import type { AskedTask, FollowUps, NoticesOf } from '../../../ports/store/follow-ups.ts'
import type { Database, Tx } from '../database/pool.ts'
import { appendTo } from '../journal/streams.ts'
import { addNotices } from '../notices/notices.ts'
import { changesOf, rowOf, taskFrom } from './follow-up-row.ts'

export function createFollowUps(db: Database): FollowUps {
  const tasks = () => db.selectFrom('follow_up').selectAll().orderBy('due_at').orderBy('task')
  return {
    of: async (change) => (await tasks().where('change_id', '=', change).execute()).map(taskFrom),
    async open(limit, owner) {
      const open = tasks().where('done', 'is', null).limit(limit)
      const those = owner === undefined ? open : open.where('owner', '=', owner)
      return (await those.execute()).map(taskFrom)
    },

    async summaries(changes, now) {
      if (changes.length === 0) return new Map()
      const rows = await db
        .selectFrom('follow_up')
        .select(({ fn }) => [
          'change_id',
          fn.countAll<number>().filterWhere('done', 'is', null).as('open'),
          fn
            .countAll<number>()
            .filterWhere('done', 'is', null)
            .filterWhere('due_at', '<=', now)
            .as('overdue'),
          fn.countAll<number>().filterWhere('done', 'is not', null).as('done'),
          fn.min('due_at').filterWhere('done', 'is', null).as('nextDueAt'),
          fn.max('due_at').filterWhere('done', 'is', null).as('lastDueAt'),
        ])
        .where('change_id', 'in', changes)
        .groupBy('change_id')
        .execute()
      return new Map(rows.map(({ change_id, ...summary }) => [change_id, summary]))
    },

    async counts(now) {
      const { open, overdue } = await db
        .selectFrom('follow_up')
        .select(({ fn }) => [
          fn.countAll<number>().as('open'),
          fn.countAll<number>().filterWhere('due_at', '<=', now).as('overdue'),
        ])
        .where('done', 'is', null)
        .executeTakeFirstOrThrow()
      return { open, overdue }
    },

    settle: (asked, noticesOf) => db.transaction().execute((tx) => settle(tx, asked, noticesOf)),
    tell: (now, limit, noticesOf) => db.transaction().execute((tx) => tell(tx, now, limit, noticesOf)),

    async tellNext() {
      const { next } = await db
        .selectFrom('follow_up')
        .select(({ fn }) => fn.min('tell_at').as('next'))
        .executeTakeFirstOrThrow()
      return next
    },
  }
}

/** In the transaction of the turn in which the change ended. */
export async function owe(tx: Tx, tasks: readonly OwedTask[], now: Instant): Promise<void> {
  const [first] = tasks
  if (first === undefined) return
  await tx.insertInto('follow_up').values(tasks.map(rowOf)).execute()
  const data = tasks.map(({ id, title, owner, dueAt }) => ({ task: id, title, owner, dueAt }))
  await appendTo(tx, `follow-ups/${first.change}`, [followUpsOwed.happened(now, ENGINE, { tasks: data })])
}

async function settle(
  tx: Tx,
  { change, task: id, word, actor, now }: AskedTask,
  noticesOf: (task: OwedTask) => readonly Notice[],
) {
  const row = await tx
    .selectFrom('follow_up')
    .selectAll()
    .where('change_id', '=', change)
    .where('task', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return null
  const answer = settleTask(taskFrom(row), word, nameOf(actor), now)
  if (answer.answer !== 'settled') return answer
  await write(tx, answer.task)
  await appendTo(tx, `follow-ups/${change}`, [said(answer.task, word, actor, now)])
  await addNotices(tx, noticesOf(answer.task))
  return answer
}

function said({ id, title, dueAt }: OwedTask, word: TaskWord, actor: AskedTask['actor'], now: Instant) {
  return word.say === 'done'
    ? followUpDone.happened(now, actor, {
        task: id,
        title,
        note: word.note.trim(),
        lateMs: Math.max(0, now - dueAt),
      })
    : followUpReopened.happened(now, actor, { task: id, title, because: word.because.trim() })
}

async function tell(tx: Tx, now: Instant, limit: number, noticesOf: NoticesOf): Promise<readonly OwedTask[]> {
  const rows = await tx
    .selectFrom('follow_up')
    .selectAll()
    .where('tell_at', '<=', now)
    .orderBy('tell_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
  const told: OwedTask[] = []
  for (const task of rows.map(taskFrom)) {
    const telling = toTell(task, now)
    if (telling === null) {
      await write(tx, task)
      continue
    }
    const after = { ...task, told: telling }
    await write(tx, after)
    const { id, title, owner, dueAt } = task
    const event = telling === 'overdue' ? followUpOverdue : followUpReminded
    await appendTo(tx, `follow-ups/${task.change}`, [
      event.happened(now, ENGINE, { task: id, title, owner, dueAt }),
    ])
    await addNotices(tx, noticesOf(task, telling))
    told.push(after)
  }
  return told
}

async function write(tx: Tx, task: OwedTask): Promise<void> {
  await tx
    .updateTable('follow_up')
    .set({ ...changesOf(task), tell_at: tellAt(task) })
    .where('change_id', '=', task.change)
    .where('task', '=', task.id)
    .execute()
}
