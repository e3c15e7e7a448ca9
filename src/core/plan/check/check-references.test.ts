import { test } from 'node:test'
import { PHASED } from './phased.testing.ts'
import { isFound, type Row } from './planted-faults.testing.ts'

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
