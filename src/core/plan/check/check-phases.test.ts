import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkPlan, compilePlan } from '../plan.ts'

const HEAD = `plan: cutover
title: Cutover
environment: staging
version: v2
window: { start: "2027-03-01T10:00:00Z", duration: 60m }
leads: { cutover: Cutover Lead, database: Database Lead }
contacts: { room: "#room", phone: asked }
`
const DEPLOY = 'deploy: wix'
const ACTION = 'action: warm-up, undo: { none: true, because: no harm }'
const ROLLOUT = `rollout: { targets: [wix], stages: [{ weight: 5, hold: 10m }, { weight: 100, hold: 15m }], gates: [{ signal: ok, atLeast: 99% }], guards: [{ signal: ok, below: 97%, for: 1m }] }`

const planOf = (...phases: readonly (readonly [phase: string, step: string])[]): string =>
  `${HEAD}phases:\n${phases.map(([phase, step]) => `  - { phase: { ${phase} }, steps: [ { ${step} } ] }\n`).join('')}`
const GOOD = planOf(
  ['name: early, at: before', ACTION],
  ['name: checks, at: T-10m, lead: database', ACTION],
  ['name: cutover, at: T, budget: 40m, lead: cutover', ROLLOUT],
  ['name: beside, at: T+30m', ACTION],
  ['name: last', ACTION],
)
const faultsOf = (text: string) => checkPlan(text, 'p.yaml').map(({ code, message }) => `${code}: ${message}`)

describe('phases of a plan', () => {
  it('compile to what the engine runs', () => {
    assert.deepEqual(faultsOf(GOOD), [])
    const compiled = compilePlan(GOOD, 'p.yaml', { inputs: {}, pace: 10, binding: null })
    assert.ok('runbook' in compiled)
    assert.deepEqual(compiled.runbook.phases, [
      { id: 'early', start: { start: 'scheduled' }, steps: ['action-warm-up'] },
      {
        id: 'checks',
        start: { start: 'at', offsetMs: -60_000 },
        lead: 'database',
        steps: ['action-warm-up-2'],
      },
      {
        id: 'cutover',
        start: { start: 'at', offsetMs: 0 },
        budgetMs: 240_000,
        lead: 'cutover',
        steps: ['rollout'],
      },
      { id: 'beside', start: { start: 'at', offsetMs: 180_000 }, steps: ['action-warm-up-3'] },
      { id: 'last', start: { start: 'in-turn' }, steps: ['action-warm-up-4'] },
    ])
    assert.deepEqual(compiled.runbook.leads, {
      cutover: { title: 'Cutover Lead' },
      database: { title: 'Database Lead' },
    })
  })

  const BAD: readonly (readonly [why: string, text: string, fault: RegExp])[] = [
    [
      'a name twice',
      planOf(['name: a, at: T', ACTION], ['name: a', ACTION]),
      /^duplicate-name: a phase a stands above/,
    ],
    [
      'offsets that run backwards',
      planOf(['name: a, at: T', ACTION], ['name: b, at: T-5m', ACTION]),
      /^phases-backwards: b begins at T-5m, and stands behind a, which begins at T$/,
    ],
    [
      'before behind a moment',
      planOf(['name: a, at: T-5m', ACTION], ['name: b, at: before', ACTION]),
      /^phases-backwards: b begins once the change is scheduled, and stands behind a/,
    ],
    [
      'a deploy before T',
      planOf(['name: a, at: T-5m', DEPLOY], ['name: b, at: T', ROLLOUT]),
      /^touches-before-t: deploy-wix touches wix, and a comes before T/,
    ],
    [
      'a rollout in turn behind a phase before T, where T stands later',
      planOf(['name: a, at: before', ACTION], ['name: b', ROLLOUT], ['name: c, at: T', ACTION]),
      /^touches-before-t: rollout touches wix, and b comes before T/,
    ],
    [
      'a phase that begins when the window is over',
      planOf(['name: a, at: T', ROLLOUT], ['name: b, at: T+60m', ACTION]),
      /^window-too-short: b begins at T\+1h at the earliest, and the window is open for 1h/,
    ],
    [
      'holds that cannot fit what is left of the window',
      planOf(['name: a, at: T+40m', ROLLOUT]),
      /^window-too-short: a lasts until T\+1h5m by its holds alone/,
    ],
    [
      'holds of phases in turn that cannot fit together',
      planOf(
        ['name: a, at: T+20m', ROLLOUT],
        ['name: b', ACTION],
        ['name: c', ROLLOUT.replaceAll('wix', 'gamma')],
      ),
      /^window-too-short: c lasts until T\+1h10m by its holds alone/,
    ],
    [
      'a budget of nothing',
      planOf(['name: a, at: T, budget: 0s', ACTION]),
      /^bad-value: nothing is done in no time/,
    ],
    [
      'a budget that the holds use up',
      planOf(['name: a, at: T, budget: 20m', ROLLOUT]),
      /^budget-too-short: the holds of a alone take 25m, so it is late for sure/,
    ],
    [
      'a lead who is nobody',
      planOf(['name: a, at: T, lead: cutove', ACTION]),
      /^unknown-lead: the plan has no lead cutove/,
    ],
    [
      'two phases that move one target at once',
      planOf(['name: a, at: T', ROLLOUT], ['name: b, at: T', ROLLOUT]),
      /^contended-target: .* touch one target at the same time/,
    ],
  ]
  for (const [why, text, fault] of BAD)
    it(`${why} is one finding`, () => {
      const [first, ...more] = faultsOf(text)
      assert.match(first ?? 'nothing', fault)
      assert.deepEqual(more, [])
    })

  it('ten phases at one instant begin together', () => {
    const ten = Array.from({ length: 10 }, (_, i) => [`name: p${i}, at: T`, ACTION] as const)
    assert.deepEqual(faultsOf(planOf(...ten)), [])
  })
})

describe('the people of a request', () => {
  const compile = (leads: Record<string, string>, contacts: Record<string, string>) =>
    compilePlan(GOOD, 'p.yaml', { inputs: {}, pace: 1, binding: null, people: { leads, contacts } })

  it('go into the runbook', () => {
    const compiled = compile({ cutover: 'ada', database: 'bob' }, { phone: '+41 1' })
    assert.ok('runbook' in compiled)
    assert.deepEqual(compiled.runbook.leads?.cutover, { title: 'Cutover Lead', person: 'ada' })
    assert.deepEqual(compiled.runbook.contacts, { room: '#room', phone: '+41 1' })
  })

  it('are asked for where a phase needs them', () => {
    const compiled = compile({ cutover: 'ada', operator: 'x' }, {})
    assert.ok('findings' in compiled)
    assert.deepEqual(compiled.findings.map(({ message }) => message).sort(), [
      'nobody is named as database (Database Lead), who leads a part of the change',
      'the request has to say phone',
      'the request names a lead operator, and the plan has none of that name',
    ])
  })
})
