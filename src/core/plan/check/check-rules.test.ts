import { test } from 'node:test'
import { PHASED } from './phased.testing.ts'
import { isFound, type Row } from './planted-faults.testing.ts'

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
    'worseThan on a gate',
    'gates: [{ signal: success-ratio, atLeast: 99% }]\n      - bake',
    'gates: [{ signal: success-ratio, worseThan: stable*2, confidence: 95% }]\n      - bake',
    'wrong-direction',
    '32:44',
    /write noWorseThan, or make it a guard/,
  ],
  [
    'noWorseThan on a guard',
    '{ signal: success-ratio, below: 97%, for: 1m }',
    '{ signal: success-ratio, noWorseThan: stable, confidence: 95% }',
    'wrong-direction',
    '40:30',
    /write worseThan, or make it a gate/,
  ],
  [
    'a test without its confidence',
    '{ signal: success-ratio, below: 97%, for: 1m }',
    '{ signal: success-ratio, worseThan: stable*2 }',
    'missing',
    '40:30',
    /add confidence: 99%/,
  ],
  [
    'a test with a span',
    '{ signal: success-ratio, below: 97%, for: 1m }',
    '{ signal: success-ratio, worseThan: stable*2, confidence: 95%, for: 1m }',
    'bad-value',
    '40:5',
    /keep one of them/,
  ],
  [
    'a confidence without a test',
    'below: 97%, for: 1m',
    'below: 97%, for: 1m, confidence: 95%',
    'unknown-key',
    '40:51',
    /remove it/,
  ],
  [
    'a confidence that is certainty',
    'below: 97%, for: 1m',
    'below: 97%, for: 1m, confidence: 100%',
    'bad-value',
    '40:63',
    /write a confidence such as 95% or 99.9%/,
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
