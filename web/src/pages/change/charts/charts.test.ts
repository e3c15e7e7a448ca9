import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SignalShape } from '../../../../../src/core/signal/shape.ts'
import { formatTick } from '../../../../../src/core/signal/unit.ts'
import type { SeriesView } from '../../../../../src/read/series/series-view.ts'
import { binsOf, requestsIn, valuesIn } from './bins.ts'
import { type Limit, rangeOf } from './limits.ts'

const DURATION: SignalShape = { kind: 'distribution', unit: 'ms', direction: 'higher' }
const AVAILABILITY: SignalShape = { kind: 'ratio', unit: 'ratio', direction: 'lower' }
const SATURATION: SignalShape = { kind: 'gauge', unit: 'ratio', direction: 'higher' }
const HEADROOM: SignalShape = { kind: 'gauge', unit: 'bytes', direction: 'lower' }
const ERRORS: SignalShape = { kind: 'ratio', unit: 'ratio', direction: 'higher' }

/** Four steps that become two bins. */
function drawn(
  shape: SignalShape,
  values: readonly (number | null)[],
  samples: readonly (number | null)[] = values.map(() => 10),
) {
  const line = { values, samples, upTo: null, unavailable: null }
  const signals = [{ signal: 'it', shape, canary: line, stable: line }]
  const series: SeriesView = {
    from: '2026-01-01T00:00:00Z',
    to: '2026-01-01T00:00:04Z',
    measuredFrom: '2026-01-01T00:00:00Z',
    stepMs: 1_000,
    targets: [{ target: 'wix', split: [], signals }],
  }
  return valuesIn(line, binsOf(series, 2), shape)
}

const limits = (...values: number[]): readonly Limit[] =>
  values.map((value) => ({ kind: 'guard', words: 'it', value }))

describe('a chart draws a signal by what its numbers are', () => {
  it('request-duration: the slowest of each bin', () => {
    assert.deepEqual(drawn(DURATION, [120, 450, null, 90]), [450, 90])
  })

  it('availability: all that was good over all there was, never the best', () => {
    assert.deepEqual(drawn(AVAILABILITY, [1, 0.5, 1, 1], [30, 10, 5, 5]), [0.875, 1])
    assert.deepEqual(drawn(AVAILABILITY, [null, null, 1, null]), [null, 1])
  })

  it('saturation: the fullest of each bin; of what must not run low, the lowest', () => {
    assert.deepEqual(drawn(SATURATION, [0.4, 0.92, 0.5, 0.6]), [0.92, 0.6])
    assert.deepEqual(drawn(HEADROOM, [9e9, 2e9, 5e9, 7e9]), [2e9, 5e9])
  })

  it('the volume is all requests of both slots, over all targets; what nobody measured is none', () => {
    const line = (samples: readonly (number | null)[]) => ({
      values: samples.map(() => 1),
      samples,
      upTo: null,
      unavailable: null,
    })
    const target = (name: string, shape: SignalShape, canary: number) => ({
      target: name,
      split: [],
      signals: [{ signal: 'it', shape, canary: line([canary, null]), stable: line([30, null]) }],
    })
    const bins = { at: [0, 1_000], size: 1, spanMs: 1_000 }
    const series = { targets: [target('wix', AVAILABILITY, 10), target('gamma', SATURATION, 7)] }
    assert.deepEqual(requestsIn(series, bins), [40, null])
    assert.deepEqual(requestsIn(series, bins, 'canary'), [10, null])
  })

  it('the axis holds every bound: up to 1 where less is worse, from 0 elsewhere', () => {
    assert.deepEqual(rangeOf(limits(300), 40, 120, DURATION), [0, 345])
    const [low, high] = rangeOf(limits(0.99), 0.98, 1, AVAILABILITY)
    assert.ok(low > 0.9 && low < 0.98)
    assert.equal(high, 1.0015)
    assert.deepEqual(rangeOf(limits(0.8), 0.4, 0.5, SATURATION), [0, 0.8 * 1.15])
    assert.deepEqual(rangeOf(limits(0.02), 0, 0.001, ERRORS), [0, 0.02 * 1.15])
  })

  it('an axis without numbers, of zeros only, or below zero is one all the same', () => {
    assert.deepEqual(rangeOf([], Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, SATURATION), [0, 1])
    assert.deepEqual(rangeOf([], 0, 0, SATURATION), [0, 1])
    assert.deepEqual(rangeOf(limits(-10), -20, 5, HEADROOM), [-23, 5.75])
  })

  it('the axis is told in the unit', () => {
    assert.deepEqual(
      [formatTick(DURATION, 250), formatTick(AVAILABILITY, 0.995), formatTick(SATURATION, 0.8)],
      ['250 ms', '99.5 %', '80 %'],
    )
    assert.equal(formatTick(HEADROOM, 2.5e9), '2.5 GB')
  })
})
