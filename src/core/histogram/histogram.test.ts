import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { above, type Histogram, quantileOf, sumOf, totalOf } from './histogram.ts'

/** What was measured, counted by some edges: buckets without anything in them are kept as they are. */
function counted(values: readonly number[], edges: readonly number[]): Histogram {
  const counts = [...edges, 0].map((_, i) => {
    const [low, high] = [edges[i - 1] ?? Number.NEGATIVE_INFINITY, edges[i] ?? Number.POSITIVE_INFINITY]
    return values.filter((value) => low < value && value <= high).length
  })
  return { edges, counts }
}

const edges = fc
  .uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 })
  .map((drawn) => drawn.sort((a, b) => a - b))
const values = fc.array(fc.integer({ min: 0, max: 32 }), { maxLength: 12 })
const histogram = fc.tuple(values, edges).map(([drawn, by]) => ({ values: drawn, of: counted(drawn, by) }))

describe('a histogram', () => {
  it('is the same in whatever order and groups many are added', () => {
    fc.assert(
      fc.property(histogram, histogram, histogram, ({ of: a }, { of: b }, { of: c }) => {
        assert.deepEqual(sumOf([sumOf([a, b]), c]), sumOf([a, sumOf([b, c])]))
        assert.deepEqual(sumOf([a, b]), sumOf([b, a]))
        assert.deepEqual(sumOf([sumOf([a, b]), sumOf([])]), sumOf([a, b]))
      }),
    )
  })

  it('says of what was added only what was counted: every edge is right, and nothing is lost', () => {
    fc.assert(
      fc.property(histogram, histogram, (a, b) => {
        const sum = sumOf([a.of, b.of])
        const all = [...a.values, ...b.values]
        assert.equal(totalOf(sum), all.length)
        for (const edge of sum.edges) {
          assert.equal(above(sum, edge), all.filter((value) => value > edge).length)
          assert.ok(above(a.of, edge) !== null && above(b.of, edge) !== null)
        }
      }),
    )
  })

  it('knows how many lie above a point wherever both knew it, and says so where it does not', () => {
    fc.assert(
      fc.property(histogram, histogram, fc.integer({ min: 0, max: 33 }), (a, b, point) => {
        const [here, there] = [above(a.of, point), above(b.of, point)]
        assert.equal(above(sumOf([a.of, b.of]), point), here === null || there === null ? null : here + there)
      }),
    )
  })

  it('has its quantile in the bucket of the true one, so it is wrong by less than that is wide', () => {
    const q = fc.double({ min: 0.01, max: 0.999, noNaN: true })
    const some = fc.array(fc.double({ min: 0.001, max: 29, noNaN: true }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(some, edges, q, (drawn, by, share) => {
        const found = quantileOf(counted(drawn, by), share)
        if (by.length === 0) return assert.equal(found, null)
        const truth = drawn.toSorted((a, b) => a - b)[Math.ceil(share * drawn.length) - 1] ?? Number.NaN
        assert.ok(
          found !== null && found.low < truth && truth <= found.high,
          `${truth} ${JSON.stringify(found)}`,
        )
        assert.ok(found.low <= found.value && found.value <= found.high)
      }),
    )
  })

  it('says at least so much of what lies above its last edge, and nothing of nothing', () => {
    assert.deepEqual(quantileOf({ edges: [100], counts: [0, 9] }, 0.5), {
      value: 100,
      low: 100,
      high: Number.POSITIVE_INFINITY,
    })
    assert.equal(quantileOf(sumOf([]), 0.5), null)
    assert.equal(quantileOf({ edges: [100], counts: [0, 0] }, 0.5), null)
    assert.equal(quantileOf({ edges: [], counts: [7] }, 0.5), null)
  })
})
