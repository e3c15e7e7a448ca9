import { test } from 'node:test'
import { PHASED } from './phased.testing.ts'
import { isFound, type Row } from './planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  [
    'a lead of a phase who is not among the leads',
    'at: before, lead: cutover',
    'at: before, lead: cutovr',
    'unknown-lead',
    '12:45',
    /did you mean cutover./,
  ],
  [
    'a lead where there are none like it',
    'at: before, lead: cutover',
    'at: before, lead: sre',
    'unknown-lead',
    '12:45',
    /add it, as in leads: . sre: Who answers /,
  ],
  [
    'an approver who is nearly a lead',
    'by: [cutover, database]',
    'by: [cutover, databse]',
    'unknown-lead',
    '18:44',
    /did you mean database./,
  ],
  [
    'a quorum larger than those who are named',
    'quorum: 2',
    'quorum: 3',
    'quorum',
    '18:63',
    /write 2 or less, or name more in `by`/,
  ],
  [
    'an approver who is named twice',
    'by: [cutover, database]',
    'by: [cutover, cutover]',
    'duplicate-name',
    '18:44',
    /name each once/,
  ],
  [
    'an owner of a task who is not a lead',
    'owner: cutover',
    'owner: nobody-known',
    'unknown-lead',
    '49:86',
    /add it, as in leads: . nobody-known: Who/,
  ],
  [
    'somebody who is asked and is not a lead',
    'ask: [cutover]',
    'ask: [cutoverr]',
    'unknown-lead',
    '41:73',
    /did you mean cutover./,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row, PHASED))
