import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBinding } from '../../binding/parse.ts'
import type { Step } from '../../runbook/runbook.ts'
import { checkPlan, compilePlan } from '../plan.ts'

const BINDING = `environments:
  staging:
    targets:
      shop:
        traffic: { gateway: g.sock }
        sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
        deploy: { command: [deploy] }
        logging: { set: { command: [log, '\${CUTWATER_LOG_LEVEL}'], timeLimit: 20s }, stable: WARN }
    signals: { ok: { gateway: success } }
`
const PLAN = (canary: string, adopt: string, after = '') => `plan: p
title: P
environment: staging
version: v2
window: { duration: 1h }
phases:
  - phase: { name: rollout, at: T }
    steps:
      - deploy: shop
      - rollout:
          targets: [shop]
          stages: [{ weight: 100, hold: 1m }]
          gates: [{ signal: ok, atLeast: 99% }]
          guards: [{ signal: ok, below: 97%, for: 1m }]
          adopt: ${adopt}
          ${canary}
${after}`

function compiled(text: string, bound = BINDING) {
  const parsed = parseBinding(bound, 'cutwater.yaml')
  assert.ok('binding' in parsed)
  const options = { binding: parsed.binding, pace: 1, inputs: {} }
  const found = checkPlan(text, 'p.yaml', parsed.binding, 1, {})
  const made = compilePlan(text, 'p.yaml', options)
  return { found, runbook: 'runbook' in made ? made.runbook : null }
}
const deployed = (steps: readonly Step[]) =>
  steps.flatMap((step) => (step.kind === 'effect' && step.act.act === 'deploy' ? [step.act.log] : []))

test('a canary is deployed at its level, and set back to that of stable behind its adoption', () => {
  const { runbook } = compiled(PLAN('canary: { traces: 100%, log: DEBUG }', 'true'))
  assert.deepEqual(deployed(runbook?.steps ?? []), ['DEBUG'])
  const back = runbook?.steps.at(-1)
  assert.deepEqual(
    back?.kind === 'effect' && [back.id, back.after, back.act, back.timeLimitMs, back.onFailure],
    ['log-level-shop', ['rollout'], { act: 'log-level', target: 'shop', level: 'WARN' }, 20_000, 'continue'],
  )
  assert.deepEqual(runbook?.phases?.[0]?.steps, ['deploy-shop', 'rollout', 'log-level-shop'])
})

test('behind an adoption that is a step of its own', () => {
  const { runbook } = compiled(PLAN('canary: { log: DEBUG }', 'later', '      - adopt: [shop]\n'))
  assert.deepEqual(runbook?.steps.at(-1)?.after, ['adopt'])
})

test('a trial that nobody adopts is not set back, and a rollout that says nothing is as it was', () => {
  const trial = compiled(PLAN('canary: { log: DEBUG }', 'false'))
  assert.deepEqual(
    trial.runbook?.steps.map(({ id }) => id),
    ['deploy-shop', 'rollout'],
  )
  const silent = compiled(PLAN('canary: { traces: 100% }', 'true'))
  assert.deepEqual(deployed(silent.runbook?.steps ?? []), [undefined])
})

test('a binding that cannot set what is logged is found', () => {
  const { found } = compiled(PLAN('canary: { log: DEBUG }', 'true'), BINDING.replace(/ {8}logging:.*\n/, ''))
  const [finding] = found.filter(({ severity }) => severity === 'error')
  assert.match(finding?.message ?? '', /does not say how what shop logs is set/)
  assert.match(finding?.remedy ?? '', /add logging: /)
})
