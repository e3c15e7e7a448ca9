import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OwedTask } from '../../core/follow-up/owed-task.ts'
import { mineOwed } from '../people/mine.ts'
import { doneBy, evidenceWords, owedUntil, owedWords } from '../words/follow-ups.ts'
import { howToAnswer } from '../words/mine.ts'
import { viewFollowUp } from './follow-up-view.ts'
import { viewFollowUps } from './summary-view.ts'

const AT = Date.UTC(2026, 0)
const HOUR = 3_600_000
const task: OwedTask = {
  change: 'CHG-2026-0001',
  id: 'logs.2',
  title: 'Read \u202ethe logs',
  environment: 'staging',
  of: 'Cut\u200bover',
  owner: 'ada',
  as: 'Leads \u2066hypercare',
  since: AT,
  remindAt: AT + HOUR,
  dueAt: AT + 2 * HOUR,
  told: 'nothing',
  done: null,
  evidence: null,
}

test('what people have written is shown without marks that turn it round', () => {
  const done = { by: 'bo', at: AT, note: '\u202equiet' }
  const view = viewFollowUp({ ...task, done }, AT)
  assert.deepEqual(
    [view.title, view.of, view.as, view.done?.note],
    ['Read the logs', 'Cutover', 'Leads hypercare', 'quiet'],
  )
  assert.equal(view.state, 'done')
})

test('what a person owes is theirs by name, overdue from the moment it was due, and says how it is answered', () => {
  assert.equal(mineOwed(task, AT + 2 * HOUR - 1).overdue, false)
  const mine = mineOwed(task, AT + 2 * HOUR)
  assert.deepEqual([mine.kind, mine.named, mine.overdue], ['follow-up', true, true])
  assert.equal(howToAnswer(mine), 'cutwater follow-ups done CHG-2026-0001 logs.2 --note "..."')
})

const next = '2026-01-01T02:00:00.000Z'
const last = '2026-01-01T05:00:00.000Z'
const ROWS = [
  [1, 0, 0, AT + 2 * HOUR, AT + 2 * HOUR, `one task is owed, until ${next}`],
  [
    3,
    0,
    1,
    AT + 2 * HOUR,
    AT + 5 * HOUR,
    `3 tasks are owed, the first until ${next}, the last until ${last}`,
  ],
  [3, 1, 0, AT + 2 * HOUR, AT + 5 * HOUR, `3 tasks are owed, 1 of them overdue, until ${last}`],
  [2, 2, 0, AT, AT, '2 tasks are owed, overdue'],
  [0, 0, 1, null, null, 'the one task is done'],
  [0, 0, 4, null, null, 'all 4 tasks are done'],
] as const
for (const [open, overdue, done, nextDueAt, lastDueAt, words] of ROWS)
  test(`in words: ${words}`, () => {
    const view = viewFollowUps({ open, overdue, done, nextDueAt, lastDueAt })
    assert.ok(view !== null)
    assert.equal(owedUntil(view), words)
    assert.ok(words.startsWith(owedWords(view)))
  })

test('a change that has left nothing has nothing to say', () => assert.equal(viewFollowUps(null), null))

test('what ends a task without a word is said where it is owed, until nobody looks any more', () => {
  const seen = { at: AT, words: 'not yet: plan-\u202eregistered' }
  const check = { check: 'events', names: ['plan-registered'] } as const
  const evidence = { check, from: AT, until: null, lookAt: AT + HOUR, seen }
  assert.equal(mineOwed({ ...task, evidence }, AT).doneOnceSeen, 'plan-registered in the journal')
  const words = (lookAt: number | null, before = seen as typeof seen | null) =>
    evidenceWords(viewFollowUp({ ...task, evidence: { ...evidence, lookAt, seen: before } }, AT))
  assert.equal(
    words(AT + HOUR),
    'done once seen: plan-registered in the journal; seen last: not yet: plan-registered',
  )
  assert.match(words(AT + HOUR, null) ?? '', /; looked at from 2026-01-01T01:00:00/)
  assert.match(words(null) ?? '', /^nobody looks any more for plan-registered .*; say when it is done$/)
  assert.equal(mineOwed({ ...task, evidence: { ...evidence, lookAt: null } }, AT).doneOnceSeen, null)
  const done = { by: 'cutwater', at: AT, note: 'x', byEvidence: true } as const
  const view = viewFollowUp({ ...task, evidence, done }, AT)
  assert.equal(evidenceWords(view), null)
  assert.deepEqual([view.done?.byEvidence, view.done && doneBy(view.done)], [true, 'seen'])
})
