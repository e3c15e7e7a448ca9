import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Bound, Guard } from '../../judge/rule.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { guard } from '../../runbook/sample-runbook.testing.ts'
import { runbookSchema } from '../../runbook/schema.ts'
import { healthyWorld } from '../../simulate/script.ts'
import { simulate } from '../../simulate/simulate.ts'
import { HOUR, made, outline, release, Shop, stepOf } from './shop.testing.ts'

const of = (id: string, bound: Bound, over: Partial<Guard> = {}): Guard => ({
  ...guard,
  id,
  bound,
  form: { form: 'for', ms: 60_000, lookbackMs: 60_000 },
  ...over,
})
const NUMBER = of('number', { op: 'below', value: 0.9 })
const STABLE = of('stable', { op: 'below', of: 'stable', times: 0.9, plus: 0 })
const BASELINE = of('baseline', { op: 'below', of: 'baseline', times: 0.9, plus: 0 })
const ASKS = of('asks', { op: 'below', value: 0.5 }, { then: 'pause', ask: ['council'] })
const leads = { council: { title: 'Council', person: 'ada' }, other: { title: 'Other' } }

const guarded = (guards: readonly Guard[], of: Runbook = release('v2')): Runbook => ({ ...of, guards, leads })
const ids = ({ guards = [] }: Runbook) => guards.map(({ id }) => id)

describe('the guards of a plan, when its change is taken back', () => {
  it('watch the version that comes back, with the people that they ask; those that cannot are named', () => {
    const at = new Shop(['gamma', 'wix'])
    const change = at.succeed(guarded([NUMBER, STABLE, BASELINE, ASKS]))
    const once = made(at, change)
    assert.deepEqual([ids(once), once.leads], [['number', 'asks'], { council: leads.council }])
    assert.deepEqual(once.reverts?.unwatched, [
      {
        guard: 'stable',
        because: 'it compares with stable, where nobody is left when all traffic moves at once',
      },
      { guard: 'baseline', because: 'it compares with a baseline, and a revert captures none' },
    ])
    const gradual = made(at, change, { gradual: true })
    assert.deepEqual(ids(gradual), ['number', 'stable', 'asks'])
    assert.deepEqual(
      gradual.reverts?.unwatched?.map(({ guard }) => guard),
      ['baseline'],
    )
    assert.deepEqual(runbookSchema.parse(once), once)
  })

  it('are those of the plan again, when the revert is reverted', () => {
    const at = new Shop(['gamma', 'wix'])
    const back = at.revert(at.succeed(guarded([NUMBER, STABLE])))
    assert.deepEqual(ids(made(at, back, { gradual: true })), ['number', 'stable'])
  })

  it('watch nothing where no traffic moves: they would judge what is taken back', () => {
    const at = new Shop(['gamma', 'wix'])
    const { steps, ...rest } = release('v2')
    const flagsOnly = {
      ...rest,
      steps: steps.filter(({ id }) => id === 'flags').map((s) => ({ ...s, after: [] })),
    }
    const back = made(at, at.succeed(guarded([NUMBER], flagsOnly)))
    assert.deepEqual([ids(back), back.reverts?.unwatched?.length], [[], 1])
  })

  it('have the time to trip when all traffic moves at once, and take the revert back when they do', () => {
    const at = new Shop(['gamma', 'wix'])
    const slow = of(
      'slow',
      { op: 'below', value: 0.9 },
      { form: { form: 'for', ms: HOUR, lookbackMs: 60_000 } },
    )
    const change = at.succeed(guarded([slow]))
    const back = made(at, change)
    assert.equal(stepOf(back, 'rollout', 'rollout').stages[0]?.holdMs, HOUR)
    const evidence = [{ from: 0, slot: 'canary' as const, success: 0.2 }]
    const bad = simulate(
      made(at, at.succeed(guarded([NUMBER], release('v3')))),
      { ...healthyWorld(), evidence },
      at.now,
    )
    assert.equal(bad.change.status, 'rolled-back')
    const tripped = bad.events.find((event) => event.type === 'guard-tripped' && event.step === undefined)
    assert.ok(tripped?.type === 'guard-tripped' && tripped.rule === 'number')
  })
})

describe('the flag of a weight, when its change is taken back', () => {
  const flagged = (version: string): Runbook => {
    const runbook = release(version)
    return {
      ...runbook,
      steps: runbook.steps.map((step) => (step.kind === 'rollout' ? { ...step, weightFlag: 'share' } : step)),
    }
  }
  const succeeded = (at: Shop, runbook: Runbook) => {
    const change = at.succeed(runbook)
    assert.ok('run' in change && change.run !== undefined)
    const weightFlags = { rollout: { status: 'set', percent: 100, attempt: 4, tries: 1 } as const }
    const known = { ...change, run: { ...change.run, weightFlags } } as typeof change
    at.history[at.history.length - 1] = known
    return known
  }

  it('is given back what it held, once the traffic is back, and never follows the way back', () => {
    const at = new Shop(['gamma', 'wix'])
    const change = succeeded(at, flagged('v2'))
    const back = made(at, change)
    assert.equal('weightFlag' in stepOf(back, 'rollout', 'rollout'), false)
    const step = stepOf(back, 'undo-rollout-flag', 'effect')
    assert.deepEqual(step.act, {
      act: 'restore-flags',
      targets: ['gamma', 'wix'],
      flags: ['share'],
      of: { change: change.id, locks: [change.id] },
    })
    assert.ok(step.after.includes('rollout'), JSON.stringify(outline(back)))
    const again = made(at, at.succeed(back))
    const forth = again.steps.flatMap((one) =>
      one.kind === 'effect' && one.act.act === 'restore-flags' ? one.act.flags : [],
    )
    assert.ok(forth.includes('share'), 'the revert of the revert gives it back as well')
    assert.equal('weightFlag' in stepOf(again, 'rollout', 'rollout'), false)
  })

  it('is left to the undo of a step that had set it too', () => {
    const at = new Shop(['gamma', 'wix'])
    const runbook = flagged('v2')
    const change = succeeded(at, {
      ...runbook,
      steps: runbook.steps.map((step) =>
        step.id === 'flags' && step.kind === 'effect' && step.undo.undo === 'act'
          ? {
              ...step,
              undo: {
                ...step.undo,
                act: {
                  act: 'restore-flags' as const,
                  targets: ['gamma', 'wix'],
                  flags: ['CanaryEnabled', 'share'],
                },
              },
            }
          : step,
      ),
    })
    assert.ok(made(at, change).steps.every(({ id }) => id !== 'undo-rollout-flag'))
  })
})
