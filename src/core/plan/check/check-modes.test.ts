import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan, compilePlan } from '../plan.ts'
import { PHASED } from './phased.testing.ts'
import { isFound, type Row } from './planted-faults.testing.ts'

const ADOPT = '      - adopt: [wix]\n'
const ROWS: readonly Row[] = [
  [
    'a mode before T',
    '      - flags: { shadow: false }\n        live: T\n',
    '      - mode: { traffic: read-only, targets: [wix] }\n',
    'touches-before-t',
    '21:9',
    /put it into a phase at T or later/,
  ],
  [
    'a target that a mode names twice',
    ADOPT,
    `${ADOPT}      - mode: { traffic: read-only, targets: [wix, wix] }\n`,
    'duplicate-name',
    '35:52',
    /name each target once/,
  ],
  [
    'two modes of one target at once',
    ADOPT,
    `${ADOPT}      - parallel: [ { mode: { traffic: read-only } }, { mode: { traffic: maintenance, targets: [wix] } } ]\n`,
    'contended-target',
    '35:55',
    /put one after the other/,
  ],
  [
    'a mode beside the adoption of its target',
    ADOPT,
    '      - parallel: [ { adopt: [wix] }, { mode: { traffic: maintenance } } ]\n',
    'contended-target',
    '34:39',
    /put one after the other/,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row, PHASED))

const plan = (steps: string, head = '') => `plan: p
title: P
environment: staging
${head}steps:
${steps}
`
const codes = (text: string) => checkPlan(text, 'p.yaml').map(({ code, severity }) => `${severity} ${code}`)

test('a mode that names no target, in a plan without any', () => {
  assert.deepEqual(codes(plan('  - mode: { traffic: read-only }')), ['error no-target'])
  assert.deepEqual(codes(plan('  - mode: { traffic: read-only, targets: [wix] }')), [])
})

test('a banner that nobody would read is warned of', () => {
  const banner = '  - mode: { banner: Soon, targets: [wix] }\n'
  assert.deepEqual(codes(plan(banner)), ['warning unread-banner'])
  assert.deepEqual(codes(plan(`${banner}  - mode: { traffic: read-only }`)), [])
  assert.deepEqual(codes(plan('  - mode: { banner: "", targets: [wix] }')), [])
})

test('a banner may speak of inputs and of the window', () => {
  const text = plan(
    "  - mode: { traffic: maintenance, banner: 'Back at ${{ window.end }}, says ${{ inputs.who }}.', targets: [wix] }",
    'inputs: { who: { type: string, required: true } }\nwindow: { start: 2027-03-01T10:00:00Z, duration: 2h }\n',
  )
  const compiled = compilePlan(text, 'p.yaml', { inputs: { who: 'ada' }, pace: 1, binding: null })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const [step] = compiled.runbook.steps
  assert.ok(step?.kind === 'mode')
  assert.equal(step.banner, 'Back at 2027-03-01T12:00:00.000Z, says ada.')
})
