import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Rule } from '../judge/rule.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import {
  gate,
  guard,
  noWorseGate,
  rollout,
  sampleRunbook,
  worseGuard,
} from '../runbook/sample-runbook.testing.ts'
import { watchedRules } from './watched-rules.ts'

const runbook = sampleRunbook()
const withRules = (gates: readonly Rule[], guards: readonly Rule[], over: Partial<Runbook> = {}): Runbook =>
  ({ ...runbook, steps: [...(over.steps ?? []), { ...rollout, gates, guards }] }) as Runbook

const of = (made: Runbook, id: string) => watchedRules(made).find(({ rule }) => rule.id === id)
const recent: Rule = { ...guard, id: 'recent', bound: { op: 'below', of: 'recent', times: 0.9, plus: 0 } }
const baseline: Rule = {
  ...guard,
  id: 'baseline',
  bound: { op: 'below', of: 'baseline', times: 0.9, plus: 0 },
}
const capture = {
  kind: 'capture' as const,
  id: 'capture',
  title: 'Capture',
  after: [],
  targets: ['gamma', 'wix'],
  signals: ['success-ratio'],
  spanMs: 3_600_000,
  stated: {},
  lastWeek: [],
}

describe('the rules of a runbook, as a backtest watches them', () => {
  it('are all of them, each on each of its targets', () => {
    const all = rulesOf(runbook).flatMap(({ rule, targets }) =>
      targets.map((target) => `${rule.id}@${target}`),
    )
    const watched = watchedRules(runbook).map(({ rule, target }) => `${rule.id}@${target}`)
    assert.deepEqual(watched.toSorted(), all.toSorted())
  })

  it('a guard with a number watches throughout, a gate a hold, what has a reference a rollout', () => {
    const made = withRules([gate, noWorseGate], [guard, worseGuard, recent])
    const lengths = ['success-gate', 'no-worse', 'success-guard', 'worse', 'recent'].map(
      (id) => of(made, id)?.watch,
    )
    assert.deepEqual(lengths, ['hold', 'hold', 'throughout', 'rollout', 'rollout'])
  })

  it('a comparison with stable leaves out the stage that leaves nobody there, and shares its error', () => {
    const made = withRules([], [worseGuard])
    assert.deepEqual(
      of(made, 'worse')?.cycle.map(({ weight }) => weight),
      [500, 2_500, 5_000],
    )
    assert.ok(Math.abs((of(made, 'worse')?.alpha ?? 0) - 0.001 / 2) < 1e-12, 'on two targets')
    const all = {
      ...rollout,
      stages: [{ weight: 10_000, holdMs: 1_000, segments: [] }],
      guards: [worseGuard],
    }
    const nobody = { ...runbook, steps: [all] } as Runbook
    assert.match(of(nobody, 'worse')?.unplayable ?? '', /no stage holds a weight below 100 %/)
  })

  it('a baseline is what its step captures or states, and unknown where an earlier change kept it', () => {
    const steps = (over: object) => ({ steps: [{ ...capture, ...over }] }) as Partial<Runbook>
    assert.equal(of(withRules([], [baseline], steps({})), 'baseline')?.referred?.of, 'measured')
    const stated = withRules([], [baseline], steps({ stated: { 'success-ratio': 0.99 } }))
    assert.deepEqual(of(stated, 'baseline')?.referred, { of: 'number', value: 0.99 })
    const kept = withRules([], [baseline], steps({ kept: 'usual', signals: [] }))
    assert.match(of(kept, 'baseline')?.unplayable ?? '', /kept as usual, which only a server knows/)
    assert.match(of(withRules([], [baseline]), 'baseline')?.unplayable ?? '', /no step captures/)
    const earlier = withRules([], [baseline], steps({ lastWeek: ['success-ratio'], signals: [] }))
    assert.match(of(earlier, 'baseline')?.unplayable ?? '', /a week earlier/)
    const each = withRules([], [{ ...guard, each: 'path' }])
    assert.match(of(each, 'success-guard')?.unplayable ?? '', /every path for itself/)
  })
})
