import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { checkPlan, compilePlan } from '../plan.ts'
import { rollbackHash } from './rollback-part.ts'

const PLAN = `plan: shop
title: Shop
environment: staging
version: v2
steps:
  - checklist: [ { drill: { notOlderThan: 30d } } ]
  - { deploy: shop, undo: { action: sweep } }
  - rollout:
      targets: [shop]
      stages: [ { weight: 5%, hold: 5m }, { weight: 100%, hold: 5m } ]
      gates: [ { signal: ok, atLeast: 99% } ]
      guards: [ { signal: ok, below: 97%, for: 1m } ]
rollback: { limits: { close: 30s }, steps: [ { action: tell } ], considerations: [ users complain ] }
`
const hashOf = (text: string): string => rollbackHash(parse(text))

const CASES: readonly [what: string, was: string, is: string, same: boolean][] = [
  ['a title', 'title: Shop', 'title: The shop', true],
  ['a stage', 'weight: 5%', 'weight: 10%', true],
  ['a gate', 'atLeast: 99%', 'atLeast: 98%', true],
  ['how old a drill may be', 'notOlderThan: 30d', 'notOlderThan: 3d', true],
  ['a consideration', 'users complain', 'users leave', true],
  ['the version', 'version: v2', 'version: v3', true],
  ['a limit', 'close: 30s', 'close: 20s', false],
  ['a step of the rollback', 'action: tell', 'action: call', false],
  ['an undo', 'action: sweep', 'action: scrub', false],
  ['what is deployed', 'deploy: shop', 'deploy: search', false],
]

for (const [what, was, is, same] of CASES)
  test(`${what}: ${same ? 'the same' : 'another'} rollback`, () => {
    assert.ok(PLAN.includes(was))
    assert.equal(hashOf(PLAN.replace(was, is)) === hashOf(PLAN), same)
  })

test('what no JSON can hold is a part like any other', () => {
  assert.match(hashOf(PLAN.replace('close: 30s', 'close: .nan')), /^[0-9a-f]{64}$/)
})

test('a line that asks for a drill carries the hash of the very rollback', () => {
  const compiled = compilePlan(PLAN, 'shop.yaml', { inputs: {}, pace: 1, binding: null })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const [step] = compiled.runbook.steps
  assert.ok(step?.kind === 'checklist')
  assert.deepEqual(step.items[0]?.check, {
    check: 'drill',
    notOlderThanMs: 30 * 86_400_000,
    rollback: compiled.rollback.hash,
  })
  assert.equal(compiled.rollback.drillWithinMs, 30 * 86_400_000)
})

test('a drill of no age is an error, and of a plan of which nothing is taken back a warning', () => {
  const codes = (text: string) =>
    checkPlan(text, 'shop.yaml').map(({ severity, code }) => `${severity} ${code}`)
  assert.deepEqual(codes(PLAN.replace('30d', '0s')), ['error bad-value'])
  const still = PLAN.replace(/ {2}- rollout:[\s\S]*?(?=rollback:)/, '')
  assert.deepEqual(codes(still), [])
  const kept = still.replace('undo: { action: sweep }', 'undo: { none: true, because: it may stay }')
  assert.deepEqual(codes(kept), [], 'its rollback has a step')
  assert.deepEqual(codes(kept.replace(', steps: [ { action: tell } ]', '')), ['warning no-drill'])
})
