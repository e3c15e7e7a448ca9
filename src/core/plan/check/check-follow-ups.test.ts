import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan } from '../plan.ts'
import { PHASED } from './phased.testing.ts'
import { isFound, type Row } from './planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  ['a task without a due time', 'within: 24h, ', '', 'bad-value', '49:5', /write one of within, every/],
  [
    'a task with two',
    'within: 24h, ',
    'within: 24h, every: 1h, ',
    'bad-value',
    '49:5',
    /keep one of within, every/,
  ],
  ['rounds that never end', 'every: 24h, for: 72h', 'every: 24h', 'missing', '50:5', /add for: 72h/],
  [
    'a round that is longer than the whole',
    'every: 24h, for: 72h',
    'every: 96h, for: 72h',
    'bad-value',
    '50:39',
    /write for: 4d or more/,
  ],
  [
    'too many rounds',
    'every: 24h, for: 72h',
    'every: 1m, for: 72h',
    'too-large',
    '50:29',
    /do it less often, or for a shorter time/,
  ],
  ['a task at once', 'within: 24h', 'within: 0s', 'bad-value', '49:30', /write 1h/],
  [
    'a notice whose time is no offset',
    'from: T,',
    'from: 22:00,',
    'bad-value',
    '47:31',
    /write T, T-60m or T.1h30m/,
  ],
  [
    'a notice that ends before it begins',
    'until: T+2h',
    'until: T',
    'bad-value',
    '47:41',
    /write a moment after `from`/,
  ],
  [
    'a notice that is never sent',
    'every: 30m, from: T, until: T+2h, ',
    '',
    'bad-value',
    '47:11',
    /write on, at or every/,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row, PHASED))

test('check counts every task of every round, for all are written when the change ends', () => {
  const found = (rounds: number) =>
    checkPlan(
      `plan: p
title: P
environment: staging
steps: [{ flags: { a: 1 } }]
followUps:
  - { on: rollback, within: 1h, tasks: [${Array(50).fill('a').join()}] }
  - { on: succeeded, every: 1h, for: ${rounds}h, tasks: [${Array(10).fill('a').join()}] }
`,
      'p.yaml',
    ).map(({ line, code, message }) => `${line} ${code}: ${message}`)
  assert.deepEqual(found(45), [])
  assert.deepEqual(found(46), [
    '7 too-large: with these 510 tasks are owed, of 500 allowed; a task of each round counts',
  ])
})

test('check refuses a review without a pause', () => {
  const text = 'plan: p\ntitle: P\nenvironment: staging\nreviewEvery: 0s\nsteps: [{ flags: { a: 1 } }]\n'
  assert.deepEqual(
    checkPlan(text, 'p.yaml').map(({ line, code }) => `${line} ${code}`),
    ['4 bad-value'],
  )
})

const EVIDENCE: readonly (readonly [string, string, string | null])[] = [
  ['signal: success-ratio, atLeast: 99%, over: 30m', 'within: 1h', null],
  ['signal: success-ratio, atMost: slo', 'within: 1h', null],
  ['flag: { name: a, equals: 1 }', 'within: 1h', null],
  ['events: [plan-registered, "rollback:*"]', 'every: 1h, for: 2h', null],
  ['signal: success-ratio', 'within: 1h', 'bad-value: the bound of the signal is missing'],
  ['flag: { name: a, equals: 1 }, atLeast: 9', 'within: 1h', 'unknown-key: `atLeast` belongs to a signal'],
  ['flag: { name: a, equals: 1 }, over: 5m', 'within: 1h', 'unknown-key: `over` belongs to a signal'],
  [
    'flag: { name: a, equals: 1 }, events: [plan-reviewed]',
    'within: 1h',
    'bad-value: the evidence of this task is said more than once: flag and events',
  ],
  [
    'signal: success-ratio, atLeast: 99%, over: 2h',
    'within: 1h',
    'bad-value: it is looked at over 2h, and has to be done within 1h',
  ],
  [
    'signal: success-ratio, atLeast: 99%, over: 2h',
    'every: 1h, for: 9h',
    'bad-value: it is looked at over 2h, and has to be done within 1h',
  ],
  [
    'signal: success-ratio, atLeast: 99%, over: 48h',
    'within: 7d',
    'too-large: 2d is longer than the 1d that are looked back over',
  ],
  [
    'signal: success-ratio, atLeast: 99%, over: 0s',
    'within: 7d',
    'bad-value: nothing is measured in no time',
  ],
  [
    'events: [plan-registerd]',
    'within: 1h',
    'unknown-event: plan-registerd never happens after the end of a change',
  ],
  [
    'events: [canary:adopting]',
    'within: 1h',
    'unknown-event: canary:adopting never happens after the end of a change',
  ],
  [
    'signal: success-ratio, atLeast: stable',
    'within: 1h',
    'unresolved-reference: there is no stable version beside a canary when this is judged',
  ],
  [
    'signal: success-ratio, noWorseThan: stable*1.1',
    'within: 1h',
    'unknown-key: noWorseThan compares two versions over time, and a line looks once',
  ],
  [
    'signal: success-ratio, atLeast: baseline',
    'within: 1h',
    'unresolved-reference: nothing surely captures a baseline before this is judged',
  ],
]

test('the evidence of a task can be seen after the end, in the time that the task has', () => {
  for (const [evidence, when, wanted] of EVIDENCE) {
    const found = checkPlan(
      `plan: p
title: P
environment: staging
version: "1"
steps:
  - rollout: { targets: [wix], stages: [{ weight: 100, hold: 5m }], gates: [{ signal: success-ratio, atLeast: 99% }], guards: [{ signal: success-ratio, below: 90%, for: 1m }] }
followUps:
  - { on: succeeded, ${when}, tasks: [ { title: T, ${evidence} } ] }
`,
      'p.yaml',
    ).map(({ code, message }) => `${code}: ${message}`)
    if (wanted === null) assert.deepEqual(found, [], evidence)
    else assert.ok(found.includes(wanted), `${evidence}: ${found.join('; ')}`)
  }
})
