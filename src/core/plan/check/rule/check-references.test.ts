import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan } from '../../plan.ts'
import { PHASED } from '../phased.testing.ts'
import { isFound, type Row } from '../planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  ['a reference nobody knows', 'baseline+10%', 'basline+10%', 'bad-value', '33:77', /did you mean baseline./],
  [
    'a reference that cannot be read',
    'baseline+10%',
    'baseline+10',
    'bad-value',
    '33:77',
    /write baseline, baseline.2, baseline.10%/,
  ],
  [
    'a baseline that nobody captures',
    '      - capture: { baseline: 1h, stated: { conversion: 85% }, lastWeek: [throughput] }\n',
    '',
    'unresolved-reference',
    '32:77',
    /put - capture: . baseline: 1h . before i/,
  ],
  [
    'stable where no version stands beside another',
    'verify: { for: 10m, gates: [{ signal: success-ratio, atLeast: 99% }] }',
    'verify: { for: 10m, gates: [{ signal: success-ratio, atLeast: stable }] }',
    'unresolved-reference',
    '46:65',
    /write a number, or compare with slo or b/,
  ],
  [
    'recent of a bake on a target that no rollout moves',
    '[{ signal: latency-p95, atMost: baseline+10% }]',
    '[{ signal: latency-p95, atMost: recent+10% }], targets: [gamma]',
    'unresolved-reference',
    '33:77',
    /write a number, or compare with slo or baseline/,
  ],
  [
    'recent before anything is moved',
    'The team is there',
    '{ signal: success-ratio, atLeast: recent*2, over: 5m }',
    'unresolved-reference',
    '14:56',
    /write a number, or compare with slo or baseline/,
  ],
  [
    'stable in a bake, where everyone has one version',
    'atMost: baseline+10%',
    'atMost: stable+10%',
    'unresolved-reference',
    '33:77',
    /write a number, or compare with slo or baseline/,
  ],
  [
    'guards that all rest at 100 %',
    '  - { signal: success-ratio, below: 97%, for: 1m }\n',
    '',
    'rests-at-full',
    '39:1',
    /add one with a number, such as . signal:/,
  ],
  [
    'a signal that is stated and follows the hour',
    'lastWeek: [throughput]',
    'lastWeek: [conversion]',
    'duplicate-name',
    '17:74',
    /keep one of the two/,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row, PHASED))

test('a stage at 100 % whose gates all compare with stable passes without evidence, and check says so', () => {
  const found = (stage: string, gates: string) =>
    checkPlan(
      `plan: p
title: P
environment: staging
version: "1"
steps:
  - rollout: { targets: [wix], stages: [{ weight: 10, hold: 5m }, { weight: 100, ${stage} }], gates: [${gates}], guards: [{ signal: success-ratio, below: 90%, for: 1m }] }
`,
      'p.yaml',
    ).flatMap(({ code, line, column }) => (code === 'rests-at-full' ? [`${line}:${column}`] : []))
  const compares = '{ signal: success-ratio, atLeast: stable-1pp }'
  assert.deepEqual(found('hold: 5m', compares), ['6:69'])
  assert.deepEqual(found('hold: 5m', '{ signal: success-ratio, noWorseThan: stable*0.9, confidence: 95% }'), [
    '6:69',
  ])
  assert.deepEqual(found('hold: 5m', `${compares}, { signal: success-ratio, atLeast: 99% }`), [])
  assert.deepEqual(found('hold: 5m, gates: [{ signal: success-ratio, atLeast: 99% }]', compares), [])
  assert.deepEqual(found('hold: 5m, checklist: [ It is well ]', compares), [])
  assert.deepEqual(found(`hold: 5m, gates: [${compares}]`, '{ signal: success-ratio, atLeast: 99% }'), [])
})
