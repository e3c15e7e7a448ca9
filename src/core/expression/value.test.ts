import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { runs } from '../drawn/runs.testing.ts'
import { anyText } from '../text/any-text.testing.ts'
import { evaluateValue, literal, toValue } from './value.ts'

test('constants are themselves', () => {
  for (const value of ['x', 1, true]) assert.deepEqual(evaluateValue(value, {}), { value })
})

test('an expression over outputs keeps its type; integers come back as numbers', () => {
  const outputs = { count: { n: 3, ok: true, name: 'a' }, 'deploy-wix': { url: 'http://x' } }
  assert.deepEqual(evaluateValue({ cel: 'steps.count.outputs.n + 1' }, outputs), { value: 4 })
  assert.deepEqual(evaluateValue({ cel: 'steps.count.outputs.ok' }, outputs), { value: true })
  assert.deepEqual(evaluateValue({ cel: 'steps["deploy-wix"].outputs.url + "/x"' }, outputs), {
    value: 'http://x/x',
  })
})

test('an output that was not reported is unknown, never a default', () => {
  const evaluated = evaluateValue({ cel: 'steps.count.outputs.n' }, { count: {} })
  assert.ok('unknown' in evaluated)
  assert.match(evaluated.unknown, /steps.count.outputs.n has no value/)
})

test('text around expressions is joined, whatever it holds', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }).filter((text) => text !== '' && !text.includes('${{')),
      (text) => {
        const value = toValue(`${text}\${{ steps.a.outputs.b }}`)
        assert.deepEqual(evaluateValue(value, { a: { b: 7 } }), { value: `${text}7` })
      },
    ),
  )
})

test('no text can break out of its literal', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.deepEqual(evaluateValue({ cel: literal(text) }, {}), { value: text })
    }),
    { numRuns: runs(100) },
  )
})
