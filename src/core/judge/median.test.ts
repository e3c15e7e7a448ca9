import assert from 'node:assert/strict'
import { test } from 'node:test'
import { medianOf } from './median.ts'
import type { RatioSample } from './sample.ts'

const MINUTE = 60_000
const HOUR = { from: 0, to: 60 * MINUTE }

/** A sample a minute, of which so many of a thousand are good; none where it is null. */
const hour = (good: (minute: number) => number | null): readonly RatioSample[] =>
  Array.from({ length: 60 }, (_, i) => i).flatMap((minute) => {
    const well = good(minute)
    return well === null
      ? []
      : [{ kind: 'ratio', at: minute * MINUTE, span: MINUTE, total: 1_000, good: well } as const]
  })

test('the median of the pieces is not moved by a bad moment, and the number of all samples stands beside it', () => {
  const spiked = medianOf(
    hour((minute) => (minute < 10 ? 900 : 10)),
    HOUR,
    12,
  )
  assert.deepEqual(spiked, { value: 0.01, samples: 60_000 })
})

test('an even number of pieces meets in the middle', () => {
  const halves = hour((minute) => (minute < 30 ? 10 : 30))
  assert.equal(medianOf(halves, HOUR, 12).value, 0.02)
})

test('pieces without requests say nothing, and fewer than half of them are no number', () => {
  const from = (first: number) => hour((minute) => (minute < first ? null : 10))
  assert.equal(medianOf(from(30), HOUR, 12).value, 0.01)
  assert.equal(medianOf(from(35), HOUR, 12).value, null)
  assert.deepEqual(medianOf([], HOUR, 12), { value: null, samples: 0 })
})
