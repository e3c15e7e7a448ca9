import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePlan } from '../plan.ts'
import { PHASED } from './phased.testing.ts'
import { GOOD, isFound, type Row } from './planted-faults.testing.ts'

const END = '  - { title: held, held: { signal: success-ratio } }\n'
const LINE = GOOD.split('\n').length
const planted = (rollback: string): string => `${END}rollback: ${rollback}\n`

const FAULTS: readonly Row[] = [
  [
    'weights that rise',
    END,
    planted('{ gradual: [ { weight: 5%, hold: 1m }, { weight: 10% } ] }'),
    'weights-rise',
    `${LINE}:60`,
    /write falling weights/,
  ],
  [
    'flags on a target of another plan',
    END,
    planted('{ steps: [ { flags: { CanaryEnabled: false, targets: [gamma] } } ] }'),
    'foreign-target',
    `${LINE}:65`,
    /write one of: wix/,
  ],
  [
    'a step that sets nothing',
    END,
    planted('{ steps: [ { flags: { lock: true } } ] }'),
    'no-flags',
    `${LINE}:24`,
    /FlagName: value/,
  ],
  [
    'two steps of one id',
    END,
    planted('{ steps: [ { id: a, action: sync-registry }, { id: a, action: sync-registry } ] }'),
    'duplicate-id',
    `${LINE}:62`,
    /another id/,
  ],
  [
    'an action that nobody bound',
    END,
    planted('{ steps: [ { action: sync-registri } ] }'),
    'unbound',
    `${LINE}:32`,
    /sync-registry/,
  ],
  [
    'more time than the binding gives',
    END,
    planted('{ verify: { for: 25h, gates: [ { signal: success-ratio, atLeast: 99% } ] } }'),
    'bad-value',
    `${LINE}:28`,
    /write 10m/,
  ],
  [
    'what follows a gate that follows nothing',
    END,
    planted('{ verify: { for: 10m, gates: [ { signal: success-ratio, atLeast: 99%, else: pause } ] } }'),
    'no-meaning-here',
    `${LINE}:81`,
    /leave it out/,
  ],
]

for (const row of FAULTS) test(`finds ${row[0]}`, () => isFound(row))

test('finds two ways down', () => {
  isFound([
    'two ways down',
    GOOD,
    `${GOOD.replace('      guards:', '      descend: { hold: 1m }\n      guards:')}rollback: { gradual: [ { weight: 1% } ] }\n`,
    'descend-and-gradual',
    '18:7',
    /leave descend out/,
  ])
})

test('says in the runbook what the plan says, and nothing that it does not say', () => {
  const inputs = { environment: 'staging', tag: 'v2' }
  const compiled = (rollback: string, pace = 1) => {
    const made = compilePlan(`${GOOD}rollback: ${rollback}\n`, 'p.yaml', { inputs, pace, binding: null })
    assert.ok('runbook' in made, JSON.stringify(made))
    return made.runbook
  }
  const whole = compiled(
    `{ limits: { close: 30s }, steps: [ { action: sync-registry, timeLimit: 30s, retry: { attempts: 2, backoff: 5s } }, { flags: { CanaryEnabled: false } }, { when: false, action: sync-registry } ], gradual: [ { weight: 5%, hold: 10m }, { weight: 0% } ], verify: { for: 10m, gates: [ { signal: success-ratio, atLeast: 99% } ] }, considerations: [ Data is lost ] }`,
    10,
  )
  assert.deepEqual(whole.wayDown, {
    limits: { closeMs: 30_000 },
    steps: [
      {
        id: 'action-sync-registry',
        title: 'Sync registry',
        act: { act: 'action', name: 'sync-registry', with: {} },
        timeLimitMs: 30_000,
        attempts: 2,
        backoffMs: 5_000,
      },
      {
        id: 'flags',
        title: 'Set CanaryEnabled',
        act: { act: 'set-flags', targets: ['wix'], set: { CanaryEnabled: false }, lock: false },
        timeLimitMs: 60_000,
        attempts: 3,
      },
    ],
    gradual: [
      { weight: 500, holdMs: 60_000 },
      { weight: 0, holdMs: 0 },
    ],
    verify: {
      forMs: 60_000,
      gates: [
        {
          kind: 'gate',
          id: 'success-ratio-at-least-0.99-over-hold',
          signal: 'success-ratio',
          bound: { op: 'at-least', value: 0.99 },
          form: { form: 'over', span: 'hold' },
          minSamples: 50,
          noData: { afterMs: 30_000, then: 'hold' },
          otherwise: 'rollback',
        },
      ],
    },
    considerations: ['Data is lost'],
  })
  assert.deepEqual(compiled('{ considerations: [ Data is lost ] }').wayDown, {
    steps: [],
    considerations: ['Data is lost'],
  })
  const plain = compilePlan(GOOD, 'p.yaml', { inputs, pace: 1, binding: null })
  assert.ok('runbook' in plain && !('wayDown' in plain.runbook))
})

const MORE: readonly Row[] = [
  [
    'weights that stay',
    '{ weight: 5%, hold: 5m }',
    '{ weight: 20%, hold: 5m }',
    'weights-rise',
    '45:50',
    /write falling weights/,
  ],
  ['a limit of no time', 'close: 30s', 'close: 0s', 'bad-value', '43:20', /write 30s/],
  [
    'a step that is neither flags nor an action',
    '{ flags: { shadow: true } }]',
    '{ deploy: wix }]',
    'no-step',
    '44:38',
    /write action: NAME, or flags/,
  ],
]
for (const row of MORE) test(`finds ${row[0]} in a plan of phases`, () => isFound(row, PHASED))
