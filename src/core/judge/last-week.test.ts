import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { gate, guard } from '../runbook/sample-runbook.testing.ts'
import type { SignalShape } from '../signal/shape.ts'
import { ofLastWeek, WEEK_MS } from './last-week.ts'
import { beginWatch, type JudgeState, observe } from './observe.ts'
import type { Rule } from './rule.ts'
import { type Sample, summed } from './sample.ts'
import { formatMeasure } from './words.ts'

const FROM = 1_760_000_000_000
const second = (i: number, total: number, good: number): Sample => ({
  ...{ kind: 'ratio', at: FROM + i * 1_000, span: 1_000 },
  ...{ total, good },
})
const steady = (seconds: number, total: number, good: number) =>
  Array.from({ length: seconds }, (_, i) => second(i, total, good))

const BOUND = { op: 'at-least', of: 'baseline', times: 0.95, plus: 0 } as const
const against: Rule = { ...gate, bound: BOUND }

function judge(
  rule: Rule,
  now: readonly Sample[],
  then: readonly Sample[],
  seconds: number,
  cuts: readonly number[] = [],
): JudgeState {
  let state = beginWatch(rule, FROM)
  for (const end of [...cuts, seconds].sort((a, b) => a - b)) {
    const watermark = FROM + end * 1_000
    const known = (samples: readonly Sample[]) => samples.filter(({ at, span }) => at + span <= watermark)
    const fed = { canary: known(now), stable: [], lastWeek: known(then) }
    state = observe(rule, state, { ...fed, watermark, stepMs: 1_000 })
  }
  return state
}

describe('a rule that compares with last week', () => {
  it('compares with the same span of then, at each evaluation', () => {
    const [now, then] = [steady(60, 10, 9), [...steady(30, 10, 8), ...steady(60, 10, 10).slice(30)]]
    assert.equal(judge(against, now, then, 30).verdict, 'no-worse')
    assert.equal(judge(against, now, then, 30).evidence.refersTo?.number, 0.8)
    const whole = judge(against, now, then, 60)
    assert.deepEqual(whole.evidence.refersTo, {
      ...{ of: 'baseline', times: 0.95, plus: 0 },
      ...{ number: 0.9, lastWeek: 600 },
    })
    assert.equal(whole.verdict, 'no-worse')
    const last = { ...against, form: { form: 'over', span: 10_000 } } as const
    assert.equal(judge(last, now, then, 60).verdict, 'worse', 'the last ten seconds of then were better')
  })

  it('has no data where last week has none, and none too few', () => {
    assert.equal(judge(against, steady(60, 10, 10), [], 60).verdict, 'no-data')
    assert.equal(judge(against, steady(60, 10, 10), steady(60, 0, 0), 60).verdict, 'no-data')
    assert.equal(judge(against, steady(60, 10, 10), steady(4, 10, 10), 60).verdict, 'inconclusive')
  })

  it('says what it compared with, and when that was', () => {
    const shape: SignalShape = { kind: 'ratio', unit: 'ratio', direction: 'lower' }
    const { evidence } = judge(against, steady(60, 10, 9), steady(60, 10, 10), 60)
    assert.equal(
      formatMeasure({ ...evidence, shape }),
      "success-ratio 90.00 % of 600 samples (at least 95.00 %, 5 % below last week's 100.00 % at 08:54 UTC)",
    )
  })

  it('comes to the same in one batch or in many, whatever was not measured', () => {
    const rules: readonly Rule[] = [
      against,
      { ...against, form: { form: 'over', span: 20_000 } },
      { ...guard, bound: { ...BOUND, op: 'below' }, form: { form: 'for', ms: 7_000, lookbackMs: 3_000 } },
    ]
    const drawn = fc.array(
      fc.option(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 1 })), { freq: 3 }),
      {
        minLength: 1,
        maxLength: 90,
      },
    )
    const samples = (all: readonly ([number, number] | null)[]) =>
      all.flatMap((one, i) =>
        one === null || Number.isNaN(one[1]) ? [] : [second(i, one[0], Math.floor(one[0] * one[1]))],
      )
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        drawn,
        drawn,
        fc.array(fc.integer({ min: 1, max: 89 }), { maxLength: 5 }),
        (rule, now, then, cuts) => {
          const [canary, lastWeek] = [samples(now), samples(then)]
          const before = cuts.filter((cut) => cut < now.length)
          assert.deepEqual(
            judge(rule, canary, lastWeek, now.length, before),
            judge(rule, canary, lastWeek, now.length),
          )
        },
      ),
    )
  })
})

describe('the whole target a week ago', () => {
  const at = FROM - WEEK_MS

  it('is both sides together, as of today', () => {
    const side = (total: number, good: number): Sample => ({ ...second(0, total, good), at })
    assert.deepEqual(ofLastWeek('ratio', [[side(10, 9)], [side(90, 90)]]), [
      second(0, 10, 9),
      second(0, 90, 90),
    ])
  })

  it('of a count is what both counted, over the same seconds', () => {
    const sides = [
      [summed(at, 10_000, 30, 10)],
      [summed(at, 10_000, 470, 10), summed(at + 10_000, 10_000, 5, 10)],
    ]
    assert.deepEqual(ofLastWeek('count', sides), [
      summed(FROM, 10_000, 500, 10),
      summed(FROM + 10_000, 10_000, 5, 10),
    ])
  })
})
