import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan, compilePlan } from '../plan.ts'

const plan = (guard: string, steps = '') => `plan: p
title: P
environment: staging
version: v2
guards: [{ signal: ok, below: 97%, for: 1m${guard} }]
steps:
  - rollout:
      targets: [api]
      adopt: later
      stages: [{ weight: 5, hold: 5m, gates: [{ signal: fine, atLeast: 98% }] }, { weight: 100, hold: 0s }]
      gates: [{ signal: ok, atLeast: 99% }]
${steps}  - bake: { for: 10m, every: 2m, gates: [{ signal: ok, atLeast: 99% }] }
  - adopt: [api]
`
const found = (text: string) =>
  checkPlan(text, 'p.yaml')
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, remedy }) => `${code}: ${message}; ${remedy}`)

test('guards of a plan, bakes and gates of a stage come to what runs', () => {
  const compiled = compilePlan(plan(', then: rollback-gradual'), 'p.yaml', {
    inputs: {},
    pace: 2,
    binding: null,
  })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const { guards, steps } = compiled.runbook
  assert.deepEqual(
    guards?.map(({ id, then, form }) => [id, then, form]),
    [['ok-below-0.97-for-1m', 'rollback-gradual', { form: 'for', ms: 30_000, lookbackMs: 30_000 }]],
  )
  const [rollout, bake, adopt] = steps
  assert.ok(rollout?.kind === 'rollout' && bake?.kind === 'bake' && adopt?.kind === 'adopt')
  assert.deepEqual(
    rollout.stages.map(({ gates = [] }) => gates.map(({ id }) => id)),
    [['fine-at-least-0.98-over-hold'], []],
  )
  assert.deepEqual([bake.forMs, bake.everyMs, bake.targets], [300_000, 60_000, ['api']])
  assert.deepEqual(bake.gates[0]?.form, { form: 'over', span: 'hold' })
})

test('guards of a plan without targets would watch nothing', () => {
  const nothing = `plan: p
title: P
environment: staging
guards: [{ signal: ok, below: 97%, for: 1m }]
steps: [{ action: a, undo: { none: true, because: x } }]
`
  assert.match(found(nothing)[0] ?? '', /^not-in-this-version: a guard of a plan that names no target/)
})
