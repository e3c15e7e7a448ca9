import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { FollowUp } from '../runbook/follow-up.ts'
import { isOverdue, type OwedTask, tellAt, toTell } from './owed-task.ts'
import { settleTask } from './settle-task.ts'
import { tasksOwed } from './tasks-owed.ts'

const HOUR = 3_600_000
const END = 1_760_000_000_000
const leads = { db: { title: 'Database Lead', person: 'ada' }, web: { title: 'Web Lead' } }
const change = (followUps: readonly FollowUp[]) => ({
  id: 'CHG-2026-0001',
  runbook: { title: 'Cutover', environment: 'staging', followUps, leads },
  requester: { kind: 'person', name: 'rita' } as const,
})
const within = (on: FollowUp['on'], withinMs: number, ...tasks: FollowUp['tasks']): FollowUp => ({
  id: `${on}-${withinMs}`,
  on,
  when: { due: 'within', withinMs },
  tasks,
})
const [task] = tasksOwed(
  change([within('succeeded', 24 * HOUR, { id: 'a', title: 'Read the logs' })]),
  'succeeded',
  END,
)
const owed = task as OwedTask

describe('what a change leaves', () => {
  it('is owed by the lead that the plan names, else by who requested it, soonest first', () => {
    const tasks = tasksOwed(
      change([
        within(
          'succeeded',
          24 * HOUR,
          { id: 'a', title: 'A', owner: 'db' },
          { id: 'b', title: 'B', owner: 'web' },
        ),
        within('rollback', HOUR, { id: 'c', title: 'C' }),
        within('succeeded', HOUR, { id: 'd', title: 'D' }),
      ]),
      'succeeded',
      END,
    )
    assert.deepEqual(
      tasks.map(({ id, owner, as, dueAt }) => [id, owner, as, (dueAt - END) / HOUR]),
      [
        ['d', 'rita', null, 1],
        ['a', 'ada', 'Database Lead', 24],
        ['b', 'rita', 'Web Lead', 24],
      ],
    )
  })

  it('comes again as often as fits, the last round at the end of the whole', () => {
    const every = (everyMs: number, forMs: number): FollowUp => ({
      id: 'x',
      on: 'succeeded',
      when: { due: 'every', everyMs, forMs },
      tasks: [{ id: 'sync', title: 'Team sync' }],
    })
    const hours = (one: FollowUp) =>
      tasksOwed(change([one]), 'succeeded', END).map(({ id, dueAt }) => [id, (dueAt - END) / HOUR])
    assert.deepEqual(
      tasksOwed(change([every(24 * HOUR, 48 * HOUR)]), 'succeeded', END).map(({ title }) => title),
      ['Team sync (1 of 2)', 'Team sync (2 of 2)'],
    )
    assert.deepEqual(hours(every(24 * HOUR, 72 * HOUR)), [
      ['sync.1', 24],
      ['sync.2', 48],
      ['sync.3', 72],
    ])
    assert.deepEqual(hours(every(24 * HOUR, 30 * HOUR)), [
      ['sync.1', 24],
      ['sync.2', 30],
    ])
    assert.deepEqual(hours(every(24 * HOUR, 2 * HOUR)), [['sync.1', 2]])
  })

  it('nothing where the plan says nothing', () => {
    assert.deepEqual(
      tasksOwed({ ...change([]), runbook: { title: 'x', environment: 'y' } }, 'succeeded', END),
      [],
    )
  })
})

describe('a task that is owed', () => {
  it('is reminded of once and overdue once, whenever one looks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 48 * HOUR }), { maxLength: 40 }), (looks) => {
        let now = owed
        const told: string[] = []
        for (const at of looks.toSorted((a, b) => a - b)) {
          const telling = toTell(now, END + at)
          if (telling === null) continue
          told.push(telling)
          now = { ...now, told: telling }
          assert.equal(telling === 'overdue', isOverdue(now, END + at))
        }
        assert.ok(['', 'reminder', 'overdue', 'reminder,overdue'].includes(told.join()), told.join())
      }),
    )
  })

  it('says when it has something to tell, and nothing is told before', () => {
    assert.equal(tellAt(owed), END + 18 * HOUR)
    assert.equal(toTell(owed, END + 18 * HOUR - 1), null)
    assert.equal(toTell(owed, END + 18 * HOUR), 'reminder')
    assert.equal(tellAt({ ...owed, told: 'reminder' }), END + 24 * HOUR)
    assert.equal(tellAt({ ...owed, told: 'overdue' }), null)
    assert.equal(tellAt({ ...owed, done: { by: 'ada', at: END, note: 'x' } }), null)
  })

  const rows = [
    ['it is done', owed, { say: 'done', note: ' quiet ' }, 'settled'],
    ['done without a note', owed, { say: 'done', note: ' ' }, 'refused'],
    ['done with too long a note', owed, { say: 'done', note: 'x'.repeat(2_001) }, 'refused'],
    ['open, and taken back', owed, { say: 'reopen', because: 'wrong' }, 'refused'],
    [
      'done, and taken back',
      { ...owed, done: { by: 'bo', at: END, note: 'x' } },
      { say: 'reopen', because: 'y' },
      'settled',
    ],
    [
      'said again by the same',
      { ...owed, done: { by: 'ada', at: END, note: 'x' } },
      { say: 'done', note: 'x' },
      'already',
    ],
    [
      'said again by another',
      { ...owed, done: { by: 'bo', at: END, note: 'x' } },
      { say: 'done', note: 'x' },
      'refused',
    ],
  ] as const
  for (const [what, before, word, answer] of rows)
    it(`${what}: ${answer}`, () => {
      const said = settleTask(before, word, 'ada', END + HOUR)
      assert.equal(said.answer, answer)
      if (said.answer === 'settled' && word.say === 'done')
        assert.deepEqual(said.task.done, { by: 'ada', at: END + HOUR, note: 'quiet' })
      if (said.answer === 'refused') assert.ok(said.because.length > 0 && said.remedy.length > 0)
    })
})
