import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TimerWheel } from './timer-wheel.ts'

test('gives every item once, never early and at most two slots late', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 200 }), (delays) => {
      const wheel = new TimerWheel<number>(1_000)
      for (const delay of delays) wheel.add(1_000 + delay, 1_000 + delay)
      const given: number[] = []
      for (let now = 1_000; now <= 11_000; now += TimerWheel.slotMs)
        for (const due of wheel.due(now)) {
          given.push(due)
          assert.ok(
            due < now + TimerWheel.slotMs && now - due <= 2 * TimerWheel.slotMs,
            `${due} was given at ${now}`,
          )
        }
      assert.deepEqual(
        given.toSorted((a, b) => a - b),
        delays.map((delay) => 1_000 + delay).sort((a, b) => a - b),
      )
    }),
  )
})

test('loses nothing over a long sleep', () => {
  const wheel = new TimerWheel<string>(0)
  wheel.add('near', 40)
  wheel.add('far', 9_000)
  assert.deepEqual(wheel.due(3_600_000).sort(), ['far', 'near'])
  assert.deepEqual(wheel.due(3_700_000), [])
})
