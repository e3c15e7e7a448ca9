import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Runbook } from '../runbook/runbook.ts'
import { deploy, guard, rollout, sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import { healthyWorld, type Script } from '../simulate/script.ts'
import { type OnTurn, simulate } from '../simulate/simulate.ts'
import { weightOf } from '../traffic/desired.ts'
import { isTerminal } from './change.ts'
import type { ChangeEvent } from './event.ts'
import { replay } from './evolve.ts'
import { next } from './next.ts'
import { keyOf } from './observations.ts'

/** Laws that hold in every world: random evidence, silence, failing and unknown effects, commands, restarts. */
const AT = 1_760_000_000_000
const MINUTE = 60_000
const END = 40 * MINUTE

const moment = fc.integer({ min: 0, max: END / 1000 }).map((s) => s * 1000)
const targets = fc.constantFrom<string[]>(['wix'], ['gamma'], ['wix', 'gamma'])

const evidence = fc.record({
  from: moment,
  lasts: fc.integer({ min: 1_000, max: 10 * MINUTE }),
  targets,
  slot: fc.constantFrom('canary' as const, 'stable' as const),
  what: fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }).map((success) => ({ success })),
    fc.constant({ success: 0.985 }),
    fc.constant({ missing: true }),
  ),
})
const effect = fc.record({
  item: fc.constantFrom('deploy-wix', 'deploy-gamma', 'flags', 'sync', 'accept:canary-off'),
  direction: fc.constantFrom('do' as const, 'check' as const, 'undo' as const),
  takes: fc.integer({ min: 0, max: 12 * MINUTE }),
  outcome: fc.constantFrom('done' as const, 'failed' as const, 'unknown' as const),
})
const doings = [
  'pause',
  'resume',
  'promote',
  'promote-all',
  'abort',
  'rollback',
  'rollback-gradual',
  'kill',
  'extend',
  'settle',
] as const
const command = fc.record({
  at: moment,
  do: fc.constantFrom(...doings),
  item: fc.constantFrom('deploy-wix', 'flags', 'canary-off'),
  as: fc.constantFrom('done' as const, 'failed' as const, 'repeat' as const, 'skip' as const),
})

const script: fc.Arbitrary<Script> = fc
  .record({
    evidence: fc.array(evidence, { maxLength: 5 }),
    effects: fc.array(effect, { maxLength: 4 }),
    commands: fc.array(command, { maxLength: 4 }),
    restarts: fc.array(moment, { maxLength: 2 }),
    requestsPerSecond: fc.constantFrom(0.2, 3, 100),
    proxiesTake: fc.constantFrom(0, 200, 20_000),
  })
  .map((said) => ({
    ...healthyWorld(),
    scrapeEvery: 5_000,
    requestsPerSecond: said.requestsPerSecond,
    proxiesTake: said.proxiesTake,
    restarts: said.restarts,
    evidence: said.evidence.map(({ from, lasts, targets, slot, what }) => ({
      from,
      until: from + lasts,
      targets,
      slot,
      ...what,
    })),
    effects: said.effects.map((e) => ({ ...e, reason: 'drawn', outputs: {} })),
    commands: said.commands.map((c) => ({ ...c, because: 'drawn', override: 'drawn', by: MINUTE })),
    until: 90 * MINUTE,
  }))

const runbook: fc.Arbitrary<Runbook> = fc
  .record({
    gateSilence: fc.constantFrom('hold' as const, 'pause' as const, 'rollback' as const),
    otherwise: fc.constantFrom('hold' as const, 'pause' as const, 'rollback' as const),
    guardThen: fc.constantFrom('rollback' as const, 'pause' as const),
    onFailure: fc.constantFrom('rollback' as const, 'pause' as const, 'continue' as const),
    unknown: fc.constantFrom(
      { ask: 'person' as const },
      { ask: 'check' as const, check: { act: 'undeploy' as const, target: 'wix' } },
    ),
    attempts: fc.constantFrom(1, 3),
    atEnd: fc.constantFrom('hold' as const, 'rollback' as const),
    pointOfNoReturn: fc.boolean(),
  })
  .map((how) => {
    const whole = sampleRunbook()
    const steps = whole.steps.map((step) => {
      if (step.id === 'deploy-wix')
        return deploy('wix', {
          onFailure: how.onFailure,
          unknown: how.unknown,
          attempts: how.attempts,
          pointOfNoReturn: how.pointOfNoReturn,
        })
      if (step.kind !== 'rollout') return step
      const gates = rollout.gates.map((gate) => ({
        ...gate,
        otherwise: how.otherwise,
        noData: { ...gate.noData, then: how.gateSilence },
      }))
      return { ...rollout, gates, guards: [{ ...guard, then: how.guardThen }] }
    })
    return sampleRunbook({ steps, window: { start: null, durationMs: 45 * MINUTE, atEnd: how.atEnd } })
  })

function inEveryWorld(check: (runbook: Runbook, script: Script) => void, numRuns = 60): void {
  fc.assert(fc.property(runbook, script, check), { numRuns })
}

describe('laws of a change', () => {
  it('replaying the journal gives the state', () => {
    inEveryWorld((runbook, script) => {
      const { change, events } = simulate(runbook, script, AT)
      assert.deepEqual(
        JSON.parse(JSON.stringify(replay(JSON.parse(JSON.stringify(events))))),
        JSON.parse(JSON.stringify(change)),
      )
    })
  })

  it('weight only rises until a rollback, and then only falls', () => {
    inEveryWorld((runbook, script) => {
      let weight = 0
      let back = false
      for (const event of simulate(runbook, script, AT).events) {
        back ||= event.type === 'rollback-started'
        if (event.type !== 'stage-entered' && event.type !== 'descended') continue
        if (back) assert.ok(event.weight < weight, 'a rollback raised the weight')
        else assert.ok(event.weight > weight, 'a stage did not raise the weight')
        weight = event.weight
      }
    })
  })

  it('nothing advances on no data, on too few samples without an override, or on evidence older than a restart', () => {
    inEveryWorld((runbook, script) => {
      const onTurn: OnTurn = ({ taken, seen }) => {
        for (const event of taken.events) {
          if (event.type !== 'stage-passed') continue
          const promoted =
            taken.events.some(({ type }) => type === 'promoted') ||
            script.commands.some((c) => c.do === 'promote-all')
          for (const { evidence, target } of event.gates) {
            assert.notEqual(evidence.value, null, 'passed on no data')
            assert.ok(evidence.to >= seen.takeover, 'passed on evidence older than the takeover')
            assert.ok(
              promoted || evidence.samples >= evidence.minSamples,
              `passed ${target} on ${evidence.samples} samples`,
            )
            assert.ok(evidence.value !== null && (promoted || evidence.value >= evidence.bound.value))
          }
          assert.equal(event.gates.length, 2, 'every gate on every target')
        }
      }
      simulate(runbook, script, AT, onTurn)
    })
  })

  it('a dead observer never lets a change advance', () => {
    inEveryWorld((runbook, script) => {
      const dead = {
        ...script,
        evidence: [...script.evidence, { from: 0, slot: 'canary' as const, missing: true }],
      }
      assert.ok(!simulate(runbook, dead, AT).events.some(({ type }) => type === 'stage-passed'))
    })
  })

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
          for (const traffic of Object.values(seen.traffic)) assert.equal(weightOf(traffic.desired.split), 0)
          assert.ok(!taken.orders.some((order) => order.order === 'split' && order.split.mode === 'open'))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('the next turn with nothing new does nothing', () => {
    inEveryWorld((runbook, script) => {
      simulate(runbook, script, AT, ({ now, taken, seen }) => {
        const traffic = Object.fromEntries(
          Object.entries(seen.traffic).map(([name, observed]) => {
            const moved = taken.orders.some((order) => 'target' in order && order.target === name)
            return [name, moved ? { ...observed, settled: false } : observed]
          }),
        )
        const again = next(taken.change, now, { ...seen, traffic, answers: [] })
        assert.deepEqual(
          again.events.map(({ type }) => type),
          [],
        )
      })
    }, 30)
  })

  it('every effect is ordered once and answered once', () => {
    inEveryWorld((runbook, script) => {
      const ordered: string[] = []
      const { events } = simulate(runbook, script, AT, ({ taken }) => {
        for (const order of taken.orders) if (order.order === 'run') ordered.push(keyOf(order.ref))
      })
      assert.deepEqual(
        ordered.filter((key, i) => ordered.indexOf(key) !== i),
        [],
      )
      const answered = events.flatMap((event) => answerKey(event))
      assert.deepEqual(
        answered.filter((key, i) => answered.indexOf(key) !== i),
        [],
      )
    })
  })

  it('times in the journal never go back, and undo comes only after every target is closed', () => {
    inEveryWorld((runbook, script) => {
      const { events } = simulate(runbook, script, AT)
      for (const [i, event] of events.entries()) assert.ok(event.at >= (events[i - 1]?.at ?? 0))
      const closed = events.findIndex(({ type }) => type === 'traffic-closed')
      const undone = events.findIndex(({ type }) => type === 'undo-started')
      assert.ok(undone === -1 || (closed !== -1 && closed < undone))
    })
  })
})

function answerKey(event: ChangeEvent): readonly string[] {
  if (event.type === 'step-failed') return [`${event.step}/${event.attempt}/failed`]
  if (event.type === 'undo-failed') return [`${event.step}/${event.attempt}/undo-failed`]
  if (event.type === 'undo-done' || event.type === 'step-done') return [`${event.step}/${event.type}`]
  return []
}
