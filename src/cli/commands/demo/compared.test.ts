import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { comparedPlan } from '../../../../demo/estates/dual-deploy/compared.ts'
import { compilePlan } from '../../../core/plan/plan.ts'
import type { Runbook, Step } from '../../../core/runbook/runbook.ts'

const TEXT = readFileSync(join(import.meta.dirname, '../../../../plans/dual-deploy.yaml'), 'utf8')
const INPUTS = { environment: 'staging', version_tag: 'v2.0.0' }

function compiled(text: string): Runbook {
  const found = compilePlan(text, 'plan.yaml', { inputs: INPUTS, pace: 20, binding: null })
  assert.ok('runbook' in found, JSON.stringify(found))
  return found.runbook
}

const withoutRules = (step: Step) =>
  step.kind === 'rollout'
    ? { ...step, gates: [], guards: [], stages: step.stages.map(({ gates, ...stage }) => stage) }
    : step

test('the compared plan is the dual-deploy plan with other rules', () => {
  const usual = compiled(TEXT)
  const other = compiled(comparedPlan(TEXT))
  assert.deepEqual(other.steps.map(withoutRules), usual.steps.map(withoutRules))
  const rollout = other.steps.find(({ kind }) => kind === 'rollout')
  assert.ok(rollout?.kind === 'rollout')
  assert.deepEqual(
    [...rollout.gates, ...rollout.guards].map(({ bound }) => bound.op),
    ['at-least', 'below', 'worse-than'],
  )
  assert.deepEqual(
    rollout.stages.map(({ gates = [] }) => gates.map(({ bound }) => bound.op)),
    [[], ['no-worse-than'], ['no-worse-than'], []],
  )
})
