import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkPlan } from '../plan.ts'
import { binding, GOOD } from './planted-faults.testing.ts'

test('check has nothing to say about a good plan', () => {
  assert.deepEqual(checkPlan(GOOD, 'sample.yaml', binding()), [])
})

test('the plan that ships has no findings', () => {
  const text = readFileSync(new URL('../../../../plans/dual-deploy.yaml', import.meta.url), 'utf8')
  assert.deepEqual(checkPlan(text, 'plans/dual-deploy.yaml'), [])
})

test('check finds every fault at once, each once, without echoes of the others', () => {
  const bad = GOOD.replace('title: A sample', 'titel: A sample')
    .replace('hold: 5m', 'hold: soon')
    .replace('below: 97%', 'below: lots')
    .replace('    undo: { none: true, because: A sync repeats harmlessly. }\n', '')
    .replace('default: 45', 'default: x')
    .replace('inputs.tag }}', 'inputs.tg }}')
  const codes = checkPlan(bad, 'sample.yaml', binding()).map(({ code, line }) => `${line} ${code}`)
  assert.deepEqual(codes, [
    '2 unknown-key',
    '5 unused-input',
    '6 bad-default',
    '8 unknown-name',
    '15 bad-value',
    '18 bad-value',
    '20 no-undo',
  ])
})

test('a plan without steps and without phases is told what to write', () => {
  const text = GOOD.slice(0, GOOD.indexOf('steps:'))
  assert.deepEqual(
    checkPlan(text, 'sample.yaml').map(({ code, message, remedy }) => `${code}: ${message}: ${remedy}`),
    ['missing: steps is missing: write what is to be done under `steps`, or `phases`'],
  )
})

test('unreadable files get one clear finding', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', 'empty'],
    ['# only a comment\n', 'empty'],
    ['just text', 'wrong-type'],
    ['a: 1\n---\nb: 2\n', 'many-documents'],
    [`a: "${'x'.repeat(300_000)}"`, 'too-large'],
    ['a: \u0000', 'not-text'],
    ['plan: \ufffd', 'not-text'],
    ['a: *missing', 'aliases'],
    ['a: !tag 1', 'yaml'],
    [`${'['.repeat(5000)}`, 'too-deep'],
    [`a: ${'['.repeat(100)}${']'.repeat(100)}`, 'too-deep'],
    [bomb(), 'aliases'],
  ]
  for (const [text, code] of cases) {
    const findings = checkPlan(text, 'p.yaml')
    assert.equal(findings[0]?.code, code, `${text.slice(0, 40)}: ${JSON.stringify(findings[0])}`)
  }
})

function bomb(): string {
  const levels = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 9; i++) {
    const [name, below] = ['abcdefghi'[i], 'abcdefghi'[i - 1]]
    levels.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${below}`).join(', ')}]`)
  }
  return `${levels.join('\n')}\n`
}
