import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { runs } from '../drawn/runs.testing.ts'
import { beginWatch, type JudgeState, observe } from '../judge/observe.ts'
import type { Rule } from '../judge/rule.ts'
import type { Sample } from '../judge/sample.ts'
import { Random } from '../random/random.ts'
import { gate, guard, noWorseGate, worseGuard } from '../runbook/sample-runbook.testing.ts'
import type { SignalShape } from '../signal/shape.ts'
import { divide } from './divide.ts'
import { type FollowFacts, RuleFollower } from './follow-rule.ts'
import type { Recorded } from './recorded.ts'
import type { RuleResult } from './result.ts'
import type { WatchedRule } from './watched-rules.ts'

const STEP = 15_000
const FROM = 1_760_000_400_000
const RATIO: SignalShape = { kind: 'ratio', unit: 'ratio', direction: 'lower' }
const LATENCY: SignalShape = { kind: 'distribution', unit: 'ms', direction: 'higher' }

const factsOf = (shape = RATIO): FollowFacts => ({ from: FROM, stepMs: STEP, shape, slo: 0.99, seed: 7 })

function watchedOf(rule: Rule, over: Partial<WatchedRule> = {}): WatchedRule {
  const cycle = [{ weight: 1_000, ms: 4 * STEP }]
  return { step: 'rollout', rule, target: 'wix', watch: 'throughout', cycle, divided: false, ...over }
}

function played(
  watched: WatchedRule,
  recorded: readonly Recorded[],
  pages: readonly number[],
  facts = factsOf(),
) {
  const follower = new RuleFollower(watched, facts)
  const end = Math.max(FROM, ...recorded.map(({ whole }) => whole.at + whole.span))
  let next = 0
  for (const upTo of [...pages.map((page) => FROM + page * STEP), end].sort((a, b) => a - b)) {
    const first = next
    while (next < recorded.length && (recorded[next]?.whole.at ?? 0) < upTo) next += 1
    follower.feed(recorded.slice(first, next), upTo)
  }
  return follower.result()
}

/** One interval each: how many requests, and how much of a hundred of them is bad; null: not measured. */
const interval = fc.option(fc.tuple(fc.nat(60), fc.nat(100)), { nil: null, freq: 6 })
const ratios = fc
  .array(interval, { minLength: 1, maxLength: 60 })
  .map((all) => all.flatMap((one, i) => (one === null ? [] : [ratioAt(i, one[0], one[1])])))

function ratioAt(i: number, total: number, bad: number): Sample {
  return {
    kind: 'ratio',
    at: FROM + i * STEP,
    span: STEP,
    total,
    good: total - Math.floor((total * bad) / 100),
  }
}

const latencies = fc
  .array(fc.option(fc.array(fc.nat(20), { minLength: 4, maxLength: 4 }), { nil: null, freq: 6 }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((all) =>
    all.flatMap((counts, i): Sample[] =>
      counts === null
        ? []
        : [
            {
              kind: 'distribution',
              at: FROM + i * STEP,
              span: STEP,
              edges: [100, 200, 400],
              counts,
              quantile: 0.95,
            },
          ],
    ),
  )

const forms = fc.oneof(
  fc
    .record({ ms: fc.nat(8), back: fc.integer({ min: 1, max: 8 }) })
    .map(({ ms, back }): Rule['form'] => ({ form: 'for', ms: ms * STEP, lookbackMs: back * STEP })),
  fc.integer({ min: 1, max: 90 }).map((span): Rule['form'] => ({ form: 'over', span: span * STEP })),
)
const guards = fc
  .record({ form: forms, minSamples: fc.nat(80), value: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(
    ({ form, minSamples, value }): Rule => ({
      ...guard,
      form,
      minSamples,
      bound: { op: 'below', value },
    }),
  )
const pages = fc.array(fc.nat(60), { maxLength: 6 })

/** As an observer does it that is asked each interval: its whole watch up to each moment. */
function* live(
  rule: Rule,
  samples: readonly Sample[],
  upTo: number,
  over: object = {},
): Generator<JudgeState> {
  let state = beginWatch(rule, FROM)
  for (let moment = FROM + STEP; moment <= upTo; moment += STEP) {
    const canary = samples.filter(({ at, span }) => at + span <= moment)
    state = observe(rule, state, { canary, stable: [], watermark: moment, stepMs: STEP, ...over })
    yield state
  }
}
const endOf = (samples: readonly Sample[]) => Math.max(FROM, ...samples.map(({ at, span }) => at + span))
const wholes = (samples: readonly Sample[]): Recorded[] => samples.map((whole) => ({ whole }))

describe('a rule over what was recorded', () => {
  it('trips when the live judge does, with the same evidence, and never otherwise', () => {
    fc.assert(
      fc.property(fc.oneof(ratios, latencies), guards, pages, (samples, drawn, cuts) => {
        const isLatency = samples[0]?.kind === 'distribution'
        const rule: Rule = isLatency ? { ...drawn, bound: { op: 'above', value: 250 } } : drawn
        const result = played(
          watchedOf(rule),
          wholes(samples),
          [...cuts, 60],
          factsOf(isLatency ? LATENCY : RATIO),
        )
        const first = [...live(rule, samples, FROM + 60 * STEP)].find(({ tripped }) => tripped !== null)
        assert.deepEqual(result.trips.first[0]?.at, first?.watermark)
        assert.deepEqual(result.trips.first[0]?.evidence, first?.tripped ?? undefined)
      }),
      { numRuns: runs(300) },
    )
  })

  it('measures at each moment what the live judge measures', () => {
    fc.assert(
      fc.property(ratios, guards, (samples, rule) => {
        const { worstHour } = played(watchedOf(rule), wholes(samples), [])
        const known = new Map(worstHour?.points.map(({ at, value }) => [at, value]))
        for (const { watermark, evidence, tripped } of live(rule, samples, endOf(samples))) {
          if (tripped !== null) break
          if (known.has(watermark)) assert.equal(known.get(watermark), evidence.value)
        }
      }),
      { numRuns: runs(200) },
    )
  })

  it('asks a gate at the end of each hold what the live judge would say', () => {
    fc.assert(
      fc.property(ratios, fc.integer({ min: 1, max: 12 }), fc.nat(80), (samples, hold, minSamples) => {
        const rule: Rule = { ...gate, minSamples }
        const cycle = [{ weight: 500, ms: hold * STEP }]
        const { asked, stops, watches } = played(
          watchedOf(rule, { watch: 'hold', cycle }),
          wholes(samples),
          [],
        )
        const ends = Math.floor((endOf(samples) - FROM) / (hold * STEP))
        const said = Array.from({ length: ends }, (_, i) => {
          const from = FROM + i * hold * STEP
          return observe(rule, beginWatch(rule, from), {
            canary: samples,
            stable: [],
            watermark: from + hold * STEP,
            stepMs: STEP,
          })
        })
        const count = (verdict: string) => said.filter((one) => one.verdict === verdict).length
        assert.deepEqual(asked, {
          passed: count('no-worse'),
          failed: count('worse'),
          inconclusive: count('inconclusive'),
          noData: count('no-data'),
        })
        assert.deepEqual(
          stops.map(({ evidence }) => evidence),
          said.filter(({ verdict }) => verdict !== 'no-worse').map(({ evidence }) => evidence),
        )
        assert.ok(watches >= ends)
      }),
      { numRuns: runs(200) },
    )
  })

  it('comes to the same in many pages as in one', () => {
    const tests = { watch: 'rollout', divided: true, alpha: 0.01 } as const
    const kinds: readonly WatchedRule[] = [
      watchedOf(guard),
      watchedOf(gate, { watch: 'hold' }),
      watchedOf(worseGuard, {
        ...tests,
        cycle: [
          { weight: 2_000, ms: 7 * STEP },
          { weight: 5_000, ms: 5 * STEP },
        ],
      }),
      watchedOf(noWorseGate, { ...tests, watch: 'hold' }),
    ]
    fc.assert(
      fc.property(ratios, fc.constantFrom(...kinds), pages, (samples, watched, cuts) => {
        const recorded = wholes(samples)
        assert.deepEqual(played(watched, recorded, [...cuts, 60]), played(watched, recorded, [60]))
      }),
      { numRuns: runs(150) },
    )
  })

  it('tests a canary that was drawn by lot as the live judge would, trip for trip', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, badFrom) => {
        const samples = Array.from({ length: 40 }, (_, i) => ratioAt(i, 400, i >= badFrom ? 30 : 1))
        const watched = watchedOf(worseGuard, {
          watch: 'rollout',
          divided: true,
          alpha: 0.4,
          cycle: [{ weight: 1_000, ms: 40 * STEP }],
        })
        const result = played(watched, wholes(samples), [], { ...factsOf(), seed })
        const sides = samples.map((whole) =>
          divide({ whole }, 'ratio', 0.1, new Random(seed ^ Math.imul(whole.at / STEP, 0x9e3779b1))),
        )
        const fed = {
          canary: sides.flatMap(({ canary }) => canary ?? []),
          stable: sides.flatMap(({ stable }) => stable ?? []),
          test: { alpha: 0.4, direction: 'lower' as const },
        }
        const judged = observe(worseGuard, beginWatch(worseGuard, FROM), {
          ...fed,
          watermark: FROM + 40 * STEP,
          stepMs: STEP,
        })
        assert.equal(result.trips.count, judged.tripped === null ? 0 : 1)
        assert.deepEqual(result.trips.first[0]?.evidence.test, judged.tripped?.test)
      }),
      { numRuns: runs(40) },
    )
  })

  it('does not trip a test on a version that is like stable more often than its share of error', () => {
    const random = new Random(11)
    const samples = Array.from({ length: 4_000 }, (_, i) => {
      const total = 2_000
      return { ...ratioAt(i, total, 0), good: total - random.binomial(total, 0.01) } as Sample
    })
    const cycle = [{ weight: 1_000, ms: 20 * STEP }]
    const { trips, watches, near } = played(
      watchedOf(worseGuard, { watch: 'rollout', divided: true, alpha: 0.01, cycle }),
      wholes(samples),
      [],
    )
    assert.equal(watches, 200)
    assert.ok(trips.count <= 6, `${trips.count} of 200 at 1 %`)
    assert.ok((near?.worst ?? 0) > 0)
  })
})

describe('what is counted', () => {
  const short = watchedOf({ ...guard, form: { form: 'for', ms: 2 * STEP, lookbackMs: STEP } })
  const of = (...bad: (number | null)[]): RuleResult =>
    played(short, wholes(bad.flatMap((one, i) => (one === null ? [] : [ratioAt(i, 100, one)]))), [bad.length])

  it('one episode is one trip, and it says how long the bound was true', () => {
    const { trips } = of(0, 9, 9, 9, 9, 9, 0, 0, 9, 9, 0, 9, 9, 9, 0)
    assert.deepEqual(
      trips.first.map(({ at, lastedMs }) => [(at - FROM) / STEP, (lastedMs ?? 0) / STEP]),
      [
        [4, 5],
        [14, 3],
      ],
    )
  })

  it('what was not measured is said, and acts once where the rule says so', () => {
    const { missing, noDataActs, evaluations, measured } = of(
      0,
      ...new Array<null>(30).fill(null),
      0,
      null,
      0,
    )
    assert.deepEqual(
      missing.longest.map(({ from, to }) => [(from - FROM) / STEP, (to - FROM) / STEP]),
      [
        [1, 31],
        [32, 33],
      ],
    )
    assert.deepEqual([noDataActs, evaluations, measured], [1, 34, 3])
  })

  it('says how near the quiet time came, the worst last', () => {
    const { near } = of(...Array.from({ length: 100 }, (_, i) => (i === 50 ? 2 : i % 10 === 0 ? 1 : 0)))
    assert.deepEqual(near, { half: 1, tenth: 0.99, hundredth: 0.98, thousandth: 0.98, worst: 0.98 })
  })

  it('the worst hour is the one with the worst value, and holds all of its points', () => {
    const all = Array.from({ length: 960 }, (_, i) => ratioAt(i, 100, i === 500 ? 40 : 1))
    const { worstHour } = played(short, wholes(all), [])
    assert.equal(worstHour?.worst.value, 0.6)
    assert.equal(worstHour?.worst.at, FROM + 501 * STEP)
    assert.equal(worstHour?.points.length, 240)
  })

  it('a baseline is captured anew before each rollout, and until there is one the rule has no data', () => {
    const rule: Rule = {
      ...guard,
      bound: { op: 'below', of: 'baseline', times: 0.9, plus: 0 },
      form: { form: 'over', span: STEP },
    }
    const by = { ...gate, bound: { op: 'at-least' as const, value: -1 }, minSamples: 1 }
    const watched = watchedOf(rule, {
      watch: 'rollout',
      cycle: [{ weight: 500, ms: 4 * STEP }],
      referred: { of: 'measured', by, spanMs: 2 * STEP },
    })
    const bad = [0, 0, 0, 0, 20, 20, 20, 20, 20, 20]
    const { trips, measured } = played(watched, wholes(bad.map((one, i) => ratioAt(i, 100, one))), [])
    assert.equal(measured, 6, 'before the first rollout nothing was captured')
    assert.deepEqual(
      trips.first.map(({ at }) => (at - FROM) / STEP),
      [5],
      'against the 100 % before it, and not against the 80 % before the next one',
    )
  })
})
