import { test } from 'node:test'
import { PHASED } from './phased.testing.ts'
import { isFound, type Row } from './planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  [
    'a part of the requests of a canary that is traced',
    'adopt: later',
    'adopt: later\n          canary: { traces: 50% }',
    'odd-traces',
    '29:29',
    /write traces: 100%, or leave it out/,
  ],
  [
    'what a canary logs that no step deploys',
    '      - deploy: wix\n      - rollout:\n          targets: [wix]',
    '      - deploy: gamma\n      - rollout:\n          targets: [wix]\n          canary: { log: DEBUG }',
    'log-without-deploy',
    '28:21',
    /add { deploy: wix } before the rollout/,
  ],
  [
    'a log level that is none',
    'adopt: later',
    'adopt: later\n          canary: { log: LOUD }',
    'wrong-type',
    '29:26',
    /write DEBUG or INFO or WARN or ERROR/,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row, PHASED))
