import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pages } from '../../notice/notices-for.ts'
import { deploy, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { CLOSED, LATCHED } from '../../traffic/desired.ts'
import type { ChangeEvent } from '../events/event.ts'
import { MINUTE, rolling, SECOND } from './moments.testing.ts'
import { AT, Stand } from './stand.testing.ts'

describe('a change that waits', () => {
  it('stays held back when it is extended or edited', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    stand.turn(SECOND, { command: 'pause', because: 'wait for me' })
    assert.equal(stand.turn(SECOND, { command: 'extend', byMs: MINUTE, because: 'slow' }), null)
    assert.ok(stand.change.status === 'scheduled' && stand.change.blocked?.because === 'wait for me')
    stand.turn(MINUTE)
    assert.equal(stand.change.status, 'scheduled')
    stand.turn(0, { command: 'resume' })
    assert.equal(stand.change.status, 'running')
  })

  it('cancels itself where its plan refuses to wait, and somebody is told', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window, whenBusy: 'refuse' }))
    stand.heldBy = ['CHG-0']
    stand.turn(MINUTE)
    assert.equal(stand.change.status, 'cancelled')
    assert.ok(pages(stand.events.at(-1) as ChangeEvent))
  })

  it('waits, or supersedes, and says so once; then it opens', () => {
    for (const [whenBusy, says] of [
      ['wait', 'waiting-for-targets'],
      ['supersede', 'superseding'],
    ] as const) {
      const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
      const stand = new Stand(sampleRunbook({ window, whenBusy }))
      stand.heldBy = ['CHG-0']
      stand.turn(MINUTE)
      stand.turn(SECOND)
      assert.equal(stand.count(says), 1)
      assert.equal(stand.orders.length, whenBusy === 'supersede' ? 1 : 0)
      stand.heldBy = []
      stand.turn(SECOND)
      assert.equal(stand.change.status, 'running')
    }
  })

  it('does not open on a latched target, and opens after the release when it is resumed', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    stand.desired.set('wix', { generation: 9, stable: 'blue', split: LATCHED })
    stand.turn(MINUTE)
    assert.ok(stand.change.status === 'scheduled' && stand.change.blocked !== null)
    assert.equal(stand.count('opening-blocked'), 1)
    stand.desired.set('wix', { generation: 10, stable: 'blue', split: CLOSED })
    stand.turn(SECOND, { command: 'resume' })
    assert.equal(stand.change.status, 'running')
  })

  it('wants no turn in the past for a retry that is paused away', () => {
    const steps = sampleRunbook().steps.map((step) =>
      step.id === 'deploy-wix' ? deploy('wix', { attempts: 3 }) : step,
    )
    const stand = new Stand(sampleRunbook({ steps, window: null }))
    stand.answer('deploy-wix', { outcome: 'failed', reason: 'no' })
    stand.turn(SECOND, { command: 'pause', because: 'wait' })
    stand.turn(MINUTE)
    assert.equal(stand.wakeAt, null)
    stand.turn(MINUTE, { command: 'resume' })
    assert.equal(stand.count('step-started'), 3)
  })

  it('is rolled back by the change that supersedes it, and says by which', () => {
    const stand = rolling()
    stand.turn(SECOND, {
      command: 'abort',
      because: 'superseded by CHG-2',
      by: { kind: 'change', id: 'CHG-2' },
    })
    assert.ok(stand.change.status === 'rolling-back')
    assert.deepEqual(stand.change.back.cause, { cause: 'superseded', by: 'CHG-2' })
  })
})
