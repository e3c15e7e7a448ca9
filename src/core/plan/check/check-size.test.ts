import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan, compilePlan } from '../plan.ts'
import { GOOD } from './planted-faults.testing.ts'

const codes = (text: string) => checkPlan(text, 'p.yaml').map(({ code, message }) => `${code}: ${message}`)
const repeated = (count: number, piece: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => piece(i)).join('')

test('more steps, inputs or values than a plan may have are one finding that says so', () => {
  const steps = `steps: [${repeated(60, () => `[${repeated(20, () => '{ deploy: wix },')}],`)}]`
  assert.match(codes(GOOD.replace(/steps:.*/s, steps)).join(), /too-large: the plan has more than 1000 steps/)
  const inputs = repeated(250, (i) => `  i${i}: { type: string, default: x }\n`)
  assert.match(codes(GOOD.replace('inputs:\n', `inputs:\n${inputs}`)).join(), /more than 200 inputs/)
  const values = `x: [${repeated(10_000, () => '1,')}]\n`
  assert.match(codes(GOOD + values).join(), /too-large: the file holds more than 10000 values/)
})

test('a pattern that JavaScript would try for ever is held against a text at once', () => {
  const pattern = '(a|aa)'.repeat(29)
  const text = GOOD.replace('tag: { type: string,', `tag: { type: string, pattern: '(${pattern})+',`)
  const given = (tag: string) =>
    compilePlan(text, 'p.yaml', { inputs: { environment: 'staging', tag }, pace: 1, binding: null })
  const before = process.threadCpuUsage()
  const refused = given(`${'a'.repeat(150)}!`)
  assert.ok(process.threadCpuUsage(before).user < 500_000)
  assert.match('findings' in refused ? (refused.findings[0]?.message ?? '') : '', /does not match/)
  assert.ok('runbook' in given('a'.repeat(40)))
})

test('patterns may repeat so much in all', () => {
  const inputs = repeated(5, (i) => `  i${i}: { type: string, default: '', pattern: '[a-z]{0,500}' }\n`)
  const found = codes(GOOD.replace('inputs:\n', `inputs:\n${inputs}`)).filter((one) => one.startsWith('bad'))
  assert.equal(found.length, 1)
  assert.match(found[0] ?? '', /more than 2000 parts/)
})

test('a checklist has 300 lines at most', () => {
  const list = (count: number) =>
    `plan: p\ntitle: P\nenvironment: staging\nsteps: [{ checklist: [${repeated(count, (i) => `Line ${i},`)}] }]`
  const long = (count: number) => codes(list(count)).filter((one) => one.includes('longer than'))
  assert.deepEqual(long(300), [])
  assert.deepEqual(long(5_000), ['wrong-type: this list is longer than 300'])
})

test('a plan of a thousand steps in ten phases is checked with little work', () => {
  const step = (i: number) =>
    `      - { id: s${i}, action: warm-up, with: { a: '\${{ inputs.x }}', b: ${i} }, undo: { none: true, because: no harm } }\n`
  const phase = (p: number) =>
    `  - phase: { name: p${p}, at: T+${p}h }\n    steps:\n${repeated(100, (i) => step(p * 100 + i))}`
  const text = `plan: p\ntitle: P\nenvironment: staging\nwindow: { duration: 20h }\ninputs: { x: { type: string, default: y } }\nphases:\n${repeated(10, phase)}`
  const before = process.threadCpuUsage()
  assert.deepEqual(codes(text), [])
  assert.ok(process.threadCpuUsage(before).user < 1_000_000)
})
