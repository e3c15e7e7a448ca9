import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ArmReading } from './arm-reading.ts'
import { type Asked, type Question, questionOf } from './question.ts'
import { reportOf } from './report.ts'
import { beginSequential } from './state.ts'
import { step } from './step.ts'
import { reading, STEP_MS } from './stream.testing.ts'
import { sequentialSentence, type Told } from './words.ts'

const made = (more: Partial<Asked> = {}): Question => {
  const question = questionOf({
    test: 'worse',
    times: 1.25,
    direction: 'higher',
    alpha: 0.001,
    intervalMs: STEP_MS,
    ...more,
  })
  if ('refused' in question) throw new Error(question.refused)
  return question
}
const GATE = { test: 'no-worse', times: 1.5, alpha: 0.05 } as const

/** So many intervals of the very same counts; from `turns` on the canary has `later` events. */
function said(
  question: Question,
  intervals: number,
  [canary, events]: readonly [number, number],
  [stable, beside]: readonly [number, number],
  more: {
    readonly turns?: number
    readonly later?: number
    readonly canary?: Partial<ArmReading>
    readonly told?: Told
  } = {},
): string {
  const count = Math.max(1, question.edges.length)
  const same = (one: ArmReading) => ({ ...one, events: new Array<number>(count).fill(one.events[0] ?? 0) })
  const fed = { canary: [] as ArmReading[], stable: [] as ArmReading[] }
  for (let i = 0; i < intervals; i++) {
    fed.canary.push(
      same(reading(i, canary, i >= (more.turns ?? intervals) ? (more.later ?? 0) : events, more.canary)),
    )
    fed.stable.push(same(reading(i, stable, beside)))
  }
  const end = { watermark: intervals * STEP_MS, now: intervals * STEP_MS }
  const state = step(beginSequential(question, 0), { ...fed, ...end }, question)
  return sequentialSentence(
    reportOf(state, question),
    more.told ?? { signal: 'error-rate', measure: { unit: 'ratio' }, began: 0 },
  )
}

describe('what a person reads', () => {
  it('of a canary that is worse: how much, how sure, since when, how many users it cost, and what 99.9 % means', () =>
    assert.match(
      said(made(), 40, [250, 5], [4_750, 24]),
      /^canary error-rate 4\.\d x stable \(always-valid 95 % interval \d\.\d to \d+(\.\d)?\), \d+s after start, about \d+ extra in [\d,]+ requests; at most 1 in 1,000 canaries within 1\.25 x would trigger this$/,
    ))

  it('of one that turned worse: over the time since then', () =>
    assert.match(
      said(made(), 900, [250, 1], [4_750, 24], { turns: 720, later: 6 }),
      /^canary error-rate [45]\.\d x stable \(always-valid .*\), in \d+s, from 1h\d*m?\d*s? after start on, about \d+ extra/,
    ))

  it('of a conversion that drops: what is missing', () =>
    assert.match(
      said(made({ direction: 'lower', times: 0.9 }), 200, [1_000, 20], [4_000, 160], {
        told: { signal: 'conversion', measure: { unit: 'ratio' }, began: 0 },
      }),
      /^canary conversion 0\.5\d? x stable .* about \d+ missing in .* canaries within 0\.9 x would trigger this$/,
    ))

  it('of a success ratio: its failures are compared', () =>
    assert.match(
      said(made({ direction: 'lower' }), 40, [250, 5], [4_750, 24], {
        told: { signal: 'success-ratio', measure: { unit: 'ratio' }, began: 0 },
      }),
      /^canary failures of success-ratio 4\.\d x stable .* about \d+ extra in/,
    ))

  it('of slow requests: over which edge', () =>
    assert.match(
      said(
        made({ latency: { pairs: [{ canary: 218, stable: 200 }], bound: 1, quantile: 0.95 } }),
        100,
        [250, 30],
        [4_750, 240],
        {
          told: { signal: 'latency', measure: { unit: 'ms' }, began: 0 },
        },
      ),
      /^canary latency over 218 ms: 2\.\d x stable over 200 ms \(always-valid/,
    ))

  it('of few requests: what it could have seen by now', () => {
    assert.match(
      said(made(), 3, [250, 1], [4_750, 24]),
      /: inconclusive; after 750 requests of the canary it could have seen 4\.\d x or more$/,
    )
    assert.match(
      said(made(), 2, [1, 0], [19, 0]),
      /^canary error-rate has had none in 2 requests, as stable: inconclusive/,
    )
    assert.match(
      said(made(GATE), 3, [250, 1], [4_750, 24]),
      /: inconclusive after 750 requests, with \d+ % of the evidence that a pass needs$/,
    )
  })

  it('of errors that stable has none of: no ratio', () =>
    assert.match(
      said(made(), 2, [250, 2], [4_750, 0]),
      /^canary error-rate has had \d in \d+ requests, and stable none \(always-valid 95 % interval at least \d/,
    ))

  it('of a pass, and of a canary that has not been worse', () => {
    assert.match(
      said(made(GATE), 100, [250, 1], [4_750, 24]),
      /no worse than 1\.5 x; at most 1 in 20 canaries at 1\.5 x would pass$/,
    )
    assert.match(said(made(), 900, [250, 1], [4_750, 24]), /, no worse than 1\.25 x so far$/)
  })

  it('of a gate that fails', () =>
    assert.match(said(made(GATE), 100, [250, 5], [4_750, 24]), /: worse than the bound of 1\.5 x$/))

  it('of nothing', () =>
    assert.equal(said(made(), 5, [0, 0], [100, 1]), 'error-rate: nothing to compare yet'))

  it('also that the split is not what was asked', () =>
    assert.match(
      said(made(), 100, [250, 1], [4_750, 24], {
        canary: { split: { asked: 0.2, of: 'requests', canary: 250, all: 5_000 } },
      }),
      /; the split is not what was asked: 5 % instead of 20 %$/,
    ))
})
