import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan, compilePlan } from '../../plan.ts'
import { binding, GOOD } from '../planted-faults.testing.ts'

const GATE = 'gates: [{ signal: success-ratio, atLeast: 99.0% }]'
const inRollout = (gate: string, text = GOOD) => text.replace(GATE, `${GATE.slice(0, -1)}, ${gate}]`)
const inStage = (rest: string) => GOOD.replace('{ weight: 5, hold: 5m }', `{ weight: 5, hold: 5m, ${rest} }`)
const inBake = (gate: string) =>
  GOOD.replace('  - flags:', `  - bake: { for: 5m, gates: [${gate}] }\n  - flags:`)
const inVerify = (gate: string) => `${GOOD}rollback: { verify: { for: 5m, gates: [${gate}] } }\n`

const found = (text: string, asked = false) =>
  checkPlan(text, 'p.yaml', asked ? binding() : undefined).map(
    ({ code, message, remedy }) => `${code} ${message}: ${remedy}`,
  )

test('a gate asks whether an incident is open in a rollout, a stage, a bake and a verification', () => {
  for (const text of [
    inRollout('{ incidents: none, else: pause }'),
    inStage('gates: [{ id: quiet, incidents: none }]'),
    inBake('{ incidents: none, else: hold }'),
    inVerify('{ incidents: none }'),
  ])
    assert.deepEqual(found(text), [])
})

test('nothing is said beside it that a measurement has', () => {
  const keys = [
    'for: 1m',
    'over: 1m',
    'lookback: 1m',
    'minSamples: 5',
    'confidence: 95%',
    'each: path',
    'inconclusive: { after: 5m, then: pause }',
    'noData: { then: pause }',
  ]
  for (const key of keys)
    for (const place of [inRollout, inBake, inVerify])
      assert.deepEqual(found(place(`{ incidents: none, ${key} }`)), [
        `no-meaning-here ${key.split(':')[0]} is not allowed here: whether an incident is open is asked, and asked again while nobody knows: leave it out`,
      ])
})

test('after a rollback nothing is left that it could hold or send back', () => {
  for (const key of ['id: quiet', 'else: hold'])
    assert.match(found(inVerify(`{ incidents: none, ${key} }`)).join(), /no-meaning-here .* after a rollback/)
})

test('it has a name of its own among the lines of its stage', () => {
  const twice = inStage('gates: [{ id: quiet, incidents: none }], checklist: [{ id: quiet, person: ada }]')
  assert.deepEqual(found(twice), ['duplicate-id the id quiet is taken already: give it another id'])
})

test('a binding has to say how an incident is known', () => {
  for (const text of [inRollout, inBake, inVerify].map((place) => place('{ incidents: none }')))
    assert.match(found(text, true).join(), /unbound .* names no check .*: add incidents: CHECK/)
})

test('it comes to the last line of each stage, and of its bake', () => {
  const text = inRollout('{ incidents: none, else: pause }', inStage('checklist: [{ person: ada }]')).replace(
    '  - flags:',
    '  - bake: { for: 5m, gates: [{ id: open, incidents: none }] }\n  - flags:',
  )
  const compiled = compilePlan(text, 'p.yaml', {
    inputs: { environment: 'staging', tag: 'v2' },
    pace: 1,
    binding: null,
  })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const { steps } = compiled.runbook
  const lines = steps.flatMap((step) =>
    step.kind === 'rollout'
      ? step.stages.map(({ checklist = [] }) => checklist)
      : step.kind === 'bake'
        ? [step.checklist ?? []]
        : [],
  )
  assert.deepEqual(
    lines.map((list) => list.map(({ id, gate }) => `${id} ${gate?.otherwise}`)),
    [['person undefined', 'incidents-none pause'], ['incidents-none pause'], ['open rollback']],
  )
})
