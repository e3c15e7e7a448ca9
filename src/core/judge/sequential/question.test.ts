import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Buckets } from '../../histogram/histogram.ts'
import { LATENCY_EDGES_MS } from '../../histogram/latency-buckets.ts'
import { eventsIn } from './arm-reading.ts'
import { shareOf } from './confidence.ts'
import { edgeTest, exceedances } from './edges.ts'
import { afterInconclusive } from './inconclusive.ts'
import { type Asked, questionOf } from './question.ts'

const ASKED: Asked = { test: 'worse', times: 1.25, direction: 'higher', alpha: 0.001, intervalMs: 5_000 }
const made = (more: Partial<Asked> = {}) => {
  const question = questionOf({ ...ASKED, ...more })
  if ('refused' in question) throw new Error(question.refused)
  return question
}

describe('a question', () => {
  const SAID: readonly (readonly [Partial<Asked>, string, string])[] = [
    [{}, 'up', 'counted'],
    [{ direction: 'lower' }, 'up', 'rest'],
    [{ direction: 'lower', times: 0.95 }, 'down', 'counted'],
    [{ latency: { pairs: [{ canary: 1, stable: 1 }], bound: 1.25, quantile: 0.95 } }, 'up', 'slow'],
  ]
  for (const [more, way, events] of SAID)
    it(`of stable*${more.times ?? 1.25}, ${more.direction ?? 'higher'} is worse: looks ${way} at what is ${events}`, () => {
      const question = made(more)
      assert.deepEqual([question.way, question.events], [way, events])
      const beyond = question.alternatives.ratios.map((ratio) => ratio > question.bound)
      assert.ok(beyond.every((one) => one === (way === 'up')))
      const weights = question.alternatives.logWeights.reduce((sum, log) => sum + Math.exp(log), 0)
      assert.ok(Math.abs(weights - 1) < 1e-12)
    })

  it('of a gate looks the other way', () => {
    const up = made({ test: 'no-worse', times: 1.5 })
    assert.ok(up.alternatives.ratios.every((ratio) => ratio < up.bound))
    const down = made({ test: 'no-worse', times: 0.9, direction: 'lower' })
    assert.ok(down.alternatives.ratios.every((ratio) => ratio > down.bound))
  })

  const REFUSED: readonly (readonly [Partial<Asked>, RegExp])[] = [
    [{ times: 1 }, /no margin/],
    [{ times: 1.005 }, /no margin/],
    [{ times: 0.5 }, /more is worse/],
    [
      { direction: 'lower', latency: { pairs: [{ canary: 1, stable: 1 }], bound: 1.25, quantile: 0.5 } },
      /less is worse/,
    ],
    [{ times: 0 }, /above 0/],
    [{ times: -2 }, /above 0/],
    [{ times: Number.NaN }, /above 0/],
    [{ times: Number.POSITIVE_INFINITY }, /above 0/],
    [{ latency: { pairs: [], bound: 1.25, quantile: 0.95 } }, /no bucket edges/],
  ]
  for (const [more, reason] of REFUSED)
    it(`is refused: ${reason.source}, ${JSON.stringify(more)}`, () => {
      const question = questionOf({ ...ASKED, ...more })
      assert.ok('refused' in question)
      assert.match(question.refused, reason)
    })

  it('takes of a sample what it is about', () => {
    const ratio = { kind: 'ratio', total: 100, good: 98 } as const
    assert.deepEqual(eventsIn(ratio, made(), 'canary'), { total: 100, events: [98] })
    assert.deepEqual(eventsIn(ratio, made({ direction: 'lower' }), 'canary'), { total: 100, events: [2] })
    const histogram = { kind: 'distribution', edges: [100, 109, 119], counts: [5, 3, 2, 1] } as const
    const slow = made({ latency: { pairs: [{ canary: 109, stable: 100 }], bound: 1, quantile: 0.95 } })
    assert.deepEqual(eventsIn(histogram, slow, 'canary'), { total: 11, events: [3] })
    assert.deepEqual(eventsIn(histogram, slow, 'stable'), { total: 11, events: [6] })
    assert.equal(eventsIn(histogram, made(), 'canary'), null)
    assert.equal(eventsIn(ratio, slow, 'canary'), null)
    assert.equal(eventsIn({ ...histogram, edges: [90, 105, 130] }, slow, 'canary'), null)
  })
})

describe('a confidence', () => {
  for (const [confidence, judgements, alpha] of [
    [0.999, 1, 0.001],
    [0.999, 4, 0.00025],
    [0.999, 10, 0.0001],
    [0.95, 2, 0.025],
  ] as const)
    it(`of ${confidence} over ${judgements} judgements leaves each ${alpha}`, () =>
      assert.ok(Math.abs(shareOf(confidence, judgements) - alpha) < 1e-12))
})

describe('bucket edges', () => {
  const fine = LATENCY_EDGES_MS
  const native = Array.from({ length: 128 }, (_, i) => 1_000 * 2 ** ((i - 79) / 8))
  const classic = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000]
  /** What a source keeps of requests between 80 and 200 ms: no empty bucket beside another. */
  const kept = (edges: readonly number[]) => {
    const buckets = new Buckets()
    for (const [i, edge] of edges.entries())
      if (edge > 80 && edge < 260) buckets.add(edges[i - 1] ?? 0, edge, 100)
    return buckets.histogram()
  }

  it('that are fine hold the margin themselves: stable at one, the canary the margin beyond', () => {
    for (const [edges, margin, from] of [
      [fine, 1.1, 1.1],
      [fine, 1.25, 1.25],
      [native, 1.09, 1.09],
      [native, 1.1, 1.18],
      [native, 1.5, 1.5],
    ] as const) {
      const guard = edgeTest(kept(edges), margin, 'worse')
      assert.equal(guard.bound, 1)
      assert.ok(guard.pairs.length <= 12 && guard.pairs.length >= 8)
      for (const { canary, stable } of guard.pairs)
        assert.ok(canary / stable >= from - 1e-6 && canary / stable < margin * 1.1)
      const gate = edgeTest(kept(edges), margin, 'no-worse')
      for (const { canary, stable } of gate.pairs) assert.ok(canary / stable <= margin + 1e-6)
    }
  })

  it('that are coarse cannot: the same edge for both, and the margin is that of the shares', () => {
    const { pairs, bound } = edgeTest(kept(classic), 1.25, 'worse', classic)
    assert.equal(bound, 1.25)
    assert.ok(pairs.length >= 5)
    for (const { canary, stable } of pairs) assert.equal(canary, stable)
  })

  it('lie where stable’s requests lie, and beyond what any of them has taken yet', () => {
    for (const edges of [fine, native]) {
      const { pairs } = edgeTest(kept(edges), 1.1, 'worse')
      for (const { stable } of pairs) assert.ok(stable > 40 && stable < 2_200)
      assert.ok((pairs.at(-1)?.stable ?? 0) > 1_000)
    }
    assert.equal(
      edgeTest({ edges: classic, counts: [...classic.map(() => 0), 0] }, 1.25, 'worse').pairs.length,
      classic.length,
    )
    assert.deepEqual(edgeTest({ edges: [], counts: [0] }, 1.25, 'worse').pairs, [])
  })

  it('count what is above them, also where a source has kept no empty bucket', () => {
    assert.deepEqual(exceedances({ edges: [1, 2, 4], counts: [10, 5, 2, 1] }, [1, 4]), {
      total: 18,
      events: [8, 1],
    })
    assert.deepEqual(exceedances({ edges: [1, 8], counts: [10, 0, 2] }, [3, 5]), {
      total: 12,
      events: [2, 2],
    })
    assert.deepEqual(exceedances({ edges: [1, 2.0000000001], counts: [1, 1, 1] }, [2]), {
      total: 3,
      events: [1],
    })
    assert.equal(exceedances({ edges: [1, 2], counts: [1, 1, 1] }, [3]), null)
  })
})

it('an inconclusive gate prolongs its stage for so long, and then does what the plan says; it never passes', () => {
  const rule = { afterMs: 1_800_000, then: 'pause' } as const
  assert.equal(afterInconclusive(rule, { holdEnded: 0, now: 1_799_999 }), null)
  assert.equal(afterInconclusive(rule, { holdEnded: 0, now: 1_800_000 }), 'pause')
})
