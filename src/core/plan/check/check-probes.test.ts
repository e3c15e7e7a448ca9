import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBinding } from '../../binding/parse.ts'
import { compileProbes } from '../compile/compile-probes.ts'
import { checkPlan } from '../plan.ts'
import { BINDING, binding, GOOD, isFound, type Row } from './planted-faults.testing.ts'

const PROBES = GOOD.replace(
  'steps:\n',
  () => `probes:
  startup: { path: /up, delay: 10s, every: 5s, timeLimit: 3s, failures: 3 }
  ready: { path: /ready, every: 5s, failures: 2, successes: 2 }
  others: { /db: critical, /cache: shown }
steps:
`,
)

function parsedBinding(text: string) {
  const parsed = parseBinding(text, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}

const ROWS: readonly Row[] = [
  ['a path that is none', '/ready,', 'ready,', 'wrong-type', '12:18', /write \/health/],
  [
    'a probe that is asked all the time',
    'every: 5s, timeLimit',
    'every: 10ms, timeLimit',
    'bad-value',
    '11:44',
    /write 10s/,
  ],
  [
    'a probe that is hardly asked',
    'every: 5s, timeLimit',
    'every: 11m, timeLimit',
    'bad-value',
    '11:44',
    /write 10s/,
  ],
  ['an answer in no time', 'timeLimit: 3s', 'timeLimit: 0s', 'bad-value', '11:59', /write 3s/],
  ['an answer that takes an hour', 'timeLimit: 3s', 'timeLimit: 1h', 'bad-value', '11:59', /write 3s/],
  ['a first question tomorrow', 'delay: 10s', 'delay: 24h', 'bad-value', '11:32', /write 10s/],
  [
    'a startup that is well twice',
    'timeLimit: 3s',
    'successes: 2',
    'bad-value',
    '11:59',
    /leave successes out/,
  ],
  ['no failure at all', 'failures: 3', 'failures: 0', 'wrong-type', '11:73', /1/],
  ['a third kind of others', '/db: critical', '/db: important', 'wrong-type', '13:18', /critical/],
]

describe('probes of a plan', () => {
  it('are checked, and a plan with good ones has no fault', () => {
    assert.deepEqual(
      checkPlan(PROBES, 'p.yaml', binding()).filter(({ severity }) => severity === 'error'),
      [],
    )
  })

  for (const row of ROWS) it(`${row[0]} is refused`, () => isFound(row, PROBES))

  it('that ask nothing, or nobody, are refused', () => {
    const nothing = GOOD.replace('steps:\n', 'probes: {}\nsteps:\n')
    assert.match(JSON.stringify(checkPlan(nothing, 'p.yaml', binding())), /these probes ask nothing/)
    const nobody = `plan: p
title: P
environment: staging
probes: { live: { path: /live } }
steps: [{ flags: { a: 1 } }]
`
    assert.match(
      JSON.stringify(checkPlan(nobody, 'p.yaml')),
      /not-in-this-version.*neither deploys nor moves traffic.*deploy: TARGET or a rollout/,
    )
  })

  it('whose side has no address of its own are refused, with what to write', () => {
    const same = parsedBinding(BINDING.replace("'http://127.0.0.1:2'", () => "'http://127.0.0.1:1'"))
    const [found] = checkPlan(PROBES, 'p.yaml', same).filter(({ severity }) => severity === 'error')
    assert.equal(`${found?.code} ${found?.line}:${found?.column}`, 'no-address 15:13')
    assert.match(found?.remedy ?? '', /give blue and green of wix an address each in cutwater\.yaml/)
  })

  it('of a rollout that deploys nothing are taken, unless its sides cannot be told apart', () => {
    const led = PROBES.replace('  - deploy: wix\n', '')
    const errors = (text: string) =>
      checkPlan(led, 'p.yaml', parsedBinding(text)).filter(({ severity }) => severity === 'error')
    assert.deepEqual(errors(BINDING), [])
    const [found] = errors(BINDING.replace("'http://127.0.0.1:2'", () => "'http://127.0.0.1:1'"))
    assert.equal(`${found?.code} ${found?.line}:${found?.column}`, 'no-address 16:17')
  })

  it('become a list with the figures of an orchestrator, the startup first and divided by the pace', () => {
    const others = { '/db': 'critical' } as const
    const written = {
      ready: { path: '/ready', every: 5_000, timeLimit: 3_000, successes: 2 },
      startup: { path: '/up' },
      others,
    }
    const figures = { delayMs: 0, everyMs: 10_000, timeLimitMs: 3_000, failures: 3, successes: 1 }
    assert.deepEqual(
      compileProbes(written, (ms) => ms),
      [
        { kind: 'startup', path: '/up', ...figures },
        { kind: 'ready', path: '/ready', ...figures, everyMs: 5_000, successes: 2 },
        { kind: 'critical', path: '/db', ...figures },
      ],
    )
    const [, ready] = compileProbes(written, (ms) => ms / 1_000)
    assert.deepEqual(
      [ready?.everyMs, ready?.timeLimitMs],
      [100, 3_000],
      'limits are real time, and no side is hammered',
    )
  })
})
