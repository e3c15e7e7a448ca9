import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan, compilePlan } from '../plan.ts'

const plan = (window: string, expression: string) => `plan: p
title: P
environment: staging
inputs: { start: { type: datetime, default: '' } }
window: ${window}
steps:
  - action: tell
    with: { text: '\${{ ${expression} }}' }
    undo: { none: true, because: telling harms nobody }
`
const START = '2027-03-01T10:00:00+01:00'
const AT_START = `{ start: '\${{ inputs.start }}', duration: 2h }`

function textOf(text: string, start = START, pace = 1): unknown {
  const compiled = compilePlan(text, 'p.yaml', { inputs: { start }, pace, binding: null })
  if ('findings' in compiled) return compiled.findings.map(({ code }) => code)
  const [step] = compiled.runbook.steps
  assert.ok(step?.kind === 'effect' && step.act.act === 'action')
  return step.act.with.text
}

test('an expression may name both ends of a window, in UTC', () => {
  assert.equal(textOf(plan(AT_START, 'window.start')), '2027-03-01T09:00:00.000Z')
  assert.equal(textOf(plan(AT_START, 'window.end')), '2027-03-01T11:00:00.000Z')
  assert.equal(textOf(plan(AT_START, 'window["end"]')), '2027-03-01T11:00:00.000Z')
})

test('the end of a window follows the pace', () => {
  assert.equal(textOf(plan(AT_START, 'window.end'), START, 60), '2027-03-01T09:02:00.000Z')
})

test('a window that opens at once has no ends to name', () => {
  assert.deepEqual(textOf(plan(AT_START, 'window.end'), ''), ['unknown-name'])
  assert.deepEqual(textOf(plan('{ duration: 2h }', 'window.start')), ['unused-input', 'unknown-name'])
})

test('before there are inputs, a start that they give may be anything', () => {
  assert.deepEqual(checkPlan(plan(AT_START, 'window.end'), 'p.yaml'), [])
})

test('a window as a whole is nothing that a field can hold', () => {
  const [finding] = checkPlan(plan(AT_START, 'window'), 'p.yaml')
  assert.equal(finding?.code, 'expression-type')
})

test('what a change is decides what takes part', () => {
  const steps = (tier: string) => {
    const text = `${plan(AT_START, '"x"').replace('window:', `change: { tier: ${tier}, type: planned-outage }\nwindow:`)}  - flags: { a: 1 }
    when: \${{ change.tier == 'high' && change.type == 'planned-outage' }}
`
    return checkPlan(text, 'p.yaml').filter(({ code }) => code !== 'not-in-this-version')
  }
  assert.deepEqual(steps('high'), [])
  assert.deepEqual(steps('low'), [])
})
