import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { worseThanBound } from './alternatives.ts'
import { byDivision, byRates, type Counts } from './log-ratio.ts'

const UP = worseThanBound(1.25, 'up')
const DOWN = worseThanBound(0.8, 'down')

type Form = (canary: Counts, stable: Counts) => readonly number[]

const division =
  (bound: number, alternatives = bound > 1 ? UP : DOWN): Form =>
  (canary, stable) => {
    const into = alternatives.ratios.map(() => 0)
    byDivision(into, alternatives, bound, canary, stable, 1)
    return into
  }
const rates =
  (bound: number, rate: number): Form =>
  (canary, stable) => {
    const alternatives = worseThanBound(bound, bound < 1 ? 'down' : 'up')
    const into = alternatives.ratios.map(() => 0)
    byRates(into, alternatives, bound, canary, stable, 1, rate)
    return into
  }

const chance = (k: number, n: number, p: number): number => {
  let ways = 1
  for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1)
  return ways * p ** k * (1 - p) ** (n - k)
}

/** The exact expectation of e^l, over every outcome of so many requests. */
function expectation(
  form: Form,
  [nc, pc]: readonly [number, number],
  [ns, ps]: readonly [number, number],
): readonly number[] {
  const sum = UP.ratios.map(() => 0)
  for (let yc = 0; yc <= nc; yc++)
    for (let ys = 0; ys <= ns; ys++) {
      const p = chance(yc, nc, pc) * chance(ys, ns, ps)
      for (const [i, l] of form({ events: yc, total: nc }, { events: ys, total: ns }).entries())
        sum[i] = (sum[i] ?? 0) + p * Math.exp(l)
    }
  return sum
}

const ROUNDING = 1e-9

describe('the likelihood ratio of one interval', () => {
  for (const ps of [0.001, 0.05, 0.3, 0.7])
    for (const share of [0.5, 0.9, 1])
      for (const [nc, ns] of [
        [3, 12],
        [10, 10],
        [12, 2],
      ] as const) {
        it(`has expectation at most 1 within the bound: rate ${ps}, ${share} of the bound, ${nc} beside ${ns} requests`, () => {
          const within = [nc, Math.min(1, 1.25 * ps * share)] as const
          for (const rate of [0.02, 0.3, 0.6])
            for (const form of [division(1.25), rates(1.25, rate)])
              for (const e of expectation(form, within, [ns, ps])) assert.ok(e <= 1 + ROUNDING, `${e}`)
          const mirrored = [nc, Math.min(1, (0.8 * ps) / share)] as const
          for (const rate of [0.02, 0.3, 0.6])
            for (const form of [division(0.8), rates(0.8, rate)])
              for (const e of expectation(form, mirrored, [ns, ps])) assert.ok(e <= 1 + ROUNDING, `${e}`)
        })
      }

  it('has expectation above 1 where the canary is as bad as an alternative says', () => {
    const [ratio = 0] = [UP.ratios[2]]
    assert.ok((expectation(division(1.25), [10, 0.02 * ratio], [40, 0.02])[2] ?? 0) > 1.01)
    assert.ok((expectation(rates(1.25, 0.3), [10, 0.55], [40, 0.3])[2] ?? 0) > 1.1)
  })

  it('is the division of the events, written out', () => {
    const [canary, stable] = [
      { events: 7, total: 50 },
      { events: 20, total: 950 },
    ]
    const rho = 0.05
    const q = (r: number) => (rho * r) / (rho * r + 1 - rho)
    for (const [i, l] of division(1.25)(canary, stable).entries()) {
      const r = UP.ratios[i] ?? 0
      const direct = 7 * Math.log(q(r) / q(1.25)) + 20 * Math.log((1 - q(r)) / (1 - q(1.25)))
      assert.ok(Math.abs(l - direct) < 1e-9)
    }
  })

  const count = fc.record({
    total: fc.integer({ min: 1, max: 5_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  const counts = count.map(({ total, share }): Counts => ({ total, events: Math.floor(total * share) }))

  it('mirrored, judges stable beside the canary by the inverse bound and grid', () => {
    fc.assert(
      fc.property(counts, counts, (canary, stable) => {
        const up = division(1.25)(canary, stable)
        const mirrored = division(1 / 1.25, worseThanBound(1 / 1.25, 'down'))(stable, canary)
        for (const [i, l] of up.entries())
          assert.ok(Math.abs(l - (mirrored[i] ?? 0)) <= 1e-8 * (1 + Math.abs(l)))
      }),
    )
  })

  it('grows with each event of the canary, and falls with each of stable', () => {
    fc.assert(
      fc.property(counts, counts, fc.double({ min: 0.11, max: 0.7, noNaN: true }), (canary, stable, rate) => {
        for (const form of [division(1.25), rates(1.25, rate)]) {
          const now = form(canary, stable)
          if (canary.events < canary.total)
            for (const [i, l] of form({ ...canary, events: canary.events + 1 }, stable).entries())
              assert.ok(l >= (now[i] ?? 0) - 1e-9)
          if (stable.events < stable.total)
            for (const [i, l] of form(canary, { ...stable, events: stable.events + 1 }).entries())
              assert.ok(l <= (now[i] ?? 0) + 1e-9)
        }
      }),
    )
  })

  it('says nothing where no canary could be worse than the bound, nor without events', () => {
    assert.deepEqual(
      rates(1.25, 0.9)({ events: 90, total: 100 }, { events: 900, total: 1000 }),
      UP.ratios.map(() => 0),
    )
    assert.deepEqual(
      division(1.25)({ events: 0, total: 100 }, { events: 0, total: 1000 }),
      UP.ratios.map(() => 0),
    )
  })
})
