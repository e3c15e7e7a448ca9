import { test } from 'node:test'
import { isFound, type Row } from './planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  [
    'a step without undo',
    '    undo: { none: true, because: A sync repeats harmlessly. }\n',
    '',
    'no-undo',
    '20:5',
    /undo: \{ action: NAME/,
  ],
  [
    'a constant false when',
    '  - deploy: wix',
    '  - when: false\n    deploy: wix',
    'unreachable',
    '11:11',
    /depend on an input/,
  ],
  [
    'a when that no input can change',
    '  - deploy: wix',
    '  - when: ${{ 1 > 2 }}\n    deploy: wix',
    'unreachable',
    '11:11',
    /depend on an input/,
  ],
  [
    'an id taken twice',
    '  - deploy: wix',
    '  - { deploy: wix, id: twice }\n  - { deploy: gamma, id: twice }',
    'duplicate-id',
    '12:26',
    /another id/,
  ],
  [
    'one target moved at the same time',
    '  - deploy: wix',
    '  - parallel: [{ deploy: wix }, { deploy: wix }]',
    'contended-target',
    '11:33',
    /one after the other/,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row))
