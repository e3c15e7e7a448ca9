import { test } from 'node:test'
import { PHASED } from '../phased.testing.ts'
import { isFound, type Row } from '../planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  [
    'a range upside down',
    '{ signal: success-ratio, below: 97%, for: 1m }',
    '{ signal: success-ratio, between: [30%, 20%], for: 1m }',
    'bad-value',
    '40:39',
    /write the lower one first/,
  ],
  [
    'a range of two units',
    '{ signal: success-ratio, below: 97%, for: 1m }',
    '{ signal: success-ratio, between: [30%, 400ms], for: 1m }',
    'wrong-unit',
    '40:39',
    /write both alike: .20%, 30%./,
  ],
  [
    'a question without a pause',
    'then: pause, ask',
    'ask',
    'unknown-key',
    '41:54',
    /add then: pause, or remove it/,
  ],
  [
    'a question by a guard of a rollout',
    'gates: [{ signal: success-ratio, atLeast: 99% }]\n      - bake',
    'gates: [{ signal: success-ratio, atLeast: 99% }]\n          guards: [{ signal: success-ratio, below: 90%, for: 1m, tell: [cutover] }]\n      - bake',
    'unknown-key',
    '33:66',
    /move the guard to `guards` of the plan/,
  ],
  [
    'two guards of one name',
    'guards:\n',
    'guards:\n  - { signal: success-ratio, below: 97%, for: 1m }\n',
    'duplicate-id',
    '41:5',
    /give it another id/,
  ],
  [
    'a list of signals with one of them twice',
    '- { signal: success-ratio, below: 97%, for: 1m }',
    '- { signal: [success-ratio, success-ratio], below: 97%, for: 1m }',
    'duplicate-id',
    '40:5',
    /give it another id/,
  ],
  [
    'a gate of a bake that looks back too far',
    'atMost: baseline+10% }',
    'atMost: baseline+10%, over: 1h }',
    'longer-than-hold',
    '33:97',
    /leave the span out, or lengthen what it /,
  ],
  [
    'a bake that is asked too rarely',
    'every: 5m',
    'every: 45m',
    'bad-value',
    '33:34',
    /write a span that is not longer than `fo/,
  ],
  [
    'a signal of a list that the binding does not know',
    '- { signal: success-ratio, below: 97%, for: 1m }',
    '- { signal: [success-ratio, sucess-ratio], below: 96%, for: 1m }',
    'unbound',
    '40:31',
    /did you mean success-ratio./,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row, PHASED))
