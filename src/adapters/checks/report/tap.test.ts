import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tapTests } from './tap.ts'

test('what failed is counted once, and a plan that was not kept as a failure of its own', () => {
  const counts = (text: string) => {
    const { passed, failed, skipped } = tapTests(`TAP version 14\n${text}`)
    return [passed, failed, skipped]
  }
  assert.deepEqual(counts('1..3\nok 1\nok 2\nnot ok 3\n'), [2, 1, 0])
  assert.deepEqual(counts('1..3\nok 1\nnot ok 2 # todo later\nok 3 # SKIP now\n'), [1, 0, 2])
  assert.deepEqual(counts('1..3\nok 1\nnot ok 2\n'), [1, 2, 0])
})
