import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pages } from '../../notice/notices-for.ts'
import type { ChangeEvent } from '../events/event.ts'
import { adopting, MINUTE, rolling, SECOND } from './moments.testing.ts'

describe('when a proxy does not answer', () => {
  it('a weight that is not acknowledged is told once, and the hold still begins when it is', () => {
    const stand = rolling()
    stand.deaf.add('wix')
    stand.turn(14 * SECOND)
    assert.equal(stand.count('move-unacknowledged'), 0)
    stand.turn(SECOND)
    stand.turn(60 * SECOND)
    assert.equal(stand.count('move-unacknowledged'), 1)
    assert.ok(pages(stand.events.find(({ type }) => type === 'move-unacknowledged') as ChangeEvent))
    stand.deaf.clear()
    stand.turn(SECOND)
    assert.equal(stand.count('hold-started'), 1)
  })

  it('an adoption that is not acknowledged is told as well', () => {
    const stand = adopting()
    stand.deaf.add('gamma')
    stand.turn(15 * SECOND)
    assert.equal(stand.count('move-unacknowledged'), 1)
    assert.equal(stand.count('adopted'), 0)
  })

  it('a gradual rollback goes down by the clock, and closes', () => {
    const stand = rolling()
    stand.turn(SECOND)
    stand.now += 5 * MINUTE
    stand.hear()
    stand.turn(0)
    assert.equal(stand.count('stage-entered'), 2)
    stand.deaf.add('wix')
    stand.turn(SECOND, { command: 'rollback', because: 'slow', gradual: true })
    stand.turn(5 * MINUTE)
    assert.equal(stand.count('traffic-closing'), 1)
    stand.turn(15 * SECOND)
    assert.equal(stand.count('close-unacknowledged'), 1)
  })

  it('a silence of the observer is heard while the weight still moves', () => {
    const stand = rolling()
    stand.deaf.add('wix')
    stand.turn(46 * SECOND)
    assert.equal(stand.count('evidence-missing'), 1)
    stand.turn(5 * MINUTE)
    assert.equal(stand.change.status, 'rolling-back', 'the guard says: roll back without data')
  })
})
