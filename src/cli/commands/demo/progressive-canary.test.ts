import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { bindingYaml } from '../../../../demo/estates/progressive-canary/binding.ts'
import type { Binding } from '../../../core/binding/binding.ts'
import { boundShapes } from '../../../core/binding/bound-shapes.ts'
import { parseBinding } from '../../../core/binding/parse.ts'
import { compilePlan } from '../../../core/plan/plan.ts'
import type { Runbook } from '../../../core/runbook/runbook.ts'
import { requestedAt } from '../../../core/simulate/requested-at.ts'
import { readScript } from '../../../core/simulate/script.ts'
import { simulate } from '../../../core/simulate/simulate.ts'

const TEXT = readFileSync(join(import.meta.dirname, '../../../../plans/progressive-canary.yaml'), 'utf8')
const LEADS = { council: 'cora', finance: 'fay', payments: 'paul', 'customer-success': 'cleo' }
const NOW = Date.parse('2027-03-01T10:00:00Z')

const at = (port: number) => `http://127.0.0.1:${port}`
const both = (port: number) => ({ blue: at(port), green: at(port + 1) })

function bound(isHaproxy = false): Binding {
  const parsed = parseBinding(
    bindingYaml({
      dir: '/shop',
      addresses: {
        sides: { frontend: both(21_001), backend: both(21_003) },
        publicly: { frontend: at(21_005), backend: at(21_006) },
        ...{ payments: at(21_007), helpdesk: at(21_008), postgresPort: 21_009, redisPort: 21_010 },
      },
      parts: { pager: at(21_011), prometheus: at(21_012), edgeMetrics: at(21_013) },
      traffic: isHaproxy ? { haproxy: { socket: 'run/h.sock', maps: 'maps' } } : { gateway: 'run/g.sock' },
      ...{ isHaproxy, workers: 2, hasCache: true },
    }),
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}

function compiled(binding: Binding, inputs: Readonly<Record<string, string>> = {}, pace = 1): Runbook {
  const found = compilePlan(TEXT, 'plan.yaml', {
    inputs: { environment: 'staging', version: 'v2.1.0', ...inputs },
    ...{ pace, binding, people: { leads: LEADS, contacts: {} } },
  })
  assert.ok('runbook' in found, JSON.stringify(found))
  assert.deepEqual(found.warnings, [])
  return found.runbook
}

const binding = bound()
const staging = binding.environments.staging
assert.ok(staging)
const runbook = compiled(binding, {}, 120)

/** What becomes of the change in a world, and what is said about it. */
function played(script: string): { readonly ends: string; readonly told: readonly string[] } {
  const shapeOf = boundShapes(binding)
  const shapes = (signal: string) => shapeOf(runbook.environment, signal)
  const read = readScript(script)
  assert.ok('script' in read, JSON.stringify(read))
  const { change, timeline } = simulate(runbook, read.script, requestedAt(runbook, NOW), undefined, shapes)
  return { ends: change.status, told: timeline.map(({ sentence }) => sentence) }
}

test('the plan and the bindings of its estate know each other, at any tier and at the pace of the demo', () => {
  for (const tier of ['low', 'medium', 'high'])
    for (const known of [binding, bound(true)]) compiled(known, { tier, promote: 'manual' }, 40)
})

/** What has to be shown beforehand, the canary's way, and how long it is watched before its adoption, by risk. */
const TIERS: readonly (readonly [
  tier: string,
  shows: readonly string[],
  weights: string,
  watched: number,
])[] = [
  ['low', ['CI tests pass', 'Lint checks pass'], '1 5 20 100', 2],
  ['medium', ['CI tests pass', 'Integration tests pass', 'The security scan passes'], '1 5 20 100', 2],
  [
    'high',
    [
      'CI tests pass',
      'Integration tests pass',
      'The security scan passes',
      'E2E tests pass',
      'The compliance review is complete, says a person',
    ],
    '1 2 5 10 20 100',
    4,
  ],
]
for (const [tier, shows, weights, watched] of TIERS)
  test(`a change of ${tier} risk has to show what it has to, and goes its own way`, () => {
    const { steps } = compiled(binding, { tier })
    const first = steps.find(({ kind }) => kind === 'checklist')
    const rollout = steps.find(({ kind }) => kind === 'rollout')
    const watch = steps.findLast(({ kind }) => kind === 'bake')
    assert.ok(first?.kind === 'checklist' && rollout?.kind === 'rollout' && watch?.kind === 'bake')
    const asked = first.items.map(
      ({ title, check }) => `${title}${check.check === 'person' ? ', says a person' : ''}`,
    )
    assert.deepEqual(asked, shows)
    assert.equal(rollout.stages.map(({ weight }) => weight / 100).join(' '), weights)
    assert.equal(watch.forMs, watched * 3_600_000)
  })

test('in a healthy world it is adopted', () => {
  assert.equal(played('').ends, 'succeeded')
})

/** The six conditions: what a signal shows of the canary, and what is said of it. */
const CONDITIONS: readonly (readonly [signal: string, shows: string, because: RegExp])[] = [
  ['error-rate', '6%', /(guard tripped|gate did not hold) on \w+: error-rate 6/],
  ['latency-p95', '400ms', /(guard tripped|gate did not hold) on \w+: latency-p95 400/],
  ['conversion-signup', '50%', /(guard tripped|gate).* conversion-signup 50/],
  ['errors-5xx', '3%', /guard tripped on \w+: errors-5xx 3/],
  ['db-pool', '97%', /guard tripped on \w+: db-pool 97/],
  ['memory', '93%', /guard tripped on \w+: memory 93/],
]
for (const [signal, shows, because] of CONDITIONS)
  test(`a canary with ${signal} at ${shows} is taken back`, () => {
    const found = played(`evidence: [ { from: 0s, signals: { ${signal}: ${shows} } } ]`)
    assert.equal(found.ends, 'rolled-back')
    assert.ok(
      found.told.some((sentence) => because.test(sentence)),
      found.told.filter((one) => /guard|gate|ROLL|paused/.test(one)).join('\n'),
    )
  })

test('the two rules of the business pause: one tells, the other asks', () => {
  const pausing = (runbook.guards ?? []).filter(({ then }) => then === 'pause')
  assert.deepEqual(
    pausing.map(({ id, tell, ask }) => [id, tell ?? [], ask ?? []]),
    [
      ['payments', ['payments', 'council'], []],
      ['complaints', [], ['customer-success', 'council']],
    ],
  )
})
