import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan } from '../../plan.ts'
import { PHASED } from '../phased.testing.ts'
import { isFound, type Row } from '../planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  [
    'a line that says nothing',
    '[ The team is there,',
    '[ { when: true },',
    'bad-value',
    '14:22',
    /write a title, or a check such as signal/,
  ],
  [
    'two checks in one line',
    '{ title: Backups, action: sync-registry,',
    '{ title: Backups, action: sync-registry, suite: backups,',
    'bad-value',
    '14:41',
    /keep one of them/,
  ],
  [
    'a signal without a bound',
    '[ The team is there,',
    '[ { signal: success-ratio },',
    'bad-value',
    '14:22',
    /write one of atLeast, atMost, below, abo/,
  ],
  [
    'a signal with two bounds',
    '[ The team is there,',
    '[ { signal: success-ratio, atLeast: 99%, below: 100% },',
    'bad-value',
    '14:61',
    /keep one of atLeast, below/,
  ],
  [
    'a bound without a signal',
    '[ The team is there,',
    '[ { title: There, atLeast: 3 },',
    'unknown-key',
    '14:38',
    /remove atLeast/,
  ],
  [
    'a test that needs time',
    '[ The team is there,',
    '[ { signal: success-ratio, noWorseThan: stable },',
    'unknown-key',
    '14:47',
    /write one of atLeast, atMost, below, abo/,
  ],
  [
    'a path without http',
    '[ The team is there,',
    '[ { title: There, path: / },',
    'unknown-key',
    '14:38',
    /remove path/,
  ],
  [
    'a file that nobody attaches',
    '[ The team is there,',
    '[ { suite: smoke, attach: true },',
    'unknown-key',
    '14:38',
    /remove attach/,
  ],
  [
    'a suite of a checklist that somebody would tick',
    '[ The team is there,',
    '[ { suite: smoke, unknown: { person: ada } },',
    'unknown-key',
    '14:38',
    /remove unknown, or put the line into accept/,
  ],
  [
    '`until` in a checklist',
    '[ The team is there,',
    '[ { person: ada, until: 2h },',
    'unknown-key',
    '14:37',
    /remove until/,
  ],
  [
    'a line of accept that is not required',
    'held: { signal: success-ratio } }',
    'held: { signal: success-ratio }, required: false }',
    'unknown-key',
    '52:53',
    /remove required, or put the line into a /,
  ],
  [
    'two lines of one name',
    '[ The team is there,',
    '[ { title: A, id: a }, { title: B, id: a },',
    'duplicate-id',
    '14:59',
    /give it another id/,
  ],
  [
    'a gate that held nowhere',
    'held: { signal: success-ratio } }',
    'held: { signal: latency-p95 } }',
    'unknown-gate',
    '52:26',
    /use one of success-ratio/,
  ],
  [
    'an action that the binding does not know',
    'action: sync-registry, timeLimit: 30s',
    'action: sync-registy',
    'unbound',
    '14:67',
    /did you mean sync-registry./,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row, PHASED))

test('a flag is read on a target, or the line would pass with nothing read', () => {
  const plan = (flag: string) => `plan: p
title: P
environment: staging
steps:
  - action: sync
    undo: { none: true, because: nothing to undo }
  - checklist: [ { flag: ${flag} } ]
accept: [ { flag: ${flag} } ]
`
  const found = (flag: string) => checkPlan(plan(flag), 'p.yaml').map(({ code, line }) => [code, line])
  assert.deepEqual(found('{ name: On, equals: true }'), [
    ['no-target', 7],
    ['no-target', 8],
  ])
  assert.deepEqual(found('{ name: On, equals: true, targets: [wix] }'), [])
})
