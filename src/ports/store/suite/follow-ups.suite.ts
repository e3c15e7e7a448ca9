import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OwedTask } from '../../../core/follow-up/owed-task.ts'
import { planReviewed } from '../../../core/plan/plan-events.ts'
import type { Store } from '../store.ts'
import { ALICE, carryOut, exampleRunbook, fresh, newChange, succeeded, T0 } from './example.testing.ts'

const HOUR = 3_600_000

/** The tasks that a change leaves at its end. */
export function followUpsSuite(store: () => Store): void {
  const owed = (change: string, id: string, more: Partial<OwedTask> = {}): OwedTask => ({
    change,
    id,
    title: `Task ${id}`,
    environment: 'staging',
    of: 'Example',
    owner: 'ada',
    as: null,
    since: T0,
    remindAt: T0 + 3 * HOUR,
    dueAt: T0 + 4 * HOUR,
    told: 'nothing',
    done: null,
    evidence: null,
    ...more,
  })

  async function ended(...ids: readonly string[]): Promise<string> {
    const change = await store().ticks.create(newChange(exampleRunbook(fresh('follow-ups'))))
    const tasks = ids.map((id, i) => owed(change.id, id, { dueAt: T0 + (4 + i) * HOUR }))
    await carryOut(store(), change.id, [{ order: 'owe', tasks }], { change: succeeded(change) })
    return change.id
  }

  test('tasks are owed by the turn in which a change ends, and stand in a stream of their own', async () => {
    const change = await ended('b', 'a')
    const tasks = await store().followUps.of(change)
    assert.deepEqual(
      tasks.map(({ id, dueAt, done }) => [id, dueAt, done]),
      [
        ['b', T0 + 4 * HOUR, null],
        ['a', T0 + 5 * HOUR, null],
      ],
    )
    const [entry] = await store().journal.read(`follow-ups/${change}`, 0, 10)
    assert.equal(entry?.type, 'follow-ups-owed')
    assert.ok((await store().followUps.open(10_000)).some((task) => task.change === change))
  })

  test('of two who say at once that a task is done one is told that it was so already', async () => {
    const change = await ended('a')
    const say = (note: string) =>
      store().followUps.settle(
        { change, task: 'a', word: { say: 'done', note }, actor: ALICE, now: T0 + 1 },
        () => [],
      )
    const answers = await Promise.all([say('one'), say('two')])
    assert.deepEqual(answers.map((one) => one?.answer).sort(), ['refused', 'settled'])
    assert.equal((await store().journal.read(`follow-ups/${change}`, 0, 10)).length, 2)
    assert.equal(
      await store().followUps.settle(
        { change, task: 'x', word: { say: 'done', note: 'y' }, actor: ALICE, now: T0 },
        () => [],
      ),
      null,
    )
  })

  test('a task is told twice at most, each once however many servers look, and never once it is done', async () => {
    const change = await ended('a', 'b')
    const told: string[] = []
    await store().followUps.settle(
      { change, task: 'b', word: { say: 'done', note: 'x' }, actor: ALICE, now: T0 },
      (task) => {
        told.push(`${task.id} ${task.done?.by}`)
        return []
      },
    )
    assert.deepEqual(told, ['b alice'])
    const tell = async (now: number) => {
      const looks = await Promise.all([1, 2, 3].map(() => store().followUps.tell(now, 1_000, () => [])))
      return looks.flat().flatMap((task) => (task.change === change ? [`${task.id} ${task.told}`] : []))
    }
    assert.deepEqual(await tell(T0 + 3 * HOUR - 1), [])
    assert.deepEqual(await tell(T0 + 3 * HOUR), ['a reminder'])
    assert.deepEqual(await tell(T0 + 4 * HOUR), ['a overdue'])
    assert.deepEqual(await tell(T0 + 40 * HOUR), [])
    const counts = await store().followUps.counts(T0 + 40 * HOUR)
    assert.ok(counts.overdue >= 1 && counts.open >= counts.overdue)
    const types = (await store().journal.read(`follow-ups/${change}`, 0, 10)).map(({ type }) => type)
    assert.deepEqual(types, ['follow-ups-owed', 'follow-up-done', 'follow-up-reminded', 'follow-up-overdue'])
  })

  const seenBy = (lookAt: number | null): OwedTask['evidence'] => ({
    check: { check: 'events', names: ['plan-registered'] },
    from: T0,
    until: null,
    lookAt,
    seen: null,
  })

  test('evidence is looked at when it is due, kept once however many servers look, and ends the task', async () => {
    const change = await store().ticks.create(newChange(exampleRunbook(fresh('follow-ups'))))
    const task = owed(change.id, 'a', { evidence: seenBy(T0 + HOUR) })
    await carryOut(store(), change.id, [{ order: 'owe', tasks: [task] }], { change: succeeded(change) })
    const toLook = async (now: number) =>
      (await store().followUps.toLook(now, 1_000)).filter((one) => one.change === change.id)
    assert.deepEqual(await toLook(T0 + HOUR - 1), [])
    assert.deepEqual(await toLook(T0 + HOUR), [task])
    assert.ok(((await store().followUps.lookNext()) ?? T0 + 2 * HOUR) <= T0 + HOUR)
    assert.ok((await store().followUps.counts(T0)).looking >= 1)

    const look = (holds: boolean, before: OwedTask, told: string[] = []) =>
      store().followUps.looked({ task: before, found: { holds, words: 'seen' }, now: T0 + HOUR }, (done) => {
        told.push(done.id)
        return []
      })
    const first = await Promise.all([look(false, task), look(false, task)])
    const [kept] = first.filter((one) => one !== null)
    assert.equal(first.filter((one) => one === null).length, 1, 'who looks second keeps nothing')
    assert.deepEqual(kept?.evidence?.seen, { at: T0 + HOUR, words: 'seen' })
    assert.equal(kept?.done, null)
    const told: string[] = []
    const done = await look(true, kept as OwedTask, told)
    assert.deepEqual(done?.done, { by: 'cutwater', at: T0 + HOUR, note: 'seen', byEvidence: true })
    assert.deepEqual(told, ['a'])
    assert.deepEqual(await toLook(T0 + 1_000 * HOUR), [])
    assert.deepEqual(await store().followUps.of(change.id), [done])
    const types = (await store().journal.read(`follow-ups/${change.id}`, 0, 10)).map(({ type }) => type)
    assert.deepEqual(types, ['follow-ups-owed', 'follow-up-proved'])
  })

  test('what a person has said is never gone over by what was seen', async () => {
    const change = await store().ticks.create(newChange(exampleRunbook(fresh('follow-ups'))))
    const task = owed(change.id, 'a', { evidence: seenBy(T0) })
    await carryOut(store(), change.id, [{ order: 'owe', tasks: [task] }], { change: succeeded(change) })
    const settle = (word: Parameters<Store['followUps']['settle']>[0]['word']) =>
      store().followUps.settle({ change: change.id, task: 'a', word, actor: ALICE, now: T0 }, () => [])
    const file = { name: 'report.pdf', bytes: 3, sha256: 'a'.repeat(64) }
    await settle({ say: 'done', note: 'by hand', attachments: [file] })
    const look = () =>
      store().followUps.looked({ task, found: { holds: true, words: 'seen' }, now: T0 }, () => [])
    assert.equal(await look(), null)
    const [said] = await store().followUps.of(change.id)
    assert.deepEqual(said?.done, { by: 'alice', at: T0, note: 'by hand', attachments: [file] })
    await settle({ say: 'reopen', because: 'not so' })
    assert.equal(await look(), null, 'what was taken back waits for a person')
    const entries = await store().journal.read(`follow-ups/${change.id}`, 0, 10)
    assert.deepEqual(entries[1]?.data, {
      task: 'a',
      title: 'Task a',
      note: 'by hand',
      lateMs: 0,
      attachments: [file],
      unseen: 'plan-registered in the journal',
    })
  })

  test('the journal is asked for what happened in some of its streams, in a time', async () => {
    const [one, other] = [fresh('one'), fresh('other')]
    for (const [name, at] of [
      [one, T0],
      [one, T0 + 1],
      [other, T0 + 2],
    ] as const) {
      const data = { name, version: 1, hash: 'x', because: 'read' }
      await store().journal.append(`plans/${name}`, [planReviewed.happened(at, ALICE, data)])
    }
    const asked = { streams: [`plans/${one}`, `plans/${other}`], from: T0 + 1, until: T0 + 2 }
    const found = await store().journal.happened({ ...asked, types: ['plan-reviewed'] }, 10)
    assert.deepEqual(
      found.map(({ stream, at }) => [stream, at]),
      [[`plans/${one}`, T0 + 1]],
    )
    assert.deepEqual(await store().journal.happened({ ...asked, types: ['plan-registered'] }, 10), [])
  })

  test('what is open is found by who owes it, beyond others, and counted for each change', async () => {
    const owner = fresh('owner')
    const first = await ended('a', 'b')
    const change = await store().ticks.create(newChange(exampleRunbook(fresh('follow-ups'))))
    const late = owed(change.id, 'late', { owner, dueAt: T0 + 99 * HOUR })
    await carryOut(store(), change.id, [{ order: 'owe', tasks: [late] }], { change: succeeded(change) })
    const mine = await store().followUps.open(1, owner)
    assert.deepEqual(
      mine.map(({ id }) => id),
      ['late'],
    )
    await store().followUps.settle(
      { change: first, task: 'a', word: { say: 'done', note: 'x' }, actor: ALICE, now: T0 },
      () => [],
    )
    const found = await store().followUps.summaries([first, change.id, 'CHG-1970-0001'], T0 + 6 * HOUR)
    assert.deepEqual([...found.keys()].sort(), [first, change.id].sort())
    const due = T0 + 5 * HOUR
    assert.deepEqual(found.get(first), { open: 1, overdue: 1, done: 1, nextDueAt: due, lastDueAt: due })
    assert.equal(found.get(change.id)?.overdue, 0)
    assert.equal((await store().followUps.summaries([], T0)).size, 0)
  })
}
