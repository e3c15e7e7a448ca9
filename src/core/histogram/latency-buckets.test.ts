import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { above, quantileOf, sumOf, totalOf } from './histogram.ts'
import {
  areSparseCounts,
  bucketOf,
  CLASSIC_EDGES_MS,
  classicCounts,
  histogramOf,
  LATENCY_BUCKETS,
  LATENCY_EDGES_MS,
  type SparseCounts,
  sparseCounts,
} from './latency-buckets.ts'

const EDGES = LATENCY_EDGES_MS

function counted(latencies: readonly number[]): SparseCounts {
  const counts = new Uint32Array(LATENCY_BUCKETS)
  for (const ms of latencies) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + 1
  return sparseCounts(counts)
}

const latency = fc.double({ min: 0, max: Math.log(60_000), noNaN: true }).map(Math.exp)

describe('the buckets of latency', () => {
  it('reach from 1 ms to 60 s, and none is wider than 5 %', () => {
    assert.deepEqual([EDGES[0], EDGES.at(-1), EDGES.length], [1, 60_000, 335])
    for (const [i, edge] of EDGES.slice(1).entries())
      assert.ok(edge / (EDGES[i] ?? 0) <= 1.05 + 1e-9, `${edge}`)
  })

  it('have the bounds that people write as edges, and those of earlier versions', () => {
    const written = [1.5, 20, 80, 120, 150, 180, 250, 350, 450, 800, 1_200, 2_500, 30_000]
    for (const ms of [...written, ...CLASSIC_EDGES_MS]) assert.ok(EDGES.includes(ms), `${ms} ms`)
  })

  it('are found for every latency: an edge belongs to its own bucket, what is above it to the next', () => {
    for (const [i, edge] of EDGES.entries()) {
      assert.equal(bucketOf(edge), i)
      assert.equal(bucketOf(edge * (1 + Number.EPSILON)), i + 1)
    }
    fc.assert(
      fc.property(latency, (ms) => {
        const bucket = bucketOf(ms)
        assert.ok((EDGES[bucket - 1] ?? 0) < ms && ms <= (EDGES[bucket] ?? Number.POSITIVE_INFINITY))
      }),
    )
    for (const ms of [0, -1, 0.3, Number.NaN]) assert.equal(bucketOf(ms), 0)
    for (const ms of [60_001, 1e9, Number.POSITIVE_INFINITY]) assert.equal(bucketOf(ms), EDGES.length)
  })

  it('tell a quantile from 1 ms to 60 s to within 5 %', () => {
    fc.assert(
      fc.property(
        fc.array(
          latency.filter((ms) => ms > 1),
          { minLength: 1, maxLength: 200 },
        ),
        (latencies) => {
          const found = quantileOf(histogramOf(counted(latencies)), 0.95)
          const truth = latencies.toSorted((a, b) => a - b)[Math.ceil(0.95 * latencies.length) - 1] ?? 0
          assert.ok(
            Math.abs((found?.value ?? 0) - truth) <= 0.05 * truth * (1 + 1e-9),
            `${found?.value} for ${truth}`,
          )
        },
      ),
    )
  })

  it('tell a p95 of 402 to 416 ms, which classic buckets judged as 495', () => {
    // Of twenty requests one takes longer than the 19th, which is the p95.
    for (const p95 of [402, 405, 408, 411, 416]) {
      const latencies = [...Array.from({ length: 18 }, () => p95 - 1), p95, 900]
      const sparse = counted(latencies)
      const found = quantileOf(histogramOf(sparse), 0.95)?.value ?? 0
      assert.ok(found >= 400 && found <= 420, `${found} for ${p95}`)
      const classic = { edges: CLASSIC_EDGES_MS, counts: classicCounts(sparse) }
      assert.ok((quantileOf(classic, 0.95)?.value ?? 0) >= 495)
    }
  })

  it('say exactly how many kept a bound that is an edge, whatever lies around it', () => {
    fc.assert(
      fc.property(fc.array(latency), fc.constantFrom(...EDGES), (latencies, bound) => {
        assert.equal(
          above(histogramOf(counted(latencies)), bound),
          latencies.filter((ms) => ms > bound).length,
        )
      }),
    )
  })

  it('are added to those of an earlier version without a guess: coarser, and right at each of its edges', () => {
    fc.assert(
      fc.property(fc.array(latency), fc.array(latency), (now, before) => {
        const old = { edges: CLASSIC_EDGES_MS, counts: classicCounts(counted(before)) }
        const both = sumOf([histogramOf(counted(now)), old])
        assert.equal(totalOf(both), now.length + before.length)
        for (const edge of CLASSIC_EDGES_MS)
          assert.equal(above(both, edge), [...now, ...before].filter((ms) => ms > edge).length)
      }),
    )
  })

  it('take no more room than there are different ones, and are refused when they are none', () => {
    fc.assert(
      fc.property(fc.array(latency, { maxLength: 400 }), (latencies) => {
        const sparse = counted(latencies)
        assert.ok(areSparseCounts(sparse))
        assert.ok(sparse.length <= 2 * Math.min(latencies.length, LATENCY_BUCKETS))
      }),
    )
    for (const wrong of [[1], [1, 0], [2, 1, 1, 1], [1, 1, 1, 1], [LATENCY_BUCKETS, 1]])
      assert.equal(areSparseCounts(wrong), false, JSON.stringify(wrong))
  })
})
