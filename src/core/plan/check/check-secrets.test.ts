import { test } from 'node:test'
import { isFound, type Row } from './planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  ['a secret by name', 'because: A sync', 'because: secret:KEY sync', 'secret', '21:34', /cutwater.yaml/],
  [
    'a secret by its looks',
    'title: A sample',
    'title: https://me:hunter2@host/',
    'secret',
    '2:8',
    /cutwater.yaml/,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row))
