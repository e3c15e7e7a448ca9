import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginWatch, observe } from '../../judge/observe.ts'
import type { Rule } from '../../judge/rule.ts'
import type { RatioSample } from '../../judge/sample.ts'
import { gate, guard } from '../../runbook/sample-runbook.testing.ts'
import { judgedBy } from './watches.ts'

const SECOND = 1_000

/** The word on a rule after so many seconds with so many good of ten requests in each. */
function judgedAfter(rule: Rule, seconds: number, good: (second: number) => number) {
  const canary = Array.from(
    { length: seconds },
    (_, i): RatioSample => ({ kind: 'ratio', at: i * SECOND, span: SECOND, total: 10, good: good(i) }),
  )
  const fed = { canary, stable: [], watermark: seconds * SECOND, stepMs: SECOND }
  const state = observe(rule, beginWatch(rule, 0), fed)
  return judgedBy({ key: 'k', step: 'rollout', rule, target: 'wix', from: 0 }, state, null, SECOND)
}

test('a guard that counts says since when, until it trips or is clear again; a gate never counts', () => {
  const short: Rule = { ...guard, form: { form: 'for', ms: 20 * SECOND, lookbackMs: SECOND } }
  const bad = (from: number, to: number) => (second: number) => (second >= from && second < to ? 5 : 10)
  const counting = judgedAfter(short, 30, bad(15, 60))
  assert.deepEqual([counting.verdict, counting.trueSince], ['no-worse', 16 * SECOND])
  const tripped = judgedAfter(short, 50, bad(15, 60))
  assert.deepEqual([tripped.verdict, 'trueSince' in tripped], ['worse', false])
  assert.equal('trueSince' in judgedAfter(short, 30, bad(15, 20)), false)
  assert.equal('trueSince' in judgedAfter(gate, 30, () => 10), false)
})
