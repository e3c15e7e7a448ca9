import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBinding } from '../binding/parse.ts'
import { canariesIn, checkFor, type ForChange } from './for-change.ts'

const change: ForChange = {
  id: 'CHG-2026-0001',
  environment: 'staging',
  version: 'v2.1.0',
  services: ['web', 'api'],
  targets: ['shop', 'api'],
  canaries: ['shop'],
  brought: [{ target: 'shop', version: 'v2.1.0', is: 'there', side: 'green' }],
}

const side = `{ traffic: { gateway: g }, sides: { blue: 'http://h:1', green: 'http://h:2' } }`

function checks(over: Partial<ForChange> = {}) {
  const parsed = parseBinding(
    `environments:
  staging:
    targets: { shop: ${side}, api: ${side}, other: ${side} }
    signals: { errors: { gateway: success } }
    checks:
      all: { signal: { name: errors, atMost: 1% } }
      other: { signal: { name: errors, atMost: 1%, targets: [other] } }
      stable: { signal: { name: errors, atMost: 1%, side: stable } }
      own: { command: { run: [look] } }
      port: { tcp: { address: 'h:1' } }
      health: { http: { url: 'http://h:1/health' } }
`,
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const { checks, targets } = parsed.binding.environments.staging ?? assert.fail()
  const all = Object.values(checks)
  return Object.fromEntries(
    all.map((check) => [check.name, checkFor(check, { ...change, ...over }, targets)]),
  )
}

test('a signal is that of the targets of the change, and of their new version while that takes requests', () => {
  const { all, other, stable } = checks()
  assert.ok(all?.look.kind === 'signal' && other?.look.kind === 'signal' && stable?.look.kind === 'signal')
  assert.deepEqual([all.look.at.targets, all.look.at.canaries], [['shop', 'api'], ['shop']])
  assert.deepEqual(other.look.at.targets, ['other'])
  assert.deepEqual(canariesIn([all]), ['shop'])
  assert.deepEqual(canariesIn([other, stable]), [])
})

test('a change that moves no traffic leaves every target of the environment', () => {
  const { all } = checks({ targets: [], canaries: [] })
  assert.ok(all?.look.kind === 'signal')
  assert.equal(all.look.at.targets, null)
})

test('a program is told which change it is about, an address is led, and all else is looked at as ever', () => {
  const { own, port, health } = checks()
  assert.ok(own?.look.kind === 'command')
  assert.deepEqual(own.look.at.told, {
    CUTWATER_CHANGE: 'CHG-2026-0001',
    CUTWATER_ENVIRONMENT: 'staging',
    CUTWATER_VERSION: 'v2.1.0',
    CUTWATER_SERVICES: 'web api',
    CUTWATER_CANARIES: 'shop',
  })
  assert.ok(health?.look.kind === 'http')
  assert.equal(health.look.at.url, 'http://h:2/health')
  assert.deepEqual(port?.look, { kind: 'tcp', at: { host: 'h', port: 1 } })
})
