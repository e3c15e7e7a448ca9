import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CLOSED, type Desired } from './desired.ts'
import { agrees, highestWeight, isSettled, ordersBehind, type Said } from './said.ts'

const at = (weight: number, generation = 3): Desired => ({
  generation,
  stable: 'blue',
  split: { mode: 'open', weight, cohort: 'change', segments: [], headerOverride: true },
})
const says = (has: Desired | null, because: string | null = null): Said => ({ has, because })

describe('what proxies said last', () => {
  it('agrees when it answered with exactly what is desired', () => {
    assert.equal(agrees(says(at(500)), at(500)), true)
    assert.equal(agrees(says(at(500), 'no answer'), at(500)), false)
    assert.equal(agrees(says(at(500, 2)), at(500)), false)
    assert.equal(agrees(says(at(400)), at(500)), false)
    assert.equal(agrees(says(null), at(500)), false)
  })

  it('is settled by all of them, and by none where none is known', () => {
    assert.equal(isSettled(at(500), [says(at(500)), says(at(500))]), true)
    assert.equal(isSettled(at(500), [says(at(500)), says(at(400, 2))]), false)
    assert.equal(isSettled(at(500), []), false)
  })

  it('has the highest weight of any, of one out of reach too', () => {
    assert.equal(highestWeight([says(at(500)), says(at(2_500), 'no answer'), says(null)]), 2_500)
    assert.equal(highestWeight([says({ ...at(0), split: CLOSED })]), 0)
    assert.equal(highestWeight([says(null)]), null)
  })

  it('is behind by orders, never by fewer than none', () => {
    assert.equal(ordersBehind(5, 3), 2)
    assert.equal(ordersBehind(3, 5), 0)
    assert.equal(ordersBehind(3, null), null)
  })
})
