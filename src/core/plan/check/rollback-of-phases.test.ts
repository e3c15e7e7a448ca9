import { test } from 'node:test'
import { PHASED } from './phased.testing.ts'
import { isFound, type Row } from './planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  [
    'gradual weights that rise',
    '{ weight: 5%, hold: 5m }',
    '{ weight: 50%, hold: 5m }',
    'weights-rise',
    '45:50',
    /write falling weights, such as 20%, 10%,/,
  ],
  [
    'gradual weights that stay',
    '{ weight: 5%, hold: 5m }',
    '{ weight: 20%, hold: 5m }',
    'weights-rise',
    '45:50',
    /write falling weights, such as 20%, 10%,/,
  ],
  ['a limit of no time', 'close: 30s', 'close: 0s', 'bad-value', '43:20', /write 30s/],
  [
    'a verification of no time',
    'verify: { for: 10m, gates: [{ signal: success-ratio, atLeast: 99% }] }',
    'verify: { for: 0s, gates: [{ signal: success-ratio, atLeast: 99% }] }',
    'bad-value',
    '46:18',
    /write 10m/,
  ],
  [
    'an action that the binding does not know',
    'steps: [{ action: sync-registry }',
    'steps: [{ action: sync-regstry }',
    'unbound',
    '44:21',
    /did you mean sync-registry./,
  ],
  [
    'two steps of one name',
    '{ flags: { shadow: true } }]',
    '{ flags: { shadow: true }, id: a }, { flags: { b: true }, id: a }]',
    'duplicate-id',
    '44:100',
    /give it another id/,
  ],
  [
    'a step that is neither flags nor an action',
    '{ flags: { shadow: true } }]',
    '{ deploy: wix }]',
    'no-step',
    '44:38',
    /write action: NAME, or flags: . NAME: va/,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row, PHASED))
