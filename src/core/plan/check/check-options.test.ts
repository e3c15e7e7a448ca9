import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlan, compilePlan } from '../plan.ts'
import { binding } from './planted-faults.testing.ts'

const plan = (input: string, version: string, more = '') => `plan: options
title: Where inputs go
inputs:
  environment: { type: enum, values: [staging], required: true }
  x: ${input}
  y: { type: string, default: '' }
environment: \${{ inputs.environment }}
version: ${version}
steps:
  - id: first
    action: sync-registry
    with: { y: "\${{ inputs.y }}" }
    outputs: { tag: string }
    undo: { none: true, because: A sync repeats harmlessly. }
${more}
`
const TEXT = '{ type: string, required: true }'
const X = '"${{ inputs.x }}"'
const second = (value: string) => `  - id: second
    action: sync-registry
    with: { value: ${value} }
    undo: { none: true, because: A sync repeats harmlessly. }`
const compiled = (text: string, given: Record<string, string | number>) =>
  compilePlan(text, 'p.yaml', { inputs: { environment: 'staging', ...given }, binding: binding(), pace: 1 })
const codes = (text: string, given: Record<string, string | number>) => {
  const read = compiled(text, given)
  return 'findings' in read ? read.findings.map(({ code, line }) => `${code} ${line}`) : []
}

const ROWS: readonly [what: string, text: string, given: Record<string, string | number>, found: string[]][] =
  [
    ['a version', plan(TEXT, X), { x: '--force' }, ['option-like-input 8']],
    ['a version with one dash', plan(TEXT, X), { x: '-o/etc/passwd' }, ['option-like-input 8']],
    ['a version that only holds one', plan(TEXT, X), { x: 'v1-rc' }, []],
    ['text before it', plan(TEXT, '"v${{ inputs.x }}"'), { x: '-1' }, []],
    ['a dash that the author wrote', plan(TEXT, '"-v${{ inputs.x }}"'), { x: '-1' }, []],
    [
      'a pattern that allows it',
      plan("{ type: string, required: true, pattern: '-?[a-z]+' }", X),
      { x: '-rc' },
      [],
    ],
    ['a value of an enum', plan("{ type: enum, values: ['-rc'], required: true }", X), { x: '-rc' }, []],
    ['a default', plan("{ type: string, default: '-x' }", X), {}, ['option-like-input 8']],
    ['an argument of an action', plan(TEXT, 'v1', second(X)), { x: '-rf' }, ['option-like-input 17']],
    ['a number', plan('{ type: integer, required: true }', 'v1', second(X)), { x: -5 }, []],
    [
      'one behind an empty one',
      plan(TEXT, '"${{ inputs.y }}${{ inputs.x }}"'),
      { x: '-rf' },
      ['option-like-input 8'],
    ],
    [
      'one that waits for an output',
      plan(TEXT, 'v1', second('"${{ inputs.x }}${{ steps.first.outputs.tag }}"')),
      { x: '-rf' },
      ['option-like-input 17'],
    ],
    [
      'an expression that chooses',
      plan(TEXT, '"${{ inputs.y == \'\' ? inputs.x : inputs.y }}"'),
      { x: '-rf' },
      ['option-like-input 8'],
    ],
  ]

test('an input that begins with - goes to no command unless its pattern lets it', () => {
  for (const [what, text, given, found] of ROWS) assert.deepEqual(codes(text, given), found, what)
})

test('where it goes to no command it may begin as it likes', () => {
  const text = plan(TEXT, 'v1').replace('title: Where inputs go', 'title: "${{ inputs.x }}"')
  assert.deepEqual(codes(text, { x: '- a list item' }), [])
})

test('a default is found before anybody gives anything', () => {
  const found = checkPlan(plan("{ type: string, default: '-x' }", X), 'p.yaml', binding())
  assert.deepEqual(
    found.filter(({ severity }) => severity === 'error').map(({ code }) => code),
    ['option-like-input'],
  )
})
