import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readScript } from '../../simulate/script.ts'
import { simulate } from '../../simulate/simulate.ts'
import { checkPlan, compilePlan } from '../plan.ts'

const plan = (steps: string) => `plan: states
title: States
environment: staging
steps:
${steps}
`
const STATE = plan(`  - capture: { state: read-size }
    outputs: { size: integer }
    undo: { action: resize, with: { size: "\${{ steps.capture.outputs.size }}" } }
  - action: resize
    with: { size: "\${{ steps.capture.outputs.size * 2 }}" }
    undo: { none: true, because: The captured size is restored. }
  - action: risky
    undo: { none: true, because: It fails. }`)

function said(text: string, script: string): string {
  const compiled = compilePlan(text, 'plan.yaml', { inputs: {}, pace: 1, binding: null })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const read = readScript(script)
  assert.ok('script' in read, JSON.stringify(read))
  const { events } = simulate(compiled.runbook, read.script, 1_760_000_000_000)
  return JSON.stringify(events.map((event) => ('act' in event ? [event.type, event.act] : [event.type])))
}

describe('a state that is captured', () => {
  it('is what its action reports: later steps use it, and its undo restores it, last of all', () => {
    const told = said(
      STATE,
      '{ effects: [{ item: capture, outputs: { size: 3 } }, { item: action-risky, outcome: failed }] }',
    )
    const resized = (size: number) => `{"act":"action","name":"resize","with":{"size":${size}}}`
    assert.ok(told.includes(`["step-started",${resized(6)}]`), told)
    assert.ok(told.includes(`["undo-started",${resized(3)}]`), told)
    assert.ok(told.indexOf('undo-started') > told.indexOf('undo-skipped'), told)
  })

  it('that is not reported is no state: what needs it does not begin', () => {
    const told = said(STATE, '')
    assert.ok(!told.includes('"resize"'), told)
  })

  it('needs no undo: it only reads', () => {
    assert.deepEqual(checkPlan(plan('  - capture: { state: read-size }'), 'plan.yaml', null), [])
  })
})

describe('check of what is captured', () => {
  const ROWS: readonly (readonly [string, string, RegExp])[] = [
    [
      'two of them',
      'capture: { baseline: 1h, kept: usual, targets: [a] }',
      /said more than once: baseline and kept/,
    ],
    ['none of them', 'capture: { targets: [a] }', /what is captured is missing/],
    [
      'a name for what was kept',
      'capture: { kept: usual, name: other, targets: [a] }',
      /`name` does not go with `kept`/,
    ],
    ['targets of a state', 'capture: { state: read, targets: [a] }', /`targets` does not go with `state`/],
    [
      'outputs of a baseline',
      '{ capture: { baseline: 1h, targets: [a] }, outputs: { size: integer } }',
      /`outputs` belongs to a state/,
    ],
    [
      'an undo of a baseline',
      '{ capture: { baseline: 1h, targets: [a] }, undo: { action: x } }',
      /`undo` belongs to a state/,
    ],
  ]
  for (const [title, step, message] of ROWS)
    it(`refuses ${title}`, () => {
      const found = checkPlan(plan(`  - ${step}`), 'plan.yaml', null)
      assert.ok(
        found.some((one) => message.test(one.message)),
        JSON.stringify(found),
      )
    })
})
