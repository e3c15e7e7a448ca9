import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Change } from '../../core/change/state/change.ts'
import { WEEK_MS } from '../../core/judge/last-week.ts'
import { beginWatch } from '../../core/judge/observe.ts'
import type { RatioSample } from '../../core/judge/sample.ts'
import { gate } from '../../core/runbook/sample-runbook.testing.ts'
import { type Answer, MetricsUnavailable } from '../../ports/metrics.ts'
import { testRunbook } from '../runbook.testing.ts'
import { answersTo } from './answers.ts'
import { lastWeekQuestions } from './last-week.ts'
import { judge, questionsFor, type Watching } from './observation-round.ts'

const FROM = 1_760_000_000_000
const RHYTHM = { intervalMs: 1_000 }

function watching(over: Partial<Watching> = {}): Watching {
  const rule = { ...gate, bound: { op: 'at-least', of: 'baseline', times: 0.95, plus: 0 } } as const
  return {
    ...{ change: { id: 'CHG-2026-0001', status: 'running', runbook: testRunbook() } as Change },
    ...{ watch: { key: 'k', step: 'bake', rule, target: 'wix', from: FROM, lastWeek: true } },
    ...{
      state: beginWatch(rule, FROM),
      refused: null,
      expected: null,
      before: null,
      stable: 'blue',
      slo: null,
    },
    ...{ shape: null, isDivided: true },
    ...over,
  }
}

const seconds = (from: number, good: number, count = 20): Answer => ({
  samples: Array.from({ length: count }, (_, i): RatioSample => {
    return { kind: 'ratio', at: from + i * 1_000, span: 1_000, total: 10, good }
  }),
  watermark: from + count * 1_000,
})

describe('what is asked of last week', () => {
  it('is the whole target, both sides, for the moments that are judged next', () => {
    const now = FROM + 20_500
    assert.deepEqual(
      lastWeekQuestions([watching(), watching()], 1_000, now).map(({ slot, side, from, to }) => [
        slot,
        side,
        from,
        to,
      ]),
      [
        ['canary', 'green', FROM - WEEK_MS, now - WEEK_MS + 1_000],
        ['stable', 'blue', FROM - WEEK_MS, now - WEEK_MS + 1_000],
      ],
    )
  })

  it('is one question where a signal has the same numbers for both sides, and none of other rules', () => {
    const asked = lastWeekQuestions([watching({ isDivided: false })], 1_000, FROM)
    assert.deepEqual(
      asked.map(({ slot }) => slot),
      ['stable'],
    )
    const { lastWeek: _, ...watch } = watching().watch
    assert.deepEqual(lastWeekQuestions([watching({ watch })], 1_000, FROM), [])
  })
})

describe('a rule that compares with last week', () => {
  function judged(then: (slot: 'canary' | 'stable') => Answer) {
    const one = watching()
    const [questions, before] = [questionsFor([one], 1_000), lastWeekQuestions([one], 1_000, FROM + 20_000)]
    const answers = answersTo(
      questions,
      questions.map(() => seconds(FROM, 9)),
    )
    const weekBefore = answersTo(
      before,
      before.map(({ slot }) => then(slot)),
    )
    return judge(one, answers, RHYTHM, 0, weekBefore)?.row.judged
  }

  it('is judged by both sides of then', () => {
    const word = judged((slot) => seconds(FROM - WEEK_MS, slot === 'canary' ? 8 : 10))
    assert.equal(word?.evidence.refersTo?.number, 0.9)
    assert.equal(word?.verdict, 'no-worse')
  })

  it('is judged no further than what is known of then', () => {
    const word = judged(() => seconds(FROM - WEEK_MS, 10, 12))
    assert.equal(word?.watermark, FROM + 12_000)
  })

  it('falls silent while the source cannot say what was then, and says why', () => {
    const word = judged((slot) =>
      slot === 'canary' ? new MetricsUnavailable('too long ago') : seconds(FROM, 10),
    )
    assert.equal(word?.unavailable, 'a week ago: too long ago')
    assert.equal(word?.verdict, 'no-data')
  })
})
