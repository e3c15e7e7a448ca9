import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBinding } from './parse.ts'

function findingsOf(name: string, drills: object): readonly string[] {
  const signals = {
    answered: { gateway: 'success' },
    quick: { gateway: 'success', within: '1s' },
    latency: { gateway: 'latency' },
  }
  const parsed = parseBinding(JSON.stringify({ environments: { [name]: { signals, drills } } }), 'b.yaml')
  return 'findings' in parsed ? parsed.findings.map(({ code, message }) => `${code}: ${message}`) : []
}

const CASES: readonly [environment: string, requests: string, said: readonly string[]][] = [
  ['staging', 'answered', []],
  ['production', 'answered', ['drills: no rollback is rehearsed in production']],
  ['staging', 'answerd', ['unbound: staging has no signal answerd']],
  ['staging', 'latency', ['bad-value: latency does not say how many requests went well']],
  [
    'staging',
    'quick',
    ['bad-value: quick counts slow answers as bad, and a slow answer is no failed request'],
  ],
]

for (const [environment, requests, said] of CASES)
  test(`drills of ${environment} that count by ${requests}: ${said[0] ?? 'allowed'}`, () => {
    assert.deepEqual(findingsOf(environment, { requests }), said)
  })

test('an environment that says nothing takes no drills', () => {
  const parsed = parseBinding('environments: { staging: {} }', 'b.yaml')
  assert.ok('binding' in parsed)
  assert.equal(parsed.binding.environments.staging?.drills, undefined)
})
