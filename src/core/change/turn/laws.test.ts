import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { noticesFor, pages } from '../../notice/notices-for.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import type { Script } from '../../simulate/script.ts'
import { type OnTurn, simulate } from '../../simulate/simulate.ts'
import { LATCHED, weightOf } from '../../traffic/desired.ts'
import type { CommandBody } from '../commands/command.ts'
import type { ChangeEvent, EventType } from '../events/event.ts'
import { replay } from '../evolve/evolve.ts'
import { type EffectAnswer, keyOf } from '../outside/observations.ts'
import { isTerminal, runOf } from '../state/change.ts'
import { next } from './next.ts'
import { takeTurn } from './take-turn.ts'
import { moment, runbook, script } from './worlds.testing.ts'

/** Laws that hold in every world: random plans, evidence, silence, failing and unknown effects, commands, restarts. */
const AT = 1_760_000_000_000
const MINUTE = 60_000
/** More worlds, for a night: LAW_WORLDS=5000. */
const WORLDS = Number(process.env.LAW_WORLDS ?? 20)

function inEveryWorld(check: (runbook: Runbook, script: Script) => void, numRuns = WORLDS): void {
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
      const weights = new Map<string, number>()
      let back = false
      for (const event of simulate(runbook, script, AT).events) {
        back ||= event.type === 'rollback-started'
        if (event.type === 'adopting') weights.clear()
        if (event.type !== 'stage-entered' && event.type !== 'descended') continue
        for (const target of event.targets) {
          const weight = weights.get(target) ?? -1
          if (back) assert.ok(event.weight < weight, 'a rollback raised the weight')
          else assert.ok(event.weight > weight, 'a stage did not raise the weight')
          weights.set(target, event.weight)
        }
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
          const step = runbook.steps.find(({ id }) => id === event.step)
          assert.ok(step?.kind === 'rollout')
          const pairs = step.gates.length * step.targets.length
          assert.equal(event.gates.length, pairs, 'every gate on every target')
          for (const { id, noData } of step.guards)
            for (const target of noData.then === 'ignore' ? [] : step.targets) {
              const word = seen.judged.find((j) => j.step === step.id && j.rule === id && j.target === target)
              assert.ok(
                word !== undefined && word.verdict !== 'no-data',
                'passed beside a guard without data',
              )
              assert.ok(word.watermark >= seen.takeover)
            }
        }
      }
      simulate(runbook, script, AT, onTurn)
    })
  })

  it('a stage that nobody hurried was seen for as long as it holds', () => {
    inEveryWorld(
      (runbook, script) => {
        const often = [1, 4, 9, 16].map((minute) => ({
          from: minute * MINUTE,
          until: (minute + 1) * MINUTE,
          slot: 'canary' as const,
          lost: true,
        }))
        const lost = [
          ...often,
          ...script.evidence.filter((line) => line.lost === true && line.slot === 'canary'),
        ]
        const commands = script.commands.filter(({ do: what }) => what === 'pause' || what === 'resume')
        let from = AT
        for (const event of simulate(runbook, { ...script, evidence: lost, commands, effects: [] }, AT)
          .events) {
          if (event.type === 'hold-started') from = event.at
          if (event.type !== 'stage-passed') continue
          const step = runbook.steps.find(({ id }) => id === event.step)
          assert.ok(step?.kind === 'rollout')
          if ([...step.gates, ...step.guards].every(({ noData }) => noData.then === 'ignore')) continue
          for (const target of step.targets) {
            const here = lost.filter(
              (line) => !('targets' in line) || line.targets?.includes(target) !== false,
            )
            let seenMs = 0
            for (let second = from; second < event.at; second += 1000)
              if (!here.some((line) => line.from <= second - AT && second - AT < (line.until ?? Infinity)))
                seenMs += 1000
            // The interval in which the hold began is nobody's, and a second is as finely as this looks.
            assert.ok(seenMs >= (step.stages[event.stage]?.holdMs ?? 0) - 6_000, `${seenMs} ms of ${target}`)
          }
        }
      },
      Math.ceil(WORLDS / 2),
    )
  })

  it('a dead observer never lets a change advance', () => {
    inEveryWorld((runbook, script) => {
      const dead = {
        ...script,
        evidence: [...script.evidence, { from: 0, slot: 'canary' as const, missing: true }],
      }
      const ignored = (step: Runbook['steps'][number]) =>
        step.kind === 'rollout' &&
        step.gates.length === 0 &&
        step.guards.every(({ noData }) => noData.then === 'ignore')
      if (runbook.steps.some(ignored)) return
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
          // Without adoption a success leaves the canary as it is; whoever aborts after that is too late.
          if (change.status === 'succeeded') return
          for (const traffic of Object.values(seen.traffic)) assert.equal(weightOf(traffic.desired.split), 0)
          assert.ok(!taken.orders.some((order) => order.order === 'split' && order.split.mode === 'open'))
        },
      ),
      { numRuns: WORLDS },
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
    })
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

  it('claims are taken once, when the window opens, and let go once, when the run ends', () => {
    inEveryWorld((runbook, script) => {
      const said: string[] = []
      const { change } = simulate(runbook, script, AT, ({ taken }) => {
        for (const { order } of taken.orders)
          if (order === 'claim' || order === 'release-claims') said.push(order)
        assert.equal(
          said.includes('release-claims'),
          isTerminal(taken.change) && runOf(taken.change) !== null,
        )
      })
      const ran = change.status === 'cancelled' || runOf(change) !== null
      assert.deepEqual(said, [
        ...(ran ? ['claim'] : []),
        ...(isTerminal(change) && ran ? ['release-claims'] : []),
      ])
    })
  })

  it('a paused change begins nothing, and past the end of the window nobody raises a weight', () => {
    inEveryWorld((runbook, script) => {
      let paused = false
      let endsAt = Number.POSITIVE_INFINITY
      for (const event of simulate(runbook, script, AT).events) {
        if (event.type === 'paused') paused = true
        if (event.type === 'resumed' || event.type === 'rollback-started') paused = false
        if ('endsAt' in event) endsAt = event.endsAt ?? endsAt
        assert.ok(!(paused && BEGINS.has(event.type)), `${event.type} while paused`)
        if (event.type === 'stage-entered') assert.ok(event.at < endsAt, 'a weight was raised past the end')
      }
    })
  })

  it('a change that is over answers everything, and orders nothing but the latch of a kill', () => {
    inEveryWorld((runbook, script) => {
      let last: Parameters<OnTurn>[0] | undefined
      const { change } = simulate(runbook, script, AT, (turn) => {
        last = turn
      })
      if (!isTerminal(change) || last === undefined) return
      const { revision } = change
      const asked = COMMANDS.map((command, i) => ({
        dedup: `${i}`,
        actor: { kind: 'person', name: 'late' } as const,
        command: { ...command, revision },
      }))
      const late = runbook.steps.map(({ id }): EffectAnswer => {
        const ref = { item: id, direction: 'do', attempt: 1 } as const
        return { ref, outcome: 'done', outputs: {}, evidence: '' }
      })
      const after = takeTurn(change, asked, last.now + MINUTE, { ...last.seen, answers: late })
      assert.equal(after.change, change)
      assert.deepEqual(after.events, [])
      assert.equal(after.answers.length, asked.length)
      assert.equal(after.wakeAt, null)
      const latches = runbook.targets.map((target) => ({ order: 'split', target, split: LATCHED }))
      assert.deepEqual(after.orders, latches)
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

  it('whoever has to be woken is woken, once for each event', () => {
    const channels = [
      { channel: 'pager', urgency: 'page', events: [] },
      { channel: 'log', urgency: 'event', events: ['*'] },
    ] as const
    inEveryWorld((runbook, script) => {
      const ids = new Set<string>()
      let told = 0
      let revision = 1
      simulate(runbook, script, AT, ({ taken }) => {
        for (const [i, event] of taken.events.entries()) {
          const notices = noticesFor(event, taken.change.id, revision, i, runbook, channels)
          const expected = pages(event) ? ['pager', 'log'] : ['log']
          assert.deepEqual(
            notices.map(({ channel }) => channel),
            expected,
          )
          for (const { id } of notices) ids.add(id)
          told += notices.length
        }
        revision = taken.change.revision
      })
      assert.equal(ids.size, told, 'two notices with one id')
    })
  })

  it('no change waits for ever without anybody knowing', () => {
    inEveryWorld((runbook, script) => {
      const { change, events, end } = simulate(runbook, { ...script, until: 6 * 60 * MINUTE }, AT)
      const stillGoes = end - (events.at(-1)?.at ?? 0) < 30 * MINUTE
      if (isTerminal(change) || stillGoes) return
      const went = events.findLastIndex(({ type }) => GOES_ON.has(type))
      // An overrun, a doubt and a silence that last were told when they began.
      const lasts =
        runOf(change)?.overrunAt != null ||
        Object.values(runOf(change)?.steps ?? {}).some(
          (step) =>
            step.status === 'in-doubt' ||
            (step.status === 'rolling' && Object.keys(step.rollout.missing).length > 0),
        )
      const known =
        lasts ||
        events
          .slice(went)
          .some((event) => pages(event) || (event.type === 'paused' && event.by.kind === 'person'))
      assert.ok(
        known,
        `${change.status}: ${events.slice(-6).map(({ type }) => type)} ${JSON.stringify(runOf(change)?.steps)}`,
      )
    })
  })

  it('the next turn is always later, and whoever runs or rolls back with nothing under way has one', () => {
    inEveryWorld((runbook, script) => {
      simulate(runbook, script, AT, ({ now, taken }) => {
        assert.ok(taken.wakeAt === null || taken.wakeAt > now, `a turn wanted ${taken.wakeAt} at ${now}`)
      })
    })
  })
})

const BEGINS = new Set<EventType>([
  'step-started',
  'stage-entered',
  'hold-started',
  'adopting',
  'acceptance-started',
])
const UNDOES = new Set<EventType>(['undo-started', 'undo-done', 'undo-failed', 'undo-skipped'])
const GOES_ON = new Set<EventType>([
  'resumed',
  'step-started',
  'stage-entered',
  'hold-started',
  'stage-passed',
])
const COMMANDS: readonly CommandBody[] = [
  { command: 'request', needed: 0 },
  { command: 'edit', runbook: sampleRunbook() },
  { command: 'approve' },
  { command: 'reject', because: 'late' },
  { command: 'cancel', because: 'late' },
  { command: 'pause', because: 'late' },
  { command: 'resume' },
  { command: 'promote', all: true, override: 'late' },
  { command: 'abort', because: 'late' },
  { command: 'rollback', because: 'late', gradual: true },
  { command: 'kill', because: 'late' },
  { command: 'settle', item: 'a', as: 'repeat', because: 'late' },
  { command: 'extend', byMs: MINUTE, because: 'late' },
]

function answerKey(event: ChangeEvent): readonly string[] {
  if (event.type === 'step-failed') return [`${event.step}/${event.attempt}/failed`]
  if (event.type === 'undo-failed') return [`${event.step}/${event.attempt}/undo-failed`]
  if (event.type === 'undo-done' || event.type === 'step-done') return [`${event.step}/${event.type}`]
  return []
}
