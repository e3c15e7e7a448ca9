import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { comparesWithStable } from '../../judge/rule.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { simulate } from '../../simulate/simulate.ts'
import { PLAN } from '../rollout/plan-guards.ts'
import { silenceKey } from '../rollout/silence.ts'
import { watchesOf } from '../rollout/watches.ts'
import type { Run } from '../state/change.ts'
import { AT, inEveryWorld } from './laws.testing.ts'

/** Then everyone goes to stable again. */
function isTrialOver(target: string, { steps }: Runbook, run: Run): boolean {
  return steps.some(
    (step) =>
      step.kind === 'rollout' &&
      step.targets.includes(target) &&
      !step.adopt &&
      step.adoptLater !== true &&
      run.steps[step.id]?.status === 'done',
  )
}

describe('laws of the guards of a plan', () => {
  it('they are never asleep between the first request that may reach a canary and its adoption', () => {
    inEveryWorld((runbook, script) => {
      // Where everyone has the canary, what compares with stable rests.
      const guards = (runbook.guards ?? []).filter((rule) => !comparesWithStable(rule))
      if (guards.length === 0) return
      const moved = new Map<string, number>()
      const anew = new Map<string, number>()
      const tripped = new Set<string>()
      simulate(runbook, script, AT, ({ taken: { change, events } }) => {
        for (const event of events) {
          if (event.type === 'stage-entered')
            for (const target of event.targets) if (!moved.has(target)) moved.set(target, event.at)
          if (event.type === 'guard-tripped' && event.step === undefined)
            tripped.add(silenceKey(event.rule, event.target))
          if (event.type === 'resumed') for (const key of tripped) anew.set(key, event.at)
          if (event.type === 'resumed') tripped.clear()
          if (event.type !== 'adopting') continue
          for (const target of Object.keys(event.was)) {
            moved.delete(target)
            for (const { id } of guards) anew.delete(silenceKey(id, target))
          }
        }
        if (change.status !== 'running' && change.status !== 'paused') return
        const watches = watchesOf(change).filter(({ step }) => step === PLAN)
        for (const [target, from] of moved) {
          if (isTrialOver(target, runbook, change.run)) continue
          for (const { id } of guards) {
            const key: string = silenceKey(id, target)
            const watch = watches.find((one) => one.rule.id === id && one.target === target)
            assert.ok(watch !== undefined, `${key} is asleep`)
            assert.equal(watch.slot, undefined, 'the canary is watched')
            assert.equal(watch.from, anew.get(key) ?? from, `the watch of ${key} began again`)
          }
        }
      })
    })
  })

  it('a guard that trips acts at once, or names another target once it has paused the change', () => {
    inEveryWorld((runbook, script) => {
      let paused = false
      const pausedBy = new Set<string>()
      simulate(runbook, script, AT, ({ taken: { events, change } }) => {
        for (const [i, event] of events.entries()) {
          if (event.type === 'guard-tripped' && event.step === undefined) {
            const guard = runbook.guards?.find(({ id }) => id === event.rule)
            const next = events[i + 1]
            if (next?.type === 'rollback-hastened') continue
            if (paused && pausedBy.has(event.rule)) continue
            pausedBy.add(event.rule)
            assert.equal(next?.type, guard?.then === 'pause' ? 'paused' : 'rollback-started')
            assert.ok(guard?.then !== 'pause' || !paused)
          }
          if (event.type === 'resumed' && paused && change.status === 'running') {
            const before = events[i - 1]
            assert.ok(before?.type === 'guard-answered' || events[i]?.by.kind === 'person')
          }
          if (event.type === 'paused') paused = true
          if (event.type === 'resumed') paused = false
          if (event.type === 'resumed') pausedBy.clear()
        }
      })
    })
  })

  it('a guard that asks is passed over by nobody', () => {
    inEveryWorld((runbook, script) => {
      let asks = false
      simulate(runbook, script, AT, ({ taken: { events } }) => {
        for (const [i, event] of events.entries()) {
          if (event.type === 'guard-tripped' && event.asks !== undefined) asks = true
          if (event.type === 'resumed' && asks) assert.equal(events[i - 1]?.type, 'guard-answered')
          if (event.type === 'resumed' || event.type === 'rollback-started') asks = false
        }
      })
    })
  })
})
