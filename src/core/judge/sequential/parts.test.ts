import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NewerVersion } from '../../event/upcast.ts'
import { noDispersion, scatterInTime, scatterOfSlices, temperOf } from './dispersion.ts'
import { logGamma } from './log-gamma.ts'
import { logAdd, logMean } from './log-sum.ts'
import { Random } from './random.testing.ts'
import { readSequentialState } from './schema.ts'
import { countSplit, logEvidenceOfSplit, type SplitCount, splitFound } from './split.ts'

describe('logarithms', () => {
  it('add without overflow', () => {
    assert.equal(logAdd(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY)
    assert.equal(logAdd(5_000, -5_000), 5_000)
    assert.ok(Math.abs(logAdd(Math.log(2), Math.log(3)) - Math.log(5)) < 1e-15)
    assert.ok(Math.abs(logMean([Math.log(1), Math.log(3)]) - Math.log(2)) < 1e-15)
  })

  it('of the gamma function are those of factorials', () => {
    let factorial = 0
    for (let n = 1; n < 60; n++) {
      assert.ok(Math.abs(logGamma(n) - factorial) < 1e-10 * (1 + factorial))
      factorial += Math.log(n)
    }
    assert.ok(Math.abs(logGamma(0.5) - 0.5 * Math.log(Math.PI)) < 1e-12)
  })
})

describe('the scatter of stable', () => {
  const temper = (clusters: number, intervals: number, sliced: boolean, seed = 1) => {
    const random = new Random(seed)
    const dispersion = noDispersion()
    let recent = { events: 0, total: 0 }
    for (let i = 0; i < intervals; i++) {
      const slices = Array.from({ length: 19 }, () => ({
        total: 250,
        events: clusters * random.binomial(250 / clusters, 0.01),
      }))
      const stable = slices.reduce(
        (sum, { events }) => ({ total: sum.total + 250, events: sum.events + events }),
        { total: 0, events: 0 },
      )
      if (sliced) scatterOfSlices(dispersion, slices)
      else scatterInTime(dispersion, stable, recent)
      recent = { events: recent.events * 0.8 + stable.events, total: recent.total * 0.8 + stable.total }
    }
    return temperOf(dispersion)
  }
  for (const sliced of [true, false]) {
    it(`of independent requests is none, ${sliced ? 'by slices' : 'in time'}`, () => {
      const found = Array.from({ length: 40 }, (_, seed) => temper(1, 300, sliced, seed))
      assert.ok(found.filter((one) => one > 1).length <= 2, found.join(', '))
    })
    it(`of clusters of five is about five, ${sliced ? 'by slices' : 'in time'}`, () => {
      const found = temper(5, 600, sliced)
      assert.ok(found > 3.5 && found < 6.5, `${found}`)
    })
  }
  it('is never below 1, and of nothing is none', () => {
    const dispersion = noDispersion()
    assert.equal(temperOf(dispersion), 1)
    scatterOfSlices(dispersion, [])
    scatterOfSlices(dispersion, [
      { total: 10, events: 0 },
      { total: 10, events: 0 },
    ])
    scatterInTime(dispersion, { total: 0, events: 0 }, { total: 100, events: 50 })
    assert.equal(temperOf(dispersion), 1)
  })
})

describe('the sample-ratio check', () => {
  const after = (share: number, asked: number, intervals: number, seed: number): SplitCount => {
    const random = new Random(seed)
    let count: SplitCount | undefined
    for (let i = 0; i < intervals; i++) {
      const canary = random.binomial(1_000, share)
      count = countSplit(count, { asked, of: 'users', canary, all: 1_000 })
    }
    return count as SplitCount
  }
  it('finds nothing where the split is what was asked, looked at again and again', () => {
    let off = 0
    for (let seed = 0; seed < 200; seed++)
      for (const intervals of [1, 5, 20, 100])
        if (!splitFound([after(0.05, 0.05, intervals, seed)])?.asAsked) off += 1
    assert.ok(off <= 1, `${off}`)
  })
  it('finds a split that is not', () => {
    for (const [asked, share] of [
      [0.05, 0.025],
      [0.05, 0.08],
      [0.5, 0.6],
      [0.01, 0.03],
    ] as const) {
      const found = splitFound([null, after(share, asked, 200, 1)])
      assert.equal(found?.asAsked, false)
      assert.ok(Math.abs((found?.seen ?? 0) - share) < 0.01)
    }
  })
  it('keeps its evidence when the share changes, and does not pool the counts', () => {
    const before = after(0.1, 0.05, 50, 1)
    const changed = countSplit(before, { asked: 0.25, of: 'users', canary: 25, all: 100 })
    assert.deepEqual([changed.canary, changed.all], [25, 100])
    assert.equal(changed.before, logEvidenceOfSplit(before))
    assert.equal(splitFound([changed])?.asAsked, false)
  })
  it('says nothing where nobody said what was asked, or all or none was', () => {
    assert.equal(splitFound([]), null)
    assert.equal(splitFound([null]), null)
    for (const asked of [0, 1])
      assert.equal(logEvidenceOfSplit({ asked, of: 'users', canary: 10, all: 100, before: 0 }), 0)
  })
})

describe('a stored state', () => {
  it('of a newer version is left alone', () => {
    assert.throws(() => readSequentialState({ version: 2, something: 'else' }), NewerVersion)
  })
  it('that nobody wrote is refused', () => {
    for (const stored of [null, {}, { version: 1 }, { version: 0 }, 'text'])
      assert.throws(() => readSequentialState(stored))
  })
})
