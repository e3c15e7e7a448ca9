import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDefinition } from '../check/check-definition.ts'
import type { FlagDefinition, Json } from '../definition/definition.ts'
import { diffContent } from '../file/diff-content.ts'
import type { Context } from '../rule/rule.ts'
import { compileFlag } from './compile-flag.ts'

const targeting = (rule: Json, more: Partial<FlagDefinition> = {}): FlagDefinition => ({
  state: 'ENABLED',
  variants: { on: 'on', off: 'off' },
  defaultVariant: 'off',
  targeting: rule,
  ...more,
})

function refusal(rule: Json, context: Context): string {
  const definition = targeting(rule)
  assert.deepEqual(checkDefinition(definition), { definition })
  const said = compileFlag('f', definition)(context, 0, null)
  assert.equal(said.outcome, 'error', JSON.stringify(said).slice(0, 200))
  assert.equal(said.errorCode, 'GENERAL')
  return said.errorDetails
}

const many = Array.from({ length: 60 }, (_, i) => i)
const items = { var: 'items' }
const accumulator = { var: 'accumulator' }

test('a rule makes no text beyond its bound, however it doubles', () => {
  const doubling = { reduce: [items, { cat: [accumulator, accumulator] }, 'xx'] }
  assert.match(refusal(doubling, { items: many }), /longer than 65536 characters/)
  const nested = { reduce: [items, [accumulator, accumulator], 'x'] }
  assert.match(refusal({ cat: [nested] }, { items: many }), /longer than 65536 characters/)
  assert.match(refusal(nested, { items: many }), /longer than 65536 characters/)
  assert.match(refusal({ in: [nested, 'x'] }, { items: many }), /longer than 65536 characters/)
})

test('a rule within a list counts for each item, lists within lists and long searches as what they are', () => {
  const wide = { some: [items, { and: Array.from({ length: 200 }, () => ({ '==': [{ var: '' }, 1] })) }] }
  const ones = Array.from({ length: 15_000 }, () => 1)
  assert.match(refusal(wide, { items: ones }), /too much to do/)
  const search = { or: Array.from({ length: 50 }, () => ({ in: [{ var: 'part' }, { var: 'text' }] })) }
  const half = 'a'.repeat(8_000)
  assert.match(refusal(search, { text: half.repeat(4), part: `${half}b${half}` }), /too much to do/)
})

test('what people write stays far below the bounds', () => {
  const rule: Json = {
    if: [
      { in: [{ var: 'email' }, Array.from({ length: 3_000 }, (_, i) => `user-${i}@example.org`)] },
      'on',
      { some: [{ var: 'groups' }, { in: [{ var: '' }, ['beta', 'staff', 'early']] }] },
      'on',
      { in: ['canary', { var: 'agent' }] },
      'on',
      'off',
    ],
  }
  const groups = Array.from({ length: 5_000 }, (_, i) => `group-${i}`)
  const evaluate = compileFlag('f', targeting(rule))
  const said = evaluate({ email: 'x', groups, agent: `${'x'.repeat(9_000)} canary` }, 0, null)
  assert.equal(said.outcome === 'value' ? said.variant : said.outcome, 'on')
})

test('references that would write out too much text are found at check', () => {
  const definition = targeting(
    { cat: Array.from({ length: 100 }, () => ({ $ref: 'long' })) },
    { $evaluators: { long: 'x'.repeat(5_000) } },
  )
  const checked = checkDefinition(definition)
  assert.ok('faults' in checked)
  assert.match(checked.faults[0]?.message ?? '', /256 KiB of text/)
})

test('a definition nested without end is refused, and one nested deeply is compared at once', () => {
  const nest = (levels: number, inner: Json): Json => (levels === 0 ? inner : { a: nest(levels - 1, inner) })
  const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)
  const checked = checkDefinition({ ...targeting({}), variants: { on: deep } })
  assert.ok('faults' in checked)
  assert.equal(checked.faults[0]?.code, 'too-deep')
  const with_ = (last: number) => ({ ...targeting({}), variants: { on: nest(400, last) } }) as FlagDefinition
  assert.equal(diffContent(with_(1), with_(2)).length, 1)
  assert.deepEqual(diffContent(with_(1), with_(1)), [])
})
