import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Verdict } from '../../core/judge/verdict.ts'
import type { RuleView, TestView } from '../progress/rule-view.ts'
import { comparisonWords } from './comparison.ts'

type Asked = Pick<RuleView, 'kind' | 'otherwise' | 'shape'>
const ERRORS = { kind: 'ratio', unit: 'ratio', direction: 'lower' } as const
const DURATION = { kind: 'distribution', unit: 'ms', direction: 'higher' } as const
const guard: Asked = { kind: 'guard', otherwise: 'rollback', shape: ERRORS }
const gate: Asked = { kind: 'gate', otherwise: 'rollback', shape: ERRORS }
const growing: TestView = {
  sentence: '',
  evidence: 0.349,
  ratio: 2.57,
  low: 1.5,
  high: 4.21,
  bound: 1.25,
  extra: 41.4,
}
const words = (rule: Asked, over: Partial<TestView> = {}, verdict: Verdict = 'inconclusive', ended = false) =>
  comparisonWords(rule, { verdict }, { ...growing, ...over }, ended)

test('evidence says what it is for, how much of it there is, and what there is at 100 %', () => {
  const said = (...given: Parameters<typeof words>) => {
    const { tone, claim, share, standing, brief } = words(...given)
    return [tone, claim, share, standing, brief].join(' | ')
  }
  const worse = 'Evidence that the canary is worse'
  const noWorse = 'Evidence that the canary is no worse'
  const pausing: Asked = { ...guard, otherwise: 'pause' }
  const advised = 'only advice: parts of stable differ as much, so it decides nothing'
  const cases: readonly (readonly [string, string])[] = [
    [said(guard), `wait | ${worse} | 34 % | at 100 % it goes back | evidence to go back`],
    [said(pausing), `wait | ${worse} | 34 % | at 100 % it pauses | evidence to pause`],
    [said(gate), `wait | ${noWorse} | 34 % | at 100 % it passes | evidence to pass`],
    // Nearly is not enough.
    [
      said(guard, { evidence: 0.9999 }),
      `wait | ${worse} | 99 % | at 100 % it goes back | evidence to go back`,
    ],
    [
      said(guard, { evidence: 1 }, 'worse'),
      `bad | ${worse} | 100 % | enough to go back | evidence to go back`,
    ],
    [
      said(gate, { evidence: 1 }, 'no-worse'),
      `good | ${noWorse} | 100 % | enough to pass | evidence to pass`,
    ],
    [said(gate, {}, 'worse', true), `wait | ${noWorse} | 34 % | not enough to pass | evidence to pass`],
    [
      said(guard, { evidence: 1 }, 'assumption-violated'),
      `quiet | ${worse} | 100 % | ${advised} | evidence (only advice)`,
    ],
  ]
  for (const [is, wanted] of cases) assert.equal(is, wanted)
})

test('a ratio has its interval, open where it is, and none while there is nothing to compare', () => {
  const said = (over: Partial<TestView>) => {
    const { ratio, interval } = words(guard, over)
    return [ratio, interval]
  }
  assert.deepEqual(said({}), ['2.6 x stable', '1.5 to 4.2'])
  assert.deepEqual(said({ ratio: 0, low: null, high: 0.8 }), ['0.0 x stable', 'up to 0.80'])
  assert.deepEqual(said({ ratio: null, high: null }), ['at least 1.5 x stable', null])
  assert.deepEqual(said({ ratio: null, low: null, high: null }), [null, null])
})

test('what the canary had beyond its share is told in whole requests: bad, slow, or good ones that are missing', () => {
  const extra = (over: Partial<TestView>, shape: Asked['shape'] = ERRORS) => {
    const said = words({ ...guard, shape }, over)
    return `${said.extra} ${said.extraThan}`
  }
  assert.equal(extra({}), "about 41 more bad requests than at stable's rate")
  assert.equal(extra({ extra: 1_204 }, DURATION), "about 1,204 more slow requests than at stable's rate")
  assert.equal(extra({ extra: -3 }), "about 3 fewer bad requests than at stable's rate")
  assert.equal(extra({ extra: -0.4 }), "about as many bad requests as at stable's rate")
  assert.equal(extra({ bound: 0.95, extra: -17 }), "about 17 fewer good requests than at stable's rate")
})
