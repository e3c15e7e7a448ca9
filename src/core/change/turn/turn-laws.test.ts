import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { type OnTurn, simulate } from '../../simulate/simulate.ts'
import { LATCHED } from '../../traffic/desired.ts'
import { verificationOf } from '../beside/verification.ts'
import type { CommandBody } from '../commands/command.ts'
import type { ChangeEvent } from '../events/event.ts'
import { replay } from '../evolve/evolve.ts'
import { type EffectAnswer, keyOf } from '../outside/observations.ts'
import { openedAt } from '../phase/clock.ts'
import { isTerminal } from '../state/change.ts'
import { isFollowing } from '../weight-flag/weight-flag.ts'
import { AT, inEveryWorld, MINUTE } from './laws.testing.ts'
import { next } from './next.ts'
import { expect } from './orders.ts'
import { takeTurn } from './take-turn.ts'

describe('laws of a turn', () => {
  it('replaying the journal gives the state', () => {
    inEveryWorld((runbook, script) => {
      const { change, events } = simulate(runbook, script, AT)
      assert.deepEqual(
        JSON.parse(JSON.stringify(replay(JSON.parse(JSON.stringify(events))))),
        JSON.parse(JSON.stringify(change)),
      )
    })
  })

  it('the next turn with nothing new does nothing', () => {
    inEveryWorld((runbook, script) => {
      simulate(runbook, script, AT, ({ now, taken, seen }) => {
        const again = next(taken.change, now, { ...expect(seen, taken.orders), answers: [] })
        assert.deepEqual(
          again.events.map(({ type }) => type),
          [],
        )
      })
    })
  })

  it('a change that has nothing left to do ends', () => {
    inEveryWorld((runbook, script) => {
      simulate(runbook, script, AT, ({ taken: { change } }) => {
        if (change.status !== 'running') return
        const { steps, accept } = change.run
        const left = Object.values(steps).some(
          (step) => step.status !== 'done' && !(step.status === 'failed' && step.goOn),
        )
        const asked = Object.values(accept).some(({ status }) => status === 'running')
        assert.ok(left || asked || isFollowing(change.run), 'it is running, and nothing is left to do')
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

  it('claims are taken once, when the window opens, and let go once, when the run ends', () => {
    inEveryWorld((runbook, script) => {
      const said: string[] = []
      const { change } = simulate(runbook, script, AT, ({ taken }) => {
        for (const { order } of taken.orders)
          if (order === 'claim' || order === 'release-claims') said.push(order)
        assert.equal(
          said.includes('release-claims'),
          isTerminal(taken.change) && openedAt(taken.change) !== null,
        )
      })
      const ran = openedAt(change) !== null
      assert.deepEqual(said, [
        ...(ran ? ['claim'] : []),
        ...(isTerminal(change) && ran ? ['release-claims'] : []),
      ])
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
      const { targets } = runbook
      assert.equal(after.change.status, change.status)
      assert.equal(after.change.revision, change.revision)
      const open = targets.filter(
        (target) => !isDeepStrictEqual(last?.seen.traffic[target]?.desired.split, LATCHED),
      )
      const own = after.events.filter(({ type }) => !type.startsWith('verification-'))
      assert.deepEqual(
        own.map((event) => ('targets' in event ? [event.type, event.targets] : event.type)),
        open.length === 0 ? [] : [['latched-afterwards', open]],
      )
      assert.equal(after.answers.length, asked.length)
      if (verificationOf(after.change) === null) assert.equal(after.wakeAt, null)
      const latches = open.map((target) => ({ order: 'split', target, split: LATCHED }))
      assert.deepEqual(after.orders, latches)
    })
  })

  it('the next turn is always later, and a change that runs or rolls back with nothing under way has one', () => {
    inEveryWorld((runbook, script) => {
      simulate(runbook, script, AT, ({ now, taken }) => {
        assert.ok(taken.wakeAt === null || taken.wakeAt > now, `a turn wanted ${taken.wakeAt} at ${now}`)
      })
    })
  })
})

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
  { command: 'consider', because: 'late' },
  { command: 'decline', number: 1, because: 'late' },
  { command: 'extend', byMs: MINUTE, because: 'late' },
]

function answerKey(event: ChangeEvent): readonly string[] {
  if (event.type === 'step-failed') return [`${event.step}/${event.attempt}/failed`]
  if (event.type === 'undo-failed') return [`${event.step}/${event.attempt}/undo-failed`]
  if (event.type === 'undo-done' || event.type === 'step-done') return [`${event.step}/${event.type}`]
  if (event.type === 'back-step-failed') return [`${event.step}/${event.attempt}/back-failed`]
  if (event.type === 'back-step-done') return [`${event.step}/back-done`]
  return []
}
