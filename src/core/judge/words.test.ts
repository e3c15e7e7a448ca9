import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SignalShape } from '../signal/shape.ts'
import { shapeOfEvidence } from './evidence-shape.ts'
import type { Bound, Rule } from './rule.ts'
import { shapeByRules, worseBy } from './rule-shape.ts'
import type { Evidence } from './verdict.ts'
import { formatMeasure, formatMeasured } from './words.ts'

function evidence(signal: string, shape: SignalShape | null, bound: Bound, value: number | null): Evidence {
  return {
    signal,
    ...(shape === null ? {} : { shape }),
    bound,
    value,
    samples: 1_210,
    minSamples: 50,
    from: 0,
    to: 60_000,
    stable: null,
    sharedIncident: false,
  }
}

describe('the words of evidence', () => {
  const above = (value: number): Bound => ({ op: 'above', value })
  const ROWS: readonly (readonly [string, SignalShape, Bound, number, string])[] = [
    [
      'request-duration',
      { kind: 'distribution', unit: 'ms', direction: 'higher' },
      above(300),
      182,
      'request-duration 182 ms of 1,210 samples (above 300 ms)',
    ],
    [
      'availability',
      { kind: 'ratio', unit: 'ratio', direction: 'lower' },
      { op: 'at-least', value: 0.99 },
      0.9994,
      'availability 99.94 % of 1,210 samples (at least 99.00 %)',
    ],
    [
      'saturation',
      { kind: 'gauge', unit: 'ratio', direction: 'higher' },
      above(0.8),
      0.425,
      'saturation 42.50 % of 1,210 samples (above 80.00 %)',
    ],
    [
      'error-ratio-latency',
      { kind: 'gauge', unit: 'none', direction: 'higher' },
      above(40),
      17,
      'error-ratio-latency 17 of 1,210 samples (above 40)',
    ],
  ]
  for (const [signal, shape, bound, value, words] of ROWS)
    it(`${signal} reads by its unit, never by its name`, () => {
      assert.equal(formatMeasure(evidence(signal, shape, bound, value)), words)
    })

  it('without a value it says so, with the bound in its unit', () => {
    const shape: SignalShape = { kind: 'distribution', unit: 's', direction: 'higher' }
    const nothing = evidence('request-duration', shape, above(2_500), null)
    assert.equal(formatMeasure(nothing), 'no samples (above 2.5 s wanted)')
    assert.equal(formatMeasured(nothing), 'nothing measured')
  })

  it('evidence of an older version reads as it did then', () => {
    for (const [signal, value, words] of [
      ['success-ratio', 0.9991, '99.91 %'],
      ['latency-p95', 182.2, '182 ms'],
      ['throughput', 12.3456, '12.346'],
    ] as const)
      assert.equal(formatMeasured(evidence(signal, null, above(1), value)), words)
    assert.deepEqual(shapeOfEvidence({ signal: 'availability' }).unit, 'none')
  })
})

describe('what the rules of a signal say of it', () => {
  const rule = (kind: Rule['kind'], op: Bound['op'], value: number) =>
    ({ kind, bound: { op, value } }) as Rule
  it('a gate says what is good, a guard what is bad', () => {
    for (const [kind, op, worse] of [
      ['gate', 'at-least', 'lower'],
      ['gate', 'above', 'lower'],
      ['gate', 'below', 'higher'],
      ['gate', 'at-most', 'higher'],
      ['guard', 'below', 'lower'],
      ['guard', 'at-most', 'lower'],
      ['guard', 'above', 'higher'],
      ['guard', 'at-least', 'higher'],
    ] as const)
      assert.equal(worseBy({ kind, bound: { op } }), worse, `${kind} ${op}`)
  })

  it('bounds from 0 to 1 are of a ratio, others of milliseconds', () => {
    assert.deepEqual(shapeByRules([rule('gate', 'at-least', 0.99), rule('guard', 'below', 0.97)]), {
      kind: 'ratio',
      unit: 'ratio',
      direction: 'lower',
    })
    assert.deepEqual(shapeByRules([rule('guard', 'above', 300)]), {
      kind: 'distribution',
      unit: 'ms',
      direction: 'higher',
    })
  })
})
