import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OwedTask } from '../follow-up/owed-task.ts'
import { cloudEventOf } from './cloud-event.ts'
import { type FollowUpNews, followUpNotices } from './follow-up-notices.ts'
import { textOf } from './text.ts'

const AT = Date.UTC(2026, 0)
const task: OwedTask = {
  change: 'CHG-2026-0001',
  id: 'logs-1',
  title: 'Read the \u202elogs',
  environment: 'staging',
  of: 'Cutover',
  owner: 'ada',
  as: null,
  since: AT,
  remindAt: AT + 1,
  dueAt: AT + 3_600_000,
  told: 'nothing',
  done: null,
  evidence: null,
}
const channels = [
  { channel: 'all', urgency: 'tell', events: ['follow-up:*'] },
  { channel: 'late', urgency: 'tell', events: ['follow-up:overdue'] },
  { channel: 'pager', urgency: 'page', events: [] },
] as const

const NEWS: readonly (readonly [FollowUpNews, readonly string[], RegExp])[] = [
  [
    { told: 'owed', tasks: [task] },
    ['all'],
    /^CHG-2026-0001: one task is owed: Read the logs by ada until 2026/,
  ],
  [{ told: 'reminder', task }, ['all'], /^Read the logs, owed by ada .* is due 2026/],
  [{ told: 'overdue', task }, ['all', 'late'], /^OVERDUE: .*cutwater follow-ups done CHG-2026-0001 logs-1/],
  [{ told: 'done', task, by: 'bo', words: 'quiet' }, ['all'], /is done, says bo: quiet$/],
  [{ told: 'reopened', task, by: 'bo', words: 'not so' }, ['all'], /is owed again by ada .*says bo: not so$/],
]

for (const [news, expected, words] of NEWS)
  test(`${news.told}: those are told who subscribe, nobody is woken, and it reads as what it is`, () => {
    const notices = followUpNotices(news, channels, AT)
    assert.deepEqual(
      notices.map(({ channel, urgency }) => [channel, urgency]),
      expected.map((channel) => [channel, 'tell']),
    )
    for (const notice of notices) {
      assert.match(textOf(notice), words)
      const event = cloudEventOf(notice, 'urn:here')
      assert.equal(event.data.customData.event, `follow-up:${news.told}`)
      assert.equal(event.type, `dev.cdeventsx.cutwater-followup.${news.told}.0.1.0`)
    }
  })

test('what time tells has one id whenever it is told; what people say again is told again', () => {
  const idOf = (news: FollowUpNews, at: number) => followUpNotices(news, channels, at)[0]?.id
  assert.equal(idOf({ told: 'overdue', task }, AT), idOf({ told: 'overdue', task }, AT + 9))
  const done = { told: 'done', task, by: 'bo', words: 'x' } as const
  assert.notEqual(idOf(done, AT), idOf(done, AT + 9))
  const ids = NEWS.map(([news]) => idOf(news, AT))
  assert.equal(new Set(ids).size, ids.length)
})

test('a change that leaves hundreds of tasks is told in one line that names the first', () => {
  const tasks = Array.from({ length: 200 }, (_, i) => ({ ...task, id: `t-${i}` }))
  const [notice] = followUpNotices({ told: 'owed', tasks }, channels, AT)
  assert.ok(notice !== undefined)
  assert.match(textOf(notice), /200 tasks are owed: .*and 190 more/)
  assert.deepEqual(followUpNotices({ told: 'owed', tasks: [] }, channels, AT), [])
})
