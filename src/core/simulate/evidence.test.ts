import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE, scripted } from '../change/turn/moments.testing.ts'
import type { FollowUp } from '../runbook/follow-up.ts'
import { gate, sampleRunbook } from '../runbook/sample-runbook.testing.ts'

const evidence = {
  check: 'rule',
  rule: { ...gate, form: { form: 'over', span: 10 * MINUTE } },
  targets: ['wix'],
} as const
const followUps: FollowUp[] = [
  {
    id: 'look',
    on: 'succeeded',
    when: { due: 'within', withinMs: 60 * MINUTE },
    tasks: [
      { id: 'metrics', title: 'Metrics validated', evidence },
      { id: 'flag', title: 'Flag on', evidence: { check: 'flag', targets: ['wix'], flag: 'a', equals: 1 } },
    ],
  },
]

/** After the end: minutes, and what is said. */
function afterwards(yaml: string) {
  const { timeline, change } = scripted(yaml, sampleRunbook({ followUps }))
  const end = timeline.findIndex(({ type }) => type === 'follow-ups-owed')
  const at = timeline[end]?.at ?? 0
  assert.equal(change.status, 'succeeded')
  return {
    minutes: Math.round((at - (timeline[0]?.at ?? 0)) / MINUTE),
    said: timeline.slice(end).map((one) => `${Math.floor((one.at - at) / MINUTE)} ${one.sentence}`),
  }
}

test('a simulation says what is looked at, and when a task is done by it', () => {
  const { said } = afterwards('')
  assert.match(
    said[0] ?? '',
    /Metrics validated by .*, or once it is seen: success-ratio at least .* over 10m on wix/,
  )
  assert.match(said[0] ?? '', /Flag on by .*, or once it is seen: a=1 on wix/)
  assert.match(said[1] ?? '', /^1[01] Metrics validated done, by what was seen: wix success-ratio 100.00 %/)
  assert.equal(said.length, 2)
})

test('a task is not done by numbers that are bad, and done late by good ones', () => {
  const { minutes } = afterwards('')
  const bad = (until: number, what: string) =>
    afterwards(`evidence: [{ from: ${minutes}m, until: ${minutes + until}m, slot: stable, ${what} }]`).said
  for (const what of ['success: 50%', 'missing: true', 'lost: true']) {
    const early = bad(20, what)
    assert.match(early[1] ?? '', /^[23]\d Metrics validated done/, what)
    const late = bad(90, what)
    assert.match(late[1] ?? '', /^60 OVERDUE: Metrics validated, .*; seen last: wix /, what)
    assert.match(late[2] ?? '', /^(9|10)\d Metrics validated done/, what)
  }
})

test('nothing is waited for beyond the end of the simulation', () => {
  const { minutes } = afterwards('')
  const { said } = afterwards(`until: ${minutes + 5}m`)
  assert.equal(said.length, 1)
})

test('a task is owed by its lead, by the title where nobody is named yet', () => {
  const owedBy = (person: { person?: string }) => {
    const leads = { care: { title: 'Leads hypercare', ...person } }
    const tasks = [{ id: 'logs', title: 'Read the logs', owner: 'care' }]
    const left: FollowUp = { id: 'x', on: 'succeeded', when: { due: 'within', withinMs: MINUTE }, tasks }
    const { timeline } = scripted('', sampleRunbook({ leads, followUps: [left] }))
    return timeline.find(({ type }) => type === 'follow-ups-owed')?.sentence ?? ''
  }
  assert.match(owedBy({}), /Read the logs by Leads hypercare until/)
  assert.match(owedBy({ person: 'ada' }), /Read the logs by ada until/)
})
