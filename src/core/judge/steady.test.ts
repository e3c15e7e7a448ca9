import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { gate, guard } from '../runbook/sample-runbook.testing.ts'
import { measure } from './measure.ts'
import { beginWatch, type JudgeState, observe } from './observe.ts'
import type { Form, Op, Rule } from './rule.ts'
import type { Sample } from './sample.ts'
import { type Steady, stayed, staysFor } from './steady.ts'

const FROM = 1_760_000_000_000
const STEP = 1_000
const RUNS = 600

type Draw = (at: number) => Sample
const ratio = (good: number, total: number): Draw => {
  return (at) => ({ kind: 'ratio', at, span: STEP, good: Math.min(good, total), total })
}
const latency = (counts: readonly number[]): Draw => {
  return (at) => ({ kind: 'distribution', at, span: STEP, edges: [50, 100, 200], counts, quantile: 0.9 })
}
const few = fc.integer({ min: 0, max: 6 })
const kinds = [
  { bounds: [0.5, 0.9, 1], sample: fc.tuple(few, few).map(([good, total]) => ratio(good, total)) },
  { bounds: [0.1, 0.7], sample: fc.constantFrom(0.1, 0.7, 0.3).map((value) => ratio(value, 1)) },
  { bounds: [45, 95, 150], sample: fc.tuple(few, few, few, few).map(latency) },
]

const form: fc.Arbitrary<Form> = fc.oneof(
  fc.record({
    form: fc.constant('for' as const),
    ms: fc.constantFrom(0, 3, 15, 100).map((steps) => steps * STEP),
    lookbackMs: fc.constantFrom(500, 1_000, 4_500, 12_000, 60_000, 130_000),
  }),
  fc.record({ form: fc.constant('over' as const), span: fc.constantFrom('hold' as const, 5_000, 20_000) }),
)

const scene = fc.constantFrom(...kinds).chain(({ bounds, sample }) =>
  fc.record({
    rule: fc
      .record({
        form,
        op: fc.constantFrom<Op>('below', 'above', 'at-least', 'at-most'),
        value: fc.constantFrom(...bounds),
        minSamples: fc.constantFrom(1, 40, 200),
        of: fc.constantFrom<Rule>(gate, guard),
      })
      .map(({ of, op, value, ...rest }): Rule => ({ ...of, ...rest, bound: { op, value } })),
    /** Anything at first; undefined is an interval that was not measured. */
    before: fc.array(fc.option(sample, { nil: undefined }), { maxLength: 20 }),
    canary: sample,
    stable: fc.option(sample, { nil: undefined }),
    warm: fc.integer({ min: 0, max: 140 }),
    times: fc.integer({ min: 1, max: 120 }),
  }),
)

type Scene = typeof scene extends fc.Arbitrary<infer Drawn> ? Drawn : never

/** A watch of a whole hold that has not measured a request yet, nor does. */
const SILENT_FROM_THE_START: Scene = {
  rule: { ...gate, bound: { op: 'below', value: 0.5 }, form: { form: 'over', span: 'hold' } },
  before: [],
  canary: ratio(0, 0),
  stable: undefined,
  warm: 0,
  times: 2,
}

function step(rule: Rule, state: JudgeState, canary: Draw | undefined, stable: Draw | undefined): JudgeState {
  const at = state.watermark
  return observe(rule, state, {
    canary: canary === undefined ? [] : [canary(at)],
    stable: stable === undefined ? [] : [stable(at)],
    watermark: at + STEP,
    stepMs: STEP,
  })
}

/** All but how a whole hold is kept, which may be coarser. */
function known(rule: Rule, { canary, stable, ...rest }: JudgeState) {
  const isHold = rule.form.form === 'over' && rule.form.span === 'hold'
  return { ...rest, canary: isHold ? measure(canary) : canary, stable: isHold ? measure(stable) : stable }
}

describe('what a rule says when the same is measured again and again', () => {
  it('stays for as long as it is said to, and is what as many evaluations come to', () => {
    let stays = 0
    const check = ({ rule, before, canary, stable, warm, times }: Scene) => {
      let state = beginWatch(rule, FROM)
      for (const drawn of before) state = step(rule, state, drawn, stable && drawn)
      for (let i = 0; i < warm; i++) state = step(rule, state, canary, stable)
      const at = state.watermark
      const next: Steady = { canary: canary(at), stable: stable?.(at) ?? null, times, stepMs: STEP }
      const most = staysFor(rule, state, next)
      assert.ok(most <= times)
      if (most > 1) stays += 1
      let slow = state
      for (let k = 1; k <= most; k++) {
        slow = step(rule, slow, canary, stable)
        assert.deepEqual(
          [slow.verdict, slow.trueSince, slow.gaps],
          [state.verdict, state.trueSince, state.gaps],
        )
        assert.deepEqual(known(rule, stayed(rule, state, next, k)), known(rule, slow))
      }
    }
    fc.assert(fc.property(scene, check), { numRuns: RUNS, examples: [[SILENT_FROM_THE_START]] })
    assert.ok(stays > RUNS / 5, `only ${stays} of ${RUNS} stayed at all`)
  })
})
