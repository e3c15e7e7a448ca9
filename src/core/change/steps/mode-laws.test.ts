import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { simulate } from '../../simulate/simulate.ts'
import { asMode, modeOf, NORMAL, sameMode, type TrafficMode } from '../../traffic/mode.ts'
import type { TrafficObserved } from '../outside/observations.ts'
import { isTerminal, type Run } from '../state/change.ts'
import { type ModeSet, withoutTargets } from '../state/mode-set.ts'
import { AT, inEveryWorld, WORLDS } from '../turn/laws.testing.ts'
import { undoMode } from './mode-back.ts'

describe('laws of modes', () => {
  it('no mode outlives the change that set it, however it ends', () => {
    inEveryWorld((runbook, script) => {
      const wanted = new Map<string, TrafficMode>()
      const { change } = simulate(runbook, script, AT, ({ taken }) => {
        for (const order of taken.orders) if (order.order === 'mode') wanted.set(order.target, order.mode)
      })
      if (!isTerminal(change)) return
      for (const [target, mode] of wanted) assert.deepEqual(mode, NORMAL, `${target} of ${change.status}`)
    }, WORLDS * 3)
  })

  it('a step is done only when every proxy has its mode, and with a drain when no write is under way', () => {
    inEveryWorld((runbook, script) => {
      simulate(runbook, script, AT, ({ taken, seen }) => {
        for (const event of taken.events) {
          if (event.type !== 'step-done') continue
          const step = runbook.steps.find(({ id }) => id === event.step)
          if (step?.kind !== 'mode') continue
          for (const target of step.targets) {
            assert.equal(seen.traffic[target]?.settled, true, target)
            if (step.traffic !== undefined)
              assert.equal(modeOf(seen.traffic[target].desired).traffic, step.traffic)
            if (step.drainMs !== undefined) assert.equal(seen.traffic[target].writes, 0)
          }
        }
      })
    }, WORLDS * 3)
  })

  it('nothing begins behind a mode that is not done, and no drain lasts longer than its plan says', () => {
    inEveryWorld((runbook, script) => {
      const acknowledged = new Map<string, number>()
      const { events } = simulate(runbook, script, AT)
      for (const event of events) {
        if (event.type === 'mode-acknowledged') acknowledged.set(event.step, event.at)
        const from = 'step' in event && event.step !== undefined ? acknowledged.get(event.step) : undefined
        if (from === undefined || (event.type !== 'step-done' && event.type !== 'step-failed')) continue
        const step = runbook.steps.find(({ id }) => id === event.step)
        assert.ok(step?.kind === 'mode' && event.at - from <= (step.drainMs ?? 0))
        acknowledged.delete(event.step)
      }
    }, WORLDS * 3)
  })
})

const mode = fc.constantFrom<TrafficMode>(
  NORMAL,
  { traffic: 'read-only' },
  { traffic: 'read-only', banner: 'a' },
  { traffic: 'maintenance' },
)
const word = fc.record({ by: fc.constantFrom('change' as const, 'person' as const), mode })

describe('what is put back', () => {
  it('is what was before the first of the steps since a person last had their say', () => {
    fc.assert(
      fc.property(mode, fc.array(word, { maxLength: 6 }), (before, words) => {
        const modes: ModeSet[] = []
        let now = before
        let kept = before
        let last: TrafficMode | null = null
        // Who comes to what the change has set, has left it as it is.
        const look = () => {
          if (last === null || !sameMode(last, now)) kept = now
        }
        for (const [i, { by, mode }] of words.entries()) {
          if (by === 'change') {
            look()
            modes.push({ step: `${i}`, was: { wix: now }, set: { wix: mode } })
            last = mode
          }
          now = mode
        }
        look()
        let run = { modes } as unknown as Run
        for (const { step } of modes.toReversed())
          for (const event of undoMode(step, run, undefined, AT, { traffic: traffic(now) } as never)) {
            if (event.type === 'mode-left')
              run = { ...run, modes: withoutTargets(run.modes ?? [], event.targets) }
            if (event.type === 'mode-undoing') now = event.back.wix ?? now
          }
        assert.deepEqual(now, kept)
      }),
    )
  })
})

const traffic = (mode: TrafficMode): Readonly<Record<string, TrafficObserved>> => ({
  wix: {
    desired: { generation: 1, stable: 'blue', split: { mode: 'closed', latched: false }, ...asMode(mode) },
    settled: true,
    observed: 0,
    writes: null,
  },
})
