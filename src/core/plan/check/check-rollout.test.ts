import { test } from 'node:test'
import { isFound, type Row } from './planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  ['a weight above 100 %', 'weight: 100', 'weight: 101', 'bad-value', '16:21', /0% to 100%/],
  ['weights that do not rise', 'weight: 100', 'weight: 4', 'weights-fall', '16:21', /rising weights/],
  [
    'a stage after 100 %',
    'weight: 5, hold',
    'weight: 100, hold',
    'unreachable',
    '16:21',
    /remove this stage/,
  ],
  [
    'adopting below 100 %',
    'weight: 100',
    'weight: 50',
    'adopt-below-full',
    '16:11',
    /weight: 100|adopt: false/,
  ],
  [
    'a rollout without a guard',
    '      guards: [{ signal: success-ratio, below: 97%, for: 1m }]\n',
    '',
    'no-guard',
    '12:5',
    /guards: \[/,
  ],
  [
    'a rollout without a gate',
    '      gates: [{ signal: success-ratio, atLeast: 99.0% }]\n',
    '',
    'no-gate',
    '12:5',
    /gates: \[/,
  ],
  [
    'a gate longer than a hold',
    'atLeast: 99.0%',
    'atLeast: 99.0%, over: 6m',
    'longer-than-hold',
    '17:62',
    /over: hold/,
  ],
  [
    'a lookback without for',
    'atLeast: 99.0%',
    'atLeast: 99.0%, lookback: 6m',
    'stray-lookback',
    '17:56',
    /remove it/,
  ],
  ['a guard that cannot trip', 'for: 1m', 'for: 21m', 'never-trips', '18:58', /shorten/],
  [
    'holds longer than the window',
    'default: 45',
    'default: 20',
    'window-too-short',
    '9:21',
    /longer than 20m/,
  ],
  [
    'an unknown gate in the checklist',
    'held: { signal: success-ratio }',
    'held: { signal: latency-p95 }',
    'unknown-gate',
    '23:26',
    /success-ratio/,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row))
