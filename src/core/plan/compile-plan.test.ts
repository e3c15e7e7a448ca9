import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseBinding } from '../binding/parse.ts'
import type { Runbook, Scalar } from '../runbook/runbook.ts'
import { GOLDEN, PLAN, SEED_INPUTS } from './golden.testing.ts'
import { type CompileOptions, compilePlan } from './plan.ts'

const compile = (
  inputs: Readonly<Record<string, Scalar>>,
  options: Partial<CompileOptions> = {},
  text = PLAN,
) => compilePlan(text, 'plans/dual-deploy.yaml', { inputs, pace: 1, binding: null, ...options })

function runbookOf(
  inputs: Readonly<Record<string, Scalar>>,
  options: Partial<CompileOptions> = {},
  text = PLAN,
): Runbook {
  const compiled = compile(inputs, options, text)
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  return compiled.runbook
}

function findingsOf(
  inputs: Readonly<Record<string, Scalar>>,
  options: Partial<CompileOptions> = {},
  text = PLAN,
): readonly string[] {
  const compiled = compile(inputs, options, text)
  assert.ok('findings' in compiled, 'it compiled')
  return compiled.findings.map(({ line, code, message, remedy }) => `${line} ${code}: ${message}: ${remedy}`)
}

test('dual-deploy compiles to its golden runbook', () => {
  const compiled = compile(SEED_INPUTS)
  assert.ok('runbook' in compiled)
  const { runbook, warnings } = compiled
  assert.deepEqual(
    JSON.parse(JSON.stringify({ runbook, warnings })),
    JSON.parse(readFileSync(GOLDEN, 'utf8')),
  )
})

test('text of a command line and typed values give the same runbook', () => {
  const typed = {
    ...SEED_INPUTS,
    maintenance_window_duration_min: 45,
    glassfx_prod_state: true,
    canary_end_state: false,
  }
  assert.deepEqual(runbookOf(typed), runbookOf(SEED_INPUTS))
})

test('wrong inputs are all named, each with what to give', () => {
  const given = {
    environment: 'prod',
    maintenance_window_start: '2025-10-06T22:00:00',
    maintenance_window_duration_min: '0',
    glassfx_prod_state: 'yes',
    versiontag: 'v2',
  }
  assert.deepEqual(findingsOf(given), [
    '8 unknown-input: the plan has no input versiontag: did you mean version_tag?',
    '9 bad-input: the input environment (prod) is not one of its values: use one of production, staging',
    '14 missing-input: the input version_tag is required and was not given: add version_tag=text',
    '19 bad-input: the input maintenance_window_start (2025-10-06T22:00:00) has no offset from UTC: add the offset, such as 2025-10-06T22:00:00-04:00, or 2025-10-06T22:00:00Z for UTC',
    '23 bad-input: the input maintenance_window_duration_min (0) is below 1: give 1 or more',
    '28 bad-input: the input glassfx_prod_state (yes) is not true or false: give true or false',
  ])
})

test('a window too short for the holds is refused with the inputs given', () => {
  const [first] = findingsOf({ ...SEED_INPUTS, maintenance_window_duration_min: '30' })
  assert.match(first ?? '', /window-too-short.*30m.*30m/)
})

test('the pace divides the durations of the plan and nothing else', () => {
  const real = runbookOf(SEED_INPUTS)
  const fast = runbookOf(SEED_INPUTS, { pace: 20 })
  assert.equal(fast.window?.durationMs, 135_000)
  assert.equal(fast.window?.start, real.window?.start)
  const [rollout, realRollout] = [fast.steps[2], real.steps[2]]
  assert.ok(rollout?.kind === 'rollout' && realRollout?.kind === 'rollout')
  assert.deepEqual(
    rollout.stages.map(({ holdMs }) => holdMs),
    [15_000, 15_000, 15_000, 45_000],
  )
  assert.deepEqual(rollout.guards[0]?.form, { form: 'for', ms: 3000, lookbackMs: 3000 })
  assert.equal(rollout.gates[0]?.noData.afterMs, 15_000)
  assert.equal(rollout.descendHoldMs, 3000)
  assert.equal(rollout.gates[0]?.minSamples, realRollout.gates[0]?.minSamples)
  assert.equal(rollout.gates[0]?.id, realRollout.gates[0]?.id)
  const [deploy, realDeploy] = [fast.steps[0], real.steps[0]]
  assert.ok(deploy?.kind === 'effect' && realDeploy?.kind === 'effect')
  assert.equal(deploy.timeLimitMs, realDeploy.timeLimitMs)
  assert.equal(deploy.backoffMs, realDeploy.backoffMs / 20)
})

test('a pace is refused where the binding does not allow it, and where it is none', () => {
  assert.match(
    findingsOf(SEED_INPUTS, { pace: 20, binding: bindingOf('production') })[0] ?? '',
    /pace: production runs in real time only/,
  )
  assert.match(
    findingsOf({ ...SEED_INPUTS, environment: 'staging' }, { pace: 20, binding: bindingOf('staging') })[0] ??
      '',
    /pace/,
  )
  assert.equal(
    runbookOf({ ...SEED_INPUTS, environment: 'staging' }, { pace: 20, binding: bindingOf('staging', true) })
      .pace,
    20,
  )
  for (const pace of [0, 0.5, -1, Number.NaN, 1e9])
    assert.match(findingsOf(SEED_INPUTS, { pace })[0] ?? '', /is not a pace/)
})

test('the binding gives the time limits that the plan leaves open', () => {
  const runbook = runbookOf({ ...SEED_INPUTS, environment: 'staging' }, { binding: bindingOf('staging') })
  assert.deepEqual(
    runbook.steps.flatMap((step) => (step.kind === 'effect' ? [step.timeLimitMs] : [])),
    [60_000, 60_000, 60_000, 45_000],
  )
})

test('a step left out by its input passes its place on', () => {
  const text = PLAN.replace(
    '  - title: Freeze',
    "  - when: '${{ inputs.glassfx_prod_state }}'\n    title: Freeze",
  )
  const ids = (inputs: Readonly<Record<string, Scalar>>) =>
    runbookOf(inputs, {}, text).steps.map(({ id, after }) => [id, ...after])
  assert.deepEqual(ids(SEED_INPUTS).at(-1), ['action-sync-registry', 'flags'])
  assert.deepEqual(ids({ ...SEED_INPUTS, glassfx_prod_state: false }).at(-1), [
    'action-sync-registry',
    'rollout',
  ])
})

test('values over outputs wait for their step, with inputs filled in as literals', () => {
  const text = PLAN.replace(
    '        unknown: repeat',
    '        unknown: repeat\n        outputs: { url: string }',
  ).replace(
    'action: sync-registry',
    `action: sync-registry\n    with: { at: '\${{ steps["deploy-wix"].outputs.url }}/\${{ inputs.version_tag }}' }`,
  )
  const step = runbookOf({ ...SEED_INPUTS, version_tag: 'v2' }, {}, text).steps.at(-1)
  assert.ok(step?.kind === 'effect' && step.act.act === 'action')
  assert.deepEqual(step.act.with, {
    at: { cel: 'string(steps["deploy-wix"].outputs.url) + "\\u002f" + string("v2")' },
  })
})

test('an input cannot smuggle in an expression', () => {
  const text = PLAN.replace("    pattern: '[A-Za-z0-9][A-Za-z0-9._-]*'\n", '')
  assert.match(
    findingsOf({ ...SEED_INPUTS, version_tag: '${{ inputs.environment }}' }, {}, text)[0] ?? '',
    /bad-input/,
  )
})

function bindingOf(environment: string, allowPace = false) {
  const target = `{ traffic: { gateway: g }, sides: { blue: 'http://h:1', green: 'http://h:2' }, deploy: { command: [d], timeLimit: 60s } }`
  const parsed = parseBinding(
    `environments:
  ${environment}:
    allowPace: ${allowPace}
    targets: { wix: ${target}, gamma: ${target} }
    actions:
      sync-registry: { command: [s], timeLimit: 45s }
      verify-registry: { command: [s] }
      verify-investor-panel: { command: [s] }
    checks: { panel: { page: { url: 'http://h:3/' } } }
    suites: { investor-panel: { checks: [panel] } }
    signals: { success-ratio: { gateway: success } }
`,
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}

test('a line of a person stays open after success as long as the plan says, at its pace; nothing else has that key', () => {
  const who = 'somebody with a keyboard'
  const person = `person: ${who}`
  const plan = PLAN.replace(/suite: investor-panel(?:.|\n)*?\n {4}unknown: .*/, person)
  const checkOf = (text: string, pace = 1) =>
    runbookOf(SEED_INPUTS, { pace }, text).accept.find(({ id }) => id === 'accessibility')?.check
  assert.deepEqual(checkOf(plan), { check: 'person', who }, 'the hash of earlier plans stays')
  const open = plan.replace(person, `${person}\n    until: 2h`)
  assert.deepEqual(checkOf(open), { check: 'person', who, openForMs: 7_200_000 })
  assert.deepEqual(checkOf(open, 60), { check: 'person', who, openForMs: 120_000 })
  const [said] = findingsOf(
    SEED_INPUTS,
    {},
    PLAN.replace('    action: verify-registry', '    action: verify-registry\n    until: 2h'),
  )
  assert.match(said ?? '', /unknown-key: `until` belongs to a person/)
})

test('a suite that cannot be looked at is left to the person whom the plan names, and else did not pass', () => {
  const checkOf = (text: string, pace = 1) =>
    runbookOf(SEED_INPUTS, { pace }, text).accept.find(({ id }) => id === 'accessibility')?.check
  const who = 'somebody who looks at the panel with a keyboard'
  const suite = { check: 'act', act: { act: 'suite', name: 'investor-panel' }, timeLimitMs: 300_000 }
  assert.deepEqual(checkOf(PLAN), { ...suite, unknown: { who } })
  assert.deepEqual(checkOf(PLAN.replace(/\n {4}unknown: \{.*/, '')), suite)
  const open = PLAN.replace(/( {4}unknown: \{.*)/, '$1\n    until: 2h')
  assert.deepEqual(checkOf(open, 60), { ...suite, unknown: { who, openForMs: 120_000 } })
  const [said] = findingsOf(
    SEED_INPUTS,
    {},
    PLAN.replace('    action: verify-registry', '    action: verify-registry\n    unknown: { person: ann }'),
  )
  assert.match(said ?? '', /unknown-key: `unknown` belongs to what a check looks at/)
})
