import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gate, guard, noWorseGate, worseGuard } from '../runbook/sample-runbook.testing.ts'
import { durationsLike, healthyValue, type Traffic } from './usual-traffic.ts'
import { type StageVisibility, TRIALS, visibilityOf } from './visibility.ts'
import { visibilityWarnings } from './visibility-warnings.ts'
import type { WatchedRule } from './watched-rules.ts'

const MINUTE = 60_000
const TRAFFIC: Traffic = {
  rps: 100,
  usual: { kind: 'ratio', errors: 0.005 },
  stepMs: 15_000,
  direction: 'lower',
  slo: null,
  seed: 1,
}
const stage = (percent: number, minutes: number) => ({ weight: percent * 100, ms: minutes * MINUTE })

function watched(rule: WatchedRule['rule'], over: Partial<WatchedRule> = {}): WatchedRule {
  const cycle = [stage(5, 5), stage(25, 10)]
  return { step: 'rollout', rule, target: 'wix', watch: 'rollout', divided: false, cycle, ...over }
}
const test = { divided: true, alpha: 0.001 }

describe('how long a rule needs to see', () => {
  it('a test sees more errors sooner, and more traffic lets it see smaller ratios', () => {
    const [small, large] = visibilityOf(watched(worseGuard, test), TRAFFIC)
    const after = (stages: StageVisibility | undefined, factor: number) =>
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
      return visibilityWarnings(one, 'ratio', visibilityOf(one, { ...TRAFFIC, rps: 5 })).join('; ')
    }
    assert.match(said(worseGuard, test), /no hold is long enough for it to see even 10 times the errors/)
    assert.match(
      said(noWorseGate, test),
      /the hold at 1 % is too short for it to tell: a version like stable passes in 0 of 60/,
    )
    assert.match(said(gate), /the hold at 1 % is too short/, 'too few samples')
    const long = watched(gate, { cycle: [stage(25, 10)] })
    assert.deepEqual(visibilityWarnings(long, 'ratio', visibilityOf(long, TRAFFIC)), [])
    const tight = { ...guard, bound: { op: 'below' as const, value: 0.996 } }
    const one = watched(tight)
    assert.match(
      visibilityWarnings(one, 'ratio', visibilityOf(one, TRAFFIC)).join(),
      /a version like stable would trip it/,
    )
  })

  describe('of how long requests take', () => {
    const durations: Traffic = {
      ...TRAFFIC,
      usual: { kind: 'distribution', histogram: durationsLike(80, 215), quantile: 0.95 },
      direction: 'higher',
    }
    const worse = {
      ...worseGuard,
      bound: { op: 'worse-than' as const, of: 'stable' as const, times: 1.1, plus: 0 },
    }

    it('half of what is made up lies at its middle, and 95 of 100 where it is said', () => {
      assert.ok(Math.abs(healthyValue(durations) - 215) < 5)
    })

    it('a test sees slower requests sooner, is quiet beside a version like stable, and warns of nothing', () => {
      const one = watched(worse, { ...test, cycle: [stage(25, 5)] })
      const stages = visibilityOf(one, durations)
      const [like, tenth, half, twice] = stages[0]?.seen ?? []
      assert.equal(like?.within, 0)
      assert.equal(half?.within, TRIALS)
      assert.ok((twice?.medianMs ?? 0) <= (half?.medianMs ?? 0))
      assert.ok((tenth?.medianMs ?? Number.POSITIVE_INFINITY) > (half?.medianMs ?? 0))
      assert.deepEqual(visibilityWarnings(one, 'distribution', stages), [])
    })

    it('a threshold acts once the percentile is over it, and one that cannot be reached is warned of', () => {
      const slow = (value: number) =>
        watched({ ...guard, bound: { op: 'above' as const, value } }, { cycle: [stage(25, 5)] })
      const [seen] = visibilityOf(slow(300), durations)
      assert.deepEqual(
        seen?.seen.map(({ within }) => within > 0),
        [false, false, true, true],
      )
      const far = slow(1_000)
      assert.match(
        visibilityWarnings(far, 'distribution', visibilityOf(far, durations)).join(),
        /to see even requests that take 2 times as long/,
      )
    })
  })
})
