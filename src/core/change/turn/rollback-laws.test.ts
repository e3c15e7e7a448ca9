import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isTrue } from '../../judge/measure.ts'
import { isRelative } from '../../judge/rule.ts'
import type { Evidence } from '../../judge/verdict.ts'
import { type OnTurn, simulate } from '../../simulate/simulate.ts'
import { weightOf } from '../../traffic/desired.ts'
import { type EventType, isKeptBy } from '../events/event.ts'
import { replay } from '../evolve/evolve.ts'
import { isTerminal } from '../state/change.ts'
import { AT, inEveryWorld, MINUTE, WORLDS } from './laws.testing.ts'
import { moment } from './world-moments.testing.ts'
import { script } from './world-script.testing.ts'
import { runbook } from './worlds.testing.ts'

/** A gate's bound says what is good. */
const isWell = ({ bound, value }: Evidence): boolean =>
  value !== null && !isRelative(bound) && isTrue(bound, value)

describe('laws of a rollback', () => {
  it('from every state an abort closes every target and reaches a terminal state', () => {
    fc.assert(
      fc.property(
        runbook,
        script,
        moment,
        fc.constantFrom('abort' as const, 'kill' as const),
        (runbook, script, at, way) => {
          const aborted = {
            ...script,
            commands: [...script.commands, { at, do: way, because: 'enough' }],
            until: at + 120 * MINUTE,
          }
          let last: Parameters<OnTurn>[0] | null = null
          const { change } = simulate(runbook, aborted, AT, (turn) => {
            last = turn
          })
          assert.ok(isTerminal(change), `still ${change.status}`)
          const { seen, taken } = last as unknown as Parameters<OnTurn>[0]
          // Without adoption a success leaves the canary as it is; an abort after that is too late.
          if (change.status === 'succeeded') return
          for (const traffic of Object.values(seen.traffic)) assert.equal(weightOf(traffic.desired.split), 0)
          assert.ok(!taken.orders.some((order) => order.order === 'split' && order.split.mode === 'open'))
        },
      ),
      { numRuns: WORLDS },
    )
  })

  it('times in the journal never go back, and undo comes only after every target is closed', () => {
    inEveryWorld((runbook, script) => {
      const { events } = simulate(runbook, script, AT)
      for (const [i, event] of events.entries()) assert.ok(event.at >= (events[i - 1]?.at ?? 0))
      const closed = events.findIndex(({ type }) => type === 'traffic-closed')
      const undone = events.findIndex(({ type }) => type === 'undo-started')
      // Before T there is nothing to close.
      const untouched = events.some(({ type }) => type === 'preparation-undoing')
      assert.ok(untouched || undone === -1 || (closed !== -1 && closed < undone))
    })
  })

  it('undo is exactly what had begun, newest first, and nothing is left without a word', () => {
    inEveryWorld((runbook, script) => {
      const { change, events } = simulate(runbook, script, AT)
      const undone = events.flatMap((event) =>
        UNDOES.has(event.type) && 'step' in event ? [event.step] : [],
      )
      const order = undone.filter((step, i) => undone.indexOf(step) === i)
      if (change.status !== 'rolled-back' && change.status !== 'failed') return
      const person = events.some(({ type, by }) => type === 'undo-skipped' && by.kind === 'person')
      if (person) assert.deepEqual([...order].sort(), [...change.run.begun].sort())
      else assert.deepEqual(order, change.run.begun.toReversed())
      for (const step of change.run.begun)
        assert.match(change.back.undo[step]?.status ?? '', /^(done|failed|skipped)$/)
      assert.equal(change.status === 'failed', change.status === 'failed' && change.notUndone.length > 0)
    })
  })

  it('every rollback reaches its own steps, in their order, after undo, whatever became of those before', () => {
    inEveryWorld((runbook, script) => {
      const until = { ...script, until: script.until + 120 * MINUTE }
      const { change, events } = simulate(runbook, until, AT)
      const steps = runbook.wayDown?.steps ?? []
      if (!events.some(({ type }) => type === 'rollback-started')) return
      assert.ok(change.status === 'rolled-back' || change.status === 'failed', change.status)
      for (const { id } of steps)
        assert.match(change.back.steps?.[id]?.status ?? '', /^(done|failed|skipped)$/)
      const begun = events.flatMap((event) => (event.type === 'back-step-started' ? [event.step] : []))
      assert.deepEqual(
        begun.filter((step, i) => begun.indexOf(step) === i),
        steps.map(({ id }) => id),
      )
      const first = events.findIndex(({ type }) => type === 'back-step-started')
      const undone = events.findLastIndex(({ type }) => UNDOES.has(type))
      assert.ok(first === -1 || undone < first, 'a step began before the last undo was over')
      const end = events.find(({ type }) => type === 'rolled-back' || type === 'failed')
      const left = steps.filter(({ id }) => change.back.steps?.[id]?.status !== 'done').map(({ id }) => id)
      assert.deepEqual(end !== undefined && 'notDone' in end ? end.notDone : [], left)
    })
  })

  it('a verification passes on evidence alone, is told once how it ended, and changes nothing of the change', () => {
    inEveryWorld((runbook, script) => {
      const { change, events } = simulate(runbook, script, AT)
      const at = events.findIndex(({ type }) => type === 'rolled-back' || type === 'failed')
      const verify = runbook.wayDown?.verify
      // What comes back from before T has touched nothing that could be verified.
      const untouched = events.some(({ type }) => type === 'preparation-undoing')
      if (at === -1 || verify === undefined || untouched) return
      const without = replay(events.filter((event) => !isKeptBy(event, 'beside')))
      assert.deepEqual({ ...replay(events), beside: undefined }, { ...without, beside: undefined })
      const ended = events.filter(({ type }) => VERIFIED.has(type))
      assert.ok(ended.length <= 1)
      for (const event of ended) {
        assert.ok(event.at >= (events[at]?.at ?? 0))
        if (event.type !== 'verification-passed') continue
        assert.equal(event.gates.length, verify.gates.length * runbook.targets.length)
        assert.ok(event.gates.length > 0)
        for (const { evidence } of event.gates) {
          assert.ok(evidence.value !== null && evidence.samples >= evidence.minSamples)
          assert.ok(isWell(evidence) && evidence.from >= (events[at]?.at ?? 0))
          assert.ok(evidence.to >= (events[at]?.at ?? 0) + verify.forMs)
        }
      }
      if (isTerminal(change) && ended.length === 0)
        assert.ok(change.status !== 'succeeded' && 'beside' in change, 'it was never begun')
    })
  })

  it('a part of a rollback that takes longer than its limit is told once, and stopped by nothing', () => {
    inEveryWorld((runbook, script) => {
      const { events } = simulate(runbook, script, AT)
      const late = events.flatMap((event) => (event.type === 'rollback-late' ? [event.part] : []))
      const again = events.filter(({ type }) => type === 'rollback-hastened' || type === 'traffic-closing')
      assert.ok(late.filter((part) => part === 'undo').length <= 1)
      assert.ok(late.filter((part) => part === 'close').length <= 1, `${again.length}`)
    })
  })

  it('what serves everyone is never undone', () => {
    inEveryWorld((runbook, script) => {
      const adopted = new Set<string>()
      const begun: string[] = []
      for (const event of simulate(runbook, script, AT).events) {
        if (event.type === 'step-started' && event.act.act === 'deploy') begun.push(event.act.target)
        if (event.type === 'adopting') for (const target of Object.keys(event.was)) adopted.add(target)
        if (event.type === 'undo-started' && event.act.act === 'undeploy' && event.step.startsWith('deploy-'))
          assert.ok(!adopted.has(event.act.target), `${event.step} was undone, and serves everyone`)
      }
    })
  })
})

const VERIFIED = new Set<EventType>([
  'verification-passed',
  'verification-failed',
  'verification-inconclusive',
])

const UNDOES = new Set<EventType>(['undo-started', 'undo-done', 'undo-failed', 'undo-skipped'])
