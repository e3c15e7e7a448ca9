import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gate, guard } from '../runbook/sample-runbook.testing.ts'
import { beginWatch, observe } from './observe.ts'
import { formatReference, type Relative } from './reference.ts'
import type { Bound, Rule } from './rule.ts'
import type { RatioSample } from './sample.ts'
import { formatMeasure } from './words.ts'

const SECOND = 1_000

/** A minute of so many good of a hundred each second, on the canary and on stable. */
function judged(rule: Rule, bound: Bound, good: number, stable: number | null, reference?: number) {
  const every = (well: number): readonly RatioSample[] =>
    Array.from({ length: 60 }, (_, i) => ({
      kind: 'ratio',
      at: i * SECOND,
      span: SECOND,
      total: 100,
      good: well,
    }))
  return observe({ ...rule, bound }, beginWatch({ ...rule, bound }, 0), {
    canary: every(good),
    stable: stable === null ? [] : every(stable),
    watermark: 60 * SECOND,
    stepMs: SECOND,
    ...(reference === undefined ? {} : { reference }),
  })
}

const over: Rule = { ...gate, form: { form: 'over', span: 'hold' } }
const relative = (of: Relative['of'], times = 1, plus = 0): Bound => ({ op: 'at-least', of, times, plus })

test('a percent of nothing is nothing, and what is as it was trips no guard', () => {
  const trips = (bound: Bound, good: number, baseline: number) =>
    judged({ ...guard, form: { form: 'over', span: 60_000 } }, bound, good, null, baseline).tripped !== null
  const more: Bound = { op: 'at-least', of: 'baseline', times: 1.05, plus: 0 }
  assert.equal(trips(more, 0, 0), false)
  assert.equal(trips(more, 1, 0), true)
  assert.equal(trips(more, 22, 0.2), true)
  assert.equal(trips({ ...more, op: 'at-most', times: 0.95 }, 0, 0), false)
  assert.equal(judged(over, relative('baseline', 0.95), 0, null, 0).verdict, 'no-worse', 'a gate holds there')
})

test('stable is what stable shows over the same span, with as many samples', () => {
  assert.equal(judged(over, relative('stable', 0.99), 99, 99).verdict, 'no-worse')
  assert.equal(judged(over, relative('stable', 0.99), 90, 99).verdict, 'worse')
  const alone = judged(over, relative('stable', 0.99), 99, null)
  assert.equal(alone.verdict, 'no-data')
  assert.match(formatMeasure(alone.evidence), /nothing to compare with \(at least stable-1 %\)/)
})

test('a number that is known decides, and people read what it was made of', () => {
  const { verdict, evidence } = judged(over, relative('baseline', 1, -0.05), 92, 99, 0.98)
  assert.equal(verdict, 'worse')
  assert.match(formatMeasure(evidence), /92\.00 % of 6,000 samples \(at least 93\.00 %, baseline-5 pp\)/)
  assert.deepEqual(evidence.bound, { op: 'at-least', value: 0.98 - 0.05 })
  assert.equal(judged(over, relative('slo'), 99, 99, 0.95).verdict, 'no-worse')
})

test('a reference that cannot be resolved is no data, for a gate and for a guard', () => {
  for (const name of ['slo', 'baseline', 'recent'] as const) {
    assert.equal(judged(over, relative(name), 99, 99).verdict, 'no-data')
    assert.equal(judged(guard, { op: 'below', of: name, times: 1, plus: 0 }, 10, 99).verdict, 'no-data')
  }
})

test('between holds at both of its ends', () => {
  const between: Bound = { op: 'between', low: 0.2, high: 0.3 }
  assert.deepEqual(
    [19, 20, 25, 30, 31].map((good) => judged(over, between, good, null).verdict),
    ['worse', 'no-worse', 'no-worse', 'no-worse', 'worse'],
  )
  assert.match(formatMeasure(judged(over, between, 25, null).evidence), /between 20\.00 % and 30\.00 %/)
})

test('references read as the plan writes them', () => {
  const words = (times: number, plus = 0) => formatReference({ of: 'slo', times, plus })
  assert.deepEqual(
    [words(1), words(1.1), words(0.95), words(3), words(1, -0.05)],
    ['slo', 'slo+10 %', 'slo-5 %', 'slo*3', 'slo-5 pp'],
  )
})
