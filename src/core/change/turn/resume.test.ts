import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readData } from '../../event/definition.ts'
import { CHANGE_EVENTS } from '../events/event.ts'
import { rolling, SECOND } from './moments.testing.ts'

test('a change that is resumed says why, where that was said', () => {
  for (const because of [undefined, 'the cache is warm again']) {
    const stand = rolling()
    stand.turn(SECOND, { command: 'pause', because: 'it looks slow' })
    assert.equal(stand.change.status, 'paused')
    assert.equal(stand.turn(SECOND, { command: 'resume', because }), null)
    assert.equal(stand.change.status, 'running')
    const resumed = stand.events.findLast(({ type }) => type === 'resumed')
    assert.ok(resumed?.type === 'resumed')
    assert.equal(resumed.because, because)
  }
})

test('what was resumed without a reason by an older version is read', () => {
  for (const type of ['resumed', 'opening-unblocked'] as const)
    assert.deepEqual(readData(CHANGE_EVENTS[type], { version: 1, data: {} }), {
      known: true,
      version: 2,
      data: {},
    })
})
