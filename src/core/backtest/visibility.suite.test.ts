import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gate, guard, noWorseGate, worseGuard } from '../runbook/sample-runbook.testing.ts'
import { type Factor, TRIALS, visibilityOf, visibilityWarnings } from './visibility.ts'
import type { WatchedRule } from './watched-rules.ts'

const MINUTE = 60_000
const TRAFFIC = { rps: 100, errors: 0.005, stepMs: 15_000, direction: 'lower' as const, slo: null, seed: 1 }
const stage = (percent: number, minutes: number) => ({ weight: percent * 100, ms: minutes * MINUTE })

function watched(rule: WatchedRule['rule'], over: Partial<WatchedRule> = {}): WatchedRule {
  const cycle = [stage(5, 5), stage(25, 10)]
  return { step: 'rollout', rule, target: 'wix', watch: 'rollout', divided: false, cycle, ...over }
}
const test = { divided: true, alpha: 0.001 }

describe('how long a rule needs to see', () => {
  it('a test sees more errors sooner, and more traffic lets it see smaller ratios', () => {
    const [small, large] = visibilityOf(watched(worseGuard, test), TRAFFIC)
    const after = (stages: typeof small, factor: Factor) =>
      stages?.seen.find((one) => one.factor === factor)?.medianMs ?? Number.POSITIVE_INFINITY
    for (const one of [small, large]) {
      assert.ok(after(one, 10) <= after(one, 5) && after(one, 5) <= after(one, 2))
      assert.equal(after(one, 1), Number.POSITIVE_INFINITY)
    }
    assert.ok(after(large, 5) < after(small, 5))
    assert.ok((large?.smallest ?? 99) < (small?.smallest ?? 0))
    assert.equal(small?.requests, 1_500)
  })

  it('near the information limit: ln(1/alpha) over what each second tells, and no sooner', () => {
    // 50 requests a second at 5 % beside 950 at 0.5 %: the limit ln(1/alpha) / KL is 2.7 s, less than one scrape.
    const cycle = [stage(5, 5)]
    const [found] = visibilityOf(watched(worseGuard, { ...test, cycle }), {
      ...TRAFFIC,
      rps: 1_000,
      stepMs: 5_000,
    })
    const ten = found?.seen.find(({ factor }) => factor === 10)
    assert.equal(ten?.within, TRIALS)
    assert.ok((ten?.medianMs ?? 0) >= 5_000 && (ten?.medianMs ?? 0) <= 10_000, `${ten?.medianMs}`)
  })

  it('comes to the same by the same seed, and to other trials by another', () => {
    const of = (seed: number) => visibilityOf(watched(worseGuard, test), { ...TRAFFIC, seed })
    assert.deepEqual(of(1), of(1))
    assert.notDeepEqual(of(1), of(2))
  })

  it('a threshold acts once it has lasted, and never on what does not reach it', () => {
    const rule = { ...guard, bound: { op: 'below' as const, value: 0.97 } }
    const [, seen] = visibilityOf(watched(rule), TRAFFIC)
    assert.equal(seen?.seen.find(({ factor }) => factor === 2)?.within, 0)
    const ten = seen?.seen.find(({ factor }) => factor === 10)
    assert.ok((ten?.medianMs ?? 0) >= MINUTE && (ten?.medianMs ?? 0) <= 3 * MINUTE)
  })

  it('warns of holds that are too short for what a rule promises', () => {
    const cycle = [stage(1, 1)]
    const said = (rule: WatchedRule['rule'], over: Partial<WatchedRule> = {}) => {
      const one = watched(rule, { cycle, ...over })
      return visibilityWarnings(one, visibilityOf(one, { ...TRAFFIC, rps: 5 })).join('; ')
    }
    assert.match(said(worseGuard, test), /no hold is long enough for it to see even 10 times the errors/)
    assert.match(
      said(noWorseGate, test),
      /the hold at 1 % is too short for it to tell: a version like stable passes in 0 of 60/,
    )
    assert.match(said(gate), /the hold at 1 % is too short/, 'too few samples')
    const long = watched(gate, { cycle: [stage(25, 10)] })
    assert.deepEqual(visibilityWarnings(long, visibilityOf(long, TRAFFIC)), [])
    const tight = { ...guard, bound: { op: 'below' as const, value: 0.996 } }
    const one = watched(tight)
    assert.match(
      visibilityWarnings(one, visibilityOf(one, TRAFFIC)).join(),
      /a version like stable would trip it/,
    )
  })
})
