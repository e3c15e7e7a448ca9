import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkPlan } from '../plan.ts'
import { binding, GOOD, isFound, type Row } from './planted-faults.testing.ts'

const LEVELS = GOOD.replace(
  'steps:\n',
  () => `levels:
  - { signal: success-ratio, over: [5m, 24h], warn: 99%, critical: 95%, governance: 95% }
steps:\n`,
)

const ROWS: readonly Row[] = [
  [
    'a level without a threshold',
    'warn: 99%, critical: 95%, governance: 95%',
    'tell: [wix]',
    'missing',
    '11:5',
    /add warn/,
  ],
  ['a level over no time', '[5m, 24h]', '0s', 'bad-value', '11:36', /write over: 5m/],
  [
    'a critical that is the warning',
    'critical: 95%',
    'critical: 99%',
    'bad-value',
    '11:68',
    /write a worse one/,
  ],
  [
    'a governance on the other side',
    'governance: 95%',
    'governance: 99.5%',
    'wrong-direction',
    '11:85',
    /from the mildest/,
  ],
  [
    'levels against the direction',
    'warn: 99%, critical: 95%, governance: 95%',
    'warn: 95%, critical: 99%',
    'wrong-direction',
    '11:68',
    /swap them, or add direction: higher/,
  ],
  ['a unit that does not fit', 'warn: 99%', 'warn: 300ms', 'wrong-unit', '11:53', /per cent/],
  [
    'a signal that nobody has',
    'levels:\n  - { signal: success-ratio',
    'levels:\n  - { signal: succes-ratio',
    'unbound',
    '11:15',
    /did you mean success-ratio/,
  ],
  [
    'a baseline that nobody captures',
    'warn: 99%',
    'warn: baseline-2%',
    'unresolved-reference',
    '11:53',
    /capture/,
  ],
  [
    'two references',
    'warn: 99%, critical: 95%',
    'warn: slo, critical: stable*0.9',
    'bad-value',
    '11:68',
    /two levels/,
  ],
  [
    'a group of the catalog',
    'governance: 95%',
    'governance: 95%, tell: [finance-team]',
    'not-in-this-version',
    '11:97',
    /make it a lead/,
  ],
]

describe('check finds of levels', () => {
  for (const row of ROWS) it(row[0], () => isFound(row, LEVELS))

  it('that they are too many', () => {
    const many = Array.from(
      { length: 51 },
      () => '  - { signal: success-ratio, over: [5m, 24h], warn: 99% }',
    ).join('\n')
    const [found] = checkPlan(
      GOOD.replace('steps:\n', () => `levels:\n${many}\nsteps:\n`),
      'p.yaml',
    )
    assert.equal(found?.code, 'too-many')
    assert.match(found?.message ?? '', /102 levels/)
  })
})

it('good levels are good', () => {
  assert.deepEqual(
    checkPlan(LEVELS, 'p.yaml', binding()).filter(({ severity }) => severity === 'error'),
    [],
  )
})
