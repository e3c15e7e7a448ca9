import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planInputs } from './plan-inputs.ts'

test('leads and contacts are pairs, each once, and nothing is sent where nothing is said', () => {
  assert.deepEqual(planInputs(['a=b'], {}), { inputs: { a: 'b' }, pace: 1 })
  assert.deepEqual(planInputs([], { lead: ['cutover=ada', 'product=paul'], contact: ['room=#a=b'] }), {
    inputs: {},
    pace: 1,
    leads: { cutover: 'ada', product: 'paul' },
    contacts: { room: '#a=b' },
  })
  for (const lead of [['cutover'], ['=ada'], ['cutover=']])
    assert.throws(() => planInputs([], { lead }), /names nobody/)
  assert.throws(() => planInputs([], { lead: ['a=b', 'a=c'] }), /--lead names a twice/)
})
