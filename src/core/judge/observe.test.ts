import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CLASSIC_EDGES_MS } from '../histogram/latency-buckets.ts'
import { gate, guard } from '../runbook/sample-runbook.testing.ts'
import { measure, merge } from './measure.ts'
import { beginWatch, type JudgeState, observe } from './observe.ts'
import type { Rule } from './rule.ts'
import type { Sample } from './sample.ts'
import { formatMeasure } from './words.ts'

const FROM = 1_760_000_000_000
const second = (i: number, total: number, good: number): Sample => ({
  kind: 'ratio',
  at: FROM + i * 1000,
  span: 1000,
  total,
  good,
})

function judge(
  rule: Rule,
  samples: readonly Sample[],
  seconds: number,
  batches: readonly number[] = [],
): JudgeState {
  let state = beginWatch(rule, FROM)
  for (const end of [...batches, seconds].sort((a, b) => a - b)) {
    const watermark = FROM + end * 1000
    const known = samples.filter((s) => s.at + s.span <= watermark)
    state = observe(rule, state, { canary: known, stable: [], watermark, stepMs: 1000 })
  }
  return state
}
const steady = (seconds: number, total: number, good: number) =>
  Array.from({ length: seconds }, (_, i) => second(i, total, good))

describe('the judge', () => {
  it('a gate over the hold is one ratio over the whole span', () => {
    assert.equal(judge(gate, steady(100, 10, 10), 100).verdict, 'no-worse')
    const bad = judge(gate, [...steady(99, 10, 10), second(99, 10, 0)], 100)
    assert.equal(bad.evidence.value, 990 / 1000)
    assert.equal(bad.verdict, 'no-worse', 'exactly 99 % is at least 99 %')
    assert.equal(
      judge(gate, [...steady(98, 10, 10), second(98, 10, 5), second(99, 10, 4)], 100).verdict,
      'worse',
    )
  })

  it('few samples are inconclusive, none are no data, whatever their ratio', () => {
    assert.equal(judge(gate, steady(4, 10, 10), 4).verdict, 'inconclusive')
    assert.equal(judge(gate, steady(4, 10, 0), 4).verdict, 'inconclusive')
    assert.equal(judge(gate, [], 60).verdict, 'no-data')
    assert.equal(judge(gate, steady(60, 0, 0), 60).verdict, 'no-data')
  })

  it('a guard trips when the bound is true at every evaluation for that long, and one clear evaluation resets', () => {
    const short = { ...guard, form: { form: 'for' as const, ms: 10_000, lookbackMs: 1_000 } }
    assert.equal(judge(short, steady(10, 100, 50), 10).verdict, 'no-worse')
    assert.equal(judge(short, steady(11, 100, 50), 11).verdict, 'worse')
    const reset = steady(30, 100, 50).map((s, i) => (i % 10 === 9 ? second(i, 100, 100) : s))
    assert.equal(judge(short, reset, 30).verdict, 'no-worse')
  })

  it('a guard that tripped stays tripped with the evidence of that moment', () => {
    const short = { ...guard, form: { form: 'for' as const, ms: 5_000, lookbackMs: 1_000 } }
    const state = judge(
      short,
      [...steady(8, 100, 50), ...steady(60, 100, 100).map((s) => ({ ...s, at: s.at + 8000 }))],
      60,
    )
    assert.equal(state.verdict, 'worse')
    assert.equal(state.evidence.value, 0.5)
  })

  it('batches make no difference: an observer may stop at any moment and another go on', () => {
    const rules: readonly Rule[] = [
      gate,
      guard,
      { ...guard, form: { form: 'for', ms: 7_000, lookbackMs: 3_000 } },
      { ...guard, form: { form: 'over', span: 20_000 } },
    ]
    const sample = fc.record({
      total: fc.integer({ min: 0, max: 20 }),
      bad: fc.integer({ min: 0, max: 20 }),
      there: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        fc.array(sample, { minLength: 1, maxLength: 120 }),
        fc.array(fc.integer({ min: 1, max: 119 }), { maxLength: 6 }),
        (rule, drawn, cuts) => {
          const samples = drawn.flatMap((s, i) =>
            s.there ? [second(i, s.total, Math.max(0, s.total - s.bad))] : [],
          )
          const batches = cuts.filter((cut) => cut < drawn.length)
          assert.deepEqual(judge(rule, samples, drawn.length, batches), judge(rule, samples, drawn.length))
        },
      ),
    )
  })

  it('what lies before the watch, or after the watermark, is not looked at', () => {
    const before = Array.from({ length: 20 }, (_, i) => second(i - 20, 100, 0))
    assert.equal(judge(gate, [...before, ...steady(60, 10, 10)], 60).evidence.value, 1)
    const state = observe(gate, beginWatch(gate, FROM), {
      canary: steady(60, 10, 10),
      stable: [],
      watermark: FROM + 30_500,
      stepMs: 1000,
    })
    assert.equal(state.watermark, FROM + 30_000)
    assert.equal(state.evidence.samples, 300)
  })

  it('the memory of a long look-back is bounded', () => {
    const day = { ...guard, form: { form: 'over' as const, span: 86_400_000 } }
    const samples = Array.from({ length: 2000 }, (_, i) => second(i * 60, 10, 10))
    assert.ok(judge(day, samples, 120_000).canary.length <= 62)
  })
})

describe('a measurement', () => {
  it('merges buckets and interpolates inside one; percentiles are never averaged', () => {
    const sample = (counts: number[]): Sample => ({
      kind: 'distribution',
      at: FROM,
      span: 1000,
      edges: [100, 200, 400],
      counts,
      quantile: 0.95,
    })
    assert.deepEqual(measure([sample([50, 0, 0, 0]), sample([0, 0, 50, 0])]), { value: 380, samples: 100 })
    assert.deepEqual(measure([sample([0, 0, 0, 9])]), { value: 400, samples: 9 })
    assert.deepEqual(measure([]), { value: null, samples: 0 })
  })
  it('merges histograms of different edges over those they share, and knows nothing without one', () => {
    const sample = (edges: number[], counts: number[]): Sample => ({
      kind: 'distribution',
      at: FROM,
      span: 1000,
      edges,
      counts,
      quantile: 0.5,
    })
    const old = sample([50, 100, 200], [1, 2, 3, 4])
    assert.deepEqual(merge([old, sample([100, 150, 200, 300], [5, 6, 7, 8, 9])]), {
      ...sample([100, 200], [8, 16, 21]),
    })
    assert.deepEqual(measure([old, sample([75], [5, 5])]), { value: null, samples: 0 })
  })
  it('goes on from what an earlier version has kept, counted by fewer edges', () => {
    const rule: Rule = { ...gate, bound: { op: 'at-most', value: 400 } }
    const latency = (i: number, edges: readonly number[], counts: readonly number[]): Sample => ({
      ...{ kind: 'distribution', at: FROM + i * 1000, span: 1000 },
      ...{ edges, counts, quantile: 0.95 },
    })
    // As a state was stored: every bucket of eighteen, empty or not.
    const old = (i: number) =>
      latency(i, CLASSIC_EDGES_MS, [0, 0, 0, 0, 0, 0, 0, 0, 0, 90, 10, ...Array(8).fill(0)])
    const fine = (i: number) => latency(i, [380, 390, 400, 410], [0, 90, 0, 10, 0])
    const stored = JSON.parse(JSON.stringify(judge(rule, [0, 1, 2].map(old), 3)))
    const state = observe(rule, stored, {
      canary: [3, 4, 5].map(fine),
      stable: [],
      watermark: FROM + 6000,
      stepMs: 1000,
    })
    assert.equal(state.evidence.samples, 600)
    // Both know that 540 of 600 kept 400 ms and all of them 500 ms, so the p95 is in between.
    assert.ok((state.evidence.value ?? 0) > 400 && (state.evidence.value ?? 0) <= 500)
    assert.equal(state.verdict, 'worse')
  })
  it('throws when a signal changes its kind', () => {
    assert.throws(
      () =>
        measure([
          second(0, 1, 1),
          { kind: 'distribution', at: FROM, span: 1, edges: [1], counts: [0, 1], quantile: 0.5 },
        ]),
      /different kinds/,
    )
  })
})

describe('a look-back shorter than the source measures', () => {
  it('looks at one interval at least: a guard is never blind', () => {
    const quick = { ...guard, form: { form: 'for' as const, ms: 600, lookbackMs: 600 } }
    assert.equal(judge(quick, steady(5, 100, 50), 5).verdict, 'worse')
  })
  it('says since when there was nothing to measure', () => {
    const quick = { ...guard, form: { form: 'for' as const, ms: 3_000, lookbackMs: 3_000 } }
    const state = judge(
      quick,
      [...steady(10, 100, 100), ...steady(20, 0, 0).map((s) => ({ ...s, at: s.at + 10_000 }))],
      30,
    )
    assert.equal(state.verdict, 'no-data')
    assert.equal(state.measuredUntil, FROM + 12_000)
  })
})

describe('what was not seen', () => {
  const span = (from: number, to: number) => ({ from: FROM + from * 1000, to: FROM + to * 1000 })
  const without = (samples: readonly Sample[], from: number, to: number) =>
    samples.filter(({ at }) => at < FROM + from * 1000 || at >= FROM + to * 1000)

  it('is a gap when nobody measured, and goes with the evidence', () => {
    const state = judge(gate, without(steady(60, 10, 10), 20, 32), 60)
    assert.deepEqual(state.gaps, [span(20, 32)])
    assert.equal(state.evidence.unseenMs, 12_000)
    assert.equal(
      state.verdict,
      'no-worse',
      'the judge says what it saw; the hold decides whether that is enough',
    )
    assert.match(formatMeasure(state.evidence), /; 12s of that time was not seen$/)
  })
  it('is none where everything was measured, also when nobody came for a moment', () => {
    const pause = steady(60, 10, 10).map((s, i) => (i >= 20 && i < 50 ? second(i, 0, 0) : s))
    for (const rule of [gate, guard]) assert.equal(judge(rule, pause, 60).gaps, undefined)
  })
  it('is a gap when nobody came for as long as the rule looks back, and longer than a source may be silent', () => {
    const quick = { ...guard, form: { form: 'for' as const, ms: 10_000, lookbackMs: 5_000 } }
    const pause = (length: number) =>
      steady(60, 10, 10).map((s, i) => (i >= 20 && i < 20 + length ? second(i, 0, 0) : s))
    assert.equal(judge(quick, pause(7), 60).gaps, undefined)
    assert.deepEqual(judge(quick, pause(20), 60).gaps, [span(24, 40)])
    const late = steady(60, 10, 10).map((s, i) => (i < 15 ? second(i, 0, 0) : s))
    assert.deepEqual(
      judge(gate, late, 60).gaps,
      [span(0, 15)],
      'a hold begins when there is something to see',
    )
  })
  it('may be a year, of which each second is not looked at', () => {
    const year = 365 * 86_400
    const short = { ...guard, form: { form: 'for' as const, ms: 5_000, lookbackMs: 2_000 } }
    for (const rule of [gate, short]) {
      const later = steady(20, 10, 10).map((s) => ({ ...s, at: s.at + year * 1000 }))
      const state = judge(rule, [...steady(20, 10, 10), ...later], year + 20)
      assert.deepEqual(state.gaps, [span(20, year)])
      assert.equal(state.evidence.samples, rule === gate ? 400 : 20)
      assert.equal(state.evidence.unseenMs, rule === gate ? (year - 20) * 1000 : undefined)
      assert.equal(state.watermark, FROM + (year + 20) * 1000)
    }
  })
  it('is judged like the rest: a rule knows what was measured in its look-back, and how much of it was not', () => {
    const pieces = fc.array(fc.record({ seen: fc.integer({ min: 1, max: 9 }), not: fc.nat({ max: 400 }) }), {
      minLength: 1,
      maxLength: 9,
    })
    fc.assert(
      fc.property(pieces, fc.constantFrom<number | 'hold'>('hold', 30_000), (drawn, lookback) => {
        const rule = { ...gate, form: { form: 'over' as const, span: lookback } }
        let end = 0
        const samples = drawn.flatMap(({ seen, not }) => {
          const from = end
          end += seen + not
          return Array.from({ length: seen }, (_, i) => second(from + i, 10, 10))
        })
        const { evidence } = judge(rule, samples, end)
        const within = samples.filter(({ at }) => at >= evidence.from)
        const unseen = (evidence.to - evidence.from) / 1000 - within.length
        assert.equal(evidence.samples, within.length * 10)
        assert.equal(evidence.unseenMs ?? 0, unseen * 1000)
      }),
    )
  })
  it('does not begin before the first whole interval of a watch', () => {
    const state = observe(gate, beginWatch(gate, FROM + 300), {
      canary: steady(10, 10, 10),
      stable: [],
      watermark: FROM + 10_000,
      stepMs: 1000,
    })
    assert.equal(state.gaps, undefined)
  })
})
