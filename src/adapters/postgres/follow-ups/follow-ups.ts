import { ENGINE, nameOf } from '../../../core/access/actor.ts'
import {
  followUpDone,
  followUpOverdue,
  followUpProved,
  followUpReminded,
  followUpReopened,
  followUpsOwed,
} from '../../../core/follow-up/follow-up-events.ts'
import { afterLook } from '../../../core/follow-up/look-at-task.ts'
import { type OwedTask, tellAt, toTell } from '../../../core/follow-up/owed-task.ts'
import { settleTask, type TaskWord } from '../../../core/follow-up/settle-task.ts'
import { looksFor } from '../../../core/follow-up/task-evidence.ts'
import { toldTask } from '../../../core/follow-up/told-task.ts'
import type { Notice } from '../../../core/notice/notice.ts'
import type { Instant } from '../../../core/time/instant.ts'
import type { AskedTask, FollowUps, Look, NoticesOf } from '../../../ports/store/follow-ups.ts'
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
      const { open, overdue, looking } = await db
        .selectFrom('follow_up')
        .select(({ fn }) => [
          fn.countAll<number>().as('open'),
          fn.countAll<number>().filterWhere('due_at', '<=', now).as('overdue'),
          fn.countAll<number>().filterWhere('look_at', 'is not', null).as('looking'),
        ])
        .where('done', 'is', null)
        .executeTakeFirstOrThrow()
      return { open, overdue, looking }
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

    toLook: async (now, limit) =>
      (
        await db
          .selectFrom('follow_up')
          .selectAll()
          .where('look_at', '<=', now)
          .orderBy('look_at')
          .limit(limit)
          .execute()
      ).map(taskFrom),

    looked: (look, noticesOf) => db.transaction().execute((tx) => looked(tx, look, noticesOf)),

    async lookNext() {
      const { next } = await db
        .selectFrom('follow_up')
        .select(({ fn }) => fn.min('look_at').as('next'))
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
  const data = { tasks: tasks.map(toldTask) }
  await appendTo(tx, `follow-ups/${first.change}`, [followUpsOwed.happened(now, ENGINE, data)])
}

async function settle(
  tx: Tx,
  { change, task: id, word, actor, now }: AskedTask,
  noticesOf: (task: OwedTask) => readonly Notice[],
) {
  const task = await locked(tx, change, id)
  if (task === null) return null
  const answer = settleTask(task, word, nameOf(actor), now)
  if (answer.answer !== 'settled') return answer
  await write(tx, answer.task)
  await appendTo(tx, `follow-ups/${change}`, [said(answer.task, word, actor, now)])
  await addNotices(tx, noticesOf(answer.task))
  return answer
}

async function locked(tx: Tx, change: string, id: string): Promise<OwedTask | null> {
  const row = await tx
    .selectFrom('follow_up')
    .selectAll()
    .where('change_id', '=', change)
    .where('task', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row === undefined ? null : taskFrom(row)
}

/** Replicas may look at the same time: who comes second finds another moment there, and keeps nothing. */
async function looked(
  tx: Tx,
  { task: before, found, now }: Look,
  noticesOf: (task: OwedTask) => readonly Notice[],
): Promise<OwedTask | null> {
  const { change, id } = before
  const there = await locked(tx, change, id)
  if (there?.evidence == null || there.evidence.lookAt !== before.evidence?.lookAt) return null
  const task = afterLook(there, found, now)
  await write(tx, task)
  if (task.done !== null) {
    const { title, dueAt } = task
    const data = { task: id, title, seen: found.words, lateMs: Math.max(0, now - dueAt) }
    await appendTo(tx, `follow-ups/${change}`, [followUpProved.happened(now, ENGINE, data)])
    await addNotices(tx, noticesOf(task))
  }
  return task
}

function said(
  { id, title, dueAt, evidence }: OwedTask,
  word: TaskWord,
  actor: AskedTask['actor'],
  now: Instant,
) {
  return word.say === 'done'
    ? followUpDone.happened(now, actor, {
        task: id,
        title,
        note: word.note.trim(),
        lateMs: Math.max(0, now - dueAt),
        attachments: word.attachments ?? [],
        unseen: evidence === null ? null : looksFor(evidence.check),
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
