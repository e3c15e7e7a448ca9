import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { LATCHED } from '../../traffic/desired.ts'
import { MINUTE, rolling, SECOND, scripted } from './moments.testing.ts'
import { AT, Stand } from './stand.testing.ts'

describe('while it runs', () => {
  it('a latch from outside sends it back, and latches all of it', () => {
    const stand = rolling()
    stand.turn(SECOND)
    stand.desired.set('wix', { generation: 9, stable: 'blue', split: LATCHED })
    stand.turn(SECOND)
    assert.ok(stand.change.status === 'rolling-back')
    assert.deepEqual(stand.change.back.cause, { cause: 'latched', target: 'wix' })
    assert.ok([...stand.desired.values()].every(({ split }) => split.mode === 'closed' && split.latched))
  })

  it('a kill after the close still latches, once', () => {
    const stand = rolling()
    stand.turn(0, { command: 'abort', because: 'no' })
    stand.turn(SECOND)
    assert.equal(stand.count('traffic-closed'), 1)
    for (let i = 0; i < 2; i += 1) stand.turn(SECOND, { command: 'kill', because: 'no' })
    assert.equal(stand.count('rollback-hastened'), 1)
    assert.ok([...stand.desired.values()].every(({ split }) => split.mode === 'closed' && split.latched))
  })

  it('no hold begins during a pause', () => {
    const stand = rolling()
    stand.turn(0, { command: 'pause', because: 'wait' })
    stand.turn(SECOND)
    assert.equal(stand.count('hold-started'), 0)
    stand.turn(SECOND, { command: 'resume' })
    assert.equal(stand.count('hold-started'), 1)
  })

  it('nothing new begins past the end of the window', () => {
    const stand = new Stand(sampleRunbook({ window: { start: AT, durationMs: MINUTE, atEnd: 'hold' } }))
    stand.turn(MINUTE)
    stand.answer('deploy-wix')
    stand.answer('deploy-gamma')
    assert.equal(stand.count('stage-entered'), 0)
    assert.equal(stand.turn(0, { command: 'extend', byMs: MINUTE, because: 'slow' }), null)
    assert.equal(stand.count('stage-entered'), 1)
  })

  it('promoted all the way, a gate that fails too early is waited for to the end of its hold', () => {
    const { events } = scripted(
      '{commands: [{at: 1m, do: promote-all}], evidence: [{from: 0s, fromWeight: 25%, success: 98%}]}',
    )
    const entered = events.findLast(({ type }) => type === 'stage-entered')
    const failed = events.find(({ type }) => type === 'gate-failed')
    assert.ok(entered !== undefined && failed !== undefined && failed.at - entered.at >= 5 * MINUTE)
  })
})

describe('when a command comes together with what decides it', () => {
  it('nobody promotes at the end of the window', () => {
    const stand = rolling({ window: { start: AT, durationMs: 10 * MINUTE, atEnd: 'hold' } })
    stand.turn(SECOND)
    stand.now = AT + 10 * MINUTE
    stand.hear('no-worse')
    const before = stand.count('stage-entered')
    stand.turn(0, { command: 'promote', all: false, override: null })
    assert.equal(stand.count('window-overrun'), 1)
    assert.equal(stand.count('stage-entered'), before)
  })

  it('nobody promotes a target that is latched, or not where it should be', () => {
    for (const stray of ['latched', 'unsettled'] as const) {
      const stand = rolling()
      stand.turn(SECOND)
      stand.now += MINUTE
      stand.hear()
      if (stray === 'latched') stand.desired.set('wix', { generation: 9, stable: 'blue', split: LATCHED })
      else stand.deaf.add('wix')
      stand.turn(0, { command: 'promote', all: false, override: null })
      assert.equal(stand.count('promoted'), 0, stray)
    }
  })

  it('a late approval, and a late edit, start nothing', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    for (const command of [
      { command: 'approve' },
      { command: 'edit', runbook: sampleRunbook({ window: null }) },
    ] as const) {
      const stand = new Stand(sampleRunbook({ window }), 1)
      assert.equal(stand.change.status, 'requested')
      assert.ok(stand.turn(MINUTE, command) !== null)
      assert.equal(stand.change.status, 'expired')
    }
  })

  it('cancel is heard before the window opens', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    assert.equal(stand.turn(MINUTE, { command: 'cancel', because: 'no' }), null)
    assert.equal(stand.change.status, 'cancelled')
  })

  it('abort beats promote in one turn, whatever came first', () => {
    const stand = rolling()
    stand.turn(SECOND)
    stand.now += MINUTE
    stand.hear()
    stand.turn(0, { command: 'promote', all: false, override: null }, { command: 'abort', because: 'no' })
    assert.equal(stand.change.status, 'rolling-back')
    assert.equal(stand.count('promoted'), 0)
  })
})
