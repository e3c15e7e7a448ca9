import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doubleName } from './double-name.ts'
import { jsonFault } from './json-position.ts'

const DEPTH = 100_000

test('a text that is nested a hundred thousand deep is read to its end', () => {
  const [lists, objects] = ['['.repeat(DEPTH), '{"a":'.repeat(DEPTH)]
  assert.deepEqual(jsonFault(lists), { line: 1, column: DEPTH + 1, found: 'the end' })
  assert.deepEqual(jsonFault(objects), { line: 1, column: 5 * DEPTH + 1, found: 'the end' })
  assert.equal(jsonFault(lists + ']'.repeat(DEPTH)), null)
  assert.equal(doubleName(`${objects}1${'}'.repeat(DEPTH)}`), null)
})

test('a name that is given twice is found at its second place, also where one is written with escapes', () => {
  const text = '{"a": {"b": 1},\n "\\u0061": 2}'
  assert.deepEqual(doubleName(text), { line: 2, column: 2, found: '"\\""', name: 'a' })
  assert.equal(doubleName('{"a": {"a": "a"}, "b": [{"a": 1}, {"a": 2}]}'), null)
})
