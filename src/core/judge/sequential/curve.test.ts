import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addToCurves, newCurve, ratioOf } from './curve.ts'
import type { Counts } from './log-ratio.ts'
import { Random } from './random.testing.ts'

/** {r : E_r < 1/alpha} by the sums themselves, without nodes. */
function directly(scrapes: readonly (readonly [Counts, Counts])[], alpha: number) {
  const reach = Math.log(64)
  const parts = 20_000
  const l = (u: number) =>
    scrapes.reduce((sum, [c, s]) => {
      const rho = c.total / (c.total + s.total)
      return sum + c.events * u - (c.events + s.events) * Math.log(1 - rho + rho * Math.exp(u))
    }, 0)
  const us = Array.from({ length: parts }, (_, i) => -reach + ((i + 0.5) * 2 * reach) / parts)
  const logs = us.map(l)
  const top = Math.max(...logs)
  const floor =
    top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0) / parts) + Math.log(alpha)
  const inside = us.filter((_, i) => (logs[i] ?? 0) > floor)
  return {
    low: Math.exp(inside[0] ?? 0),
    high: Math.exp(inside.at(-1) ?? 0),
    best: Math.exp(us[logs.indexOf(top)] ?? 0),
  }
}

describe('the interval of the ratio', () => {
  for (const [ratio, rate, intervals] of [
    [1, 0.005, 60],
    [4, 0.005, 20],
    [0.5, 0.02, 50],
    [1.1, 0.2, 100],
  ] as const)
    it(`is read between its nodes as exactly as people need: ${ratio} x at ${rate}`, () => {
      const random = new Random(7)
      const curve = newCurve()
      const scrapes = Array.from({ length: intervals }, (_, i): readonly [Counts, Counts] => {
        // The weight is raised on the way: each interval is conditioned on its own.
        const canary = i < intervals / 2 ? 50 : 400
        return [
          { total: canary, events: random.binomial(canary, rate * ratio) },
          { total: 950, events: random.binomial(950, rate) },
        ]
      })
      for (const [canary, stable] of scrapes) addToCurves([curve], canary, stable, 1)
      const found = ratioOf(curve, 0.05, 0)
      const { low, high, best } = directly(scrapes, 0.05)
      assert.ok(found !== null)
      const near = (a: number | null, b: number) =>
        assert.ok(Math.abs(Math.log((a ?? 0) / b)) < 0.01, `${a} is not ${b}`)
      near(found.ratio, best)
      near(found.interval.low, low)
      near(found.interval.high, high)
    })

  it('covers the true ratio at every moment of 19 runs in 20 at least', () => {
    let missed = 0
    const runs = 120
    for (let run = 0; run < runs; run++) {
      const random = new Random(run)
      const curve = newCurve()
      for (let i = 0; i < 60; i++) {
        addToCurves(
          [curve],
          { total: 250, events: random.binomial(250, 0.01) },
          { total: 950, events: random.binomial(950, 0.005) },
          1,
        )
        if (i % 6 > 0) continue
        const { low = null, high = null } = ratioOf(curve, 0.05, 0)?.interval ?? {}
        if ((low ?? 0) <= 2 && (high ?? 2) >= 2) continue
        missed += 1
        break
      }
    }
    assert.ok(missed <= runs / 20, `${missed} of ${runs} missed`)
  })

  it('is open where nothing bounds it', () => {
    const none = newCurve()
    assert.equal(ratioOf(none, 0.05, 0), null)
    addToCurves([none], { total: 1, events: 0 }, { total: 1_000, events: 1 }, 1)
    assert.deepEqual(ratioOf(none, 0.05, 0)?.interval, { low: null, high: null })
    const all = newCurve()
    addToCurves([all], { total: 1000, events: 40 }, { total: 1000, events: 0 }, 1)
    const { low = null, high } = ratioOf(all, 0.05, 0)?.interval ?? {}
    assert.ok((low ?? 0) > 3)
    assert.equal(high, null)
  })
})
