import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LockingChange } from '../../flag/lock/held-flag.ts'
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

  it('does not open on a latched target, says what to type, and opens by itself after the release', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    stand.desired.set('wix', { generation: 9, stable: 'blue', split: LATCHED })
    stand.turn(MINUTE)
    assert.ok(stand.change.status === 'scheduled' && stand.change.blocked !== null)
    assert.match(stand.change.blocked.because, /wix is latched.*cutwater release staging\/wix --because/)
    assert.ok(pages(stand.events.at(-1) as ChangeEvent))
    assert.ok(stand.wakeAt !== null && stand.wakeAt <= stand.now + 5 * SECOND, 'it looks again by itself')
    stand.turn(SECOND)
    assert.equal(stand.count('opening-blocked'), 1, 'said once')
    assert.match(stand.turn(SECOND, { command: 'resume' }) ?? '', /wix is latched/)
    stand.desired.set('wix', { generation: 10, stable: 'blue', split: CLOSED })
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'running')
  })

  it('does not open under a lock of somebody else, names it, and opens by itself when it is gone', () => {
    const window = { start: AT + MINUTE, durationMs: 5 * MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    stand.heldFlags = [held('anna', null, true)]
    stand.turn(MINUTE)
    assert.ok(stand.change.status === 'scheduled' && stand.change.blocked !== null)
    assert.match(
      stand.change.blocked.because,
      /CanaryEnabled of wix is locked by anna: frozen; .* cutwater flags unlock staging\/wix CanaryEnabled/,
    )
    stand.heldFlags = [held('anna', null, true), { ...held('anna', null, true), target: 'gamma' }]
    stand.turn(SECOND)
    assert.equal(stand.count('opening-blocked'), 2, 'another lock is another sentence')
    stand.heldFlags = []
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'running')
  })

  it('is held back no more when it is moved to a later window', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    stand.heldFlags = [held('anna', null, true)]
    stand.turn(MINUTE)
    const later = sampleRunbook({ window: { ...window, start: AT + 10 * MINUTE } })
    assert.equal(stand.turn(SECOND, { command: 'edit', runbook: later }), null)
    assert.ok(stand.change.status === 'scheduled' && stand.change.blocked === null)
  })

  it('stays where a person put it when the engine lets go', () => {
    const window = { start: AT + MINUTE, durationMs: 5 * MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    stand.heldFlags = [held('anna', null, true)]
    stand.turn(MINUTE)
    assert.equal(stand.turn(SECOND, { command: 'pause', because: 'not today' }), null)
    stand.heldFlags = []
    stand.turn(SECOND)
    assert.ok(stand.change.status === 'scheduled' && stand.change.blocked?.because === 'not today')
    stand.turn(SECOND, { command: 'resume' })
    assert.equal(stand.change.status, 'running')
  })

  it('opens over what stands already, and over what an earlier change of its plan left', () => {
    for (const lock of [
      held('anna', null, false),
      held('CHG-0', { id: 'CHG-0', plan: 'sample', over: true }, true),
    ]) {
      const stand = new Stand(sampleRunbook({ window: null }))
      stand.heldFlags = [lock]
      stand.turn(SECOND)
      assert.equal(stand.change.status, 'running', lock.lock.by)
    }
    const other = new Stand(
      sampleRunbook({ window: { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } }),
    )
    other.heldFlags = [held('CHG-0', { id: 'CHG-0', plan: 'another', over: true }, true)]
    other.turn(MINUTE)
    assert.equal(other.change.status, 'scheduled')
  })

  it('waits for the targets of a change of its plan, whose lock is no obstacle once that has ended', () => {
    const window = { start: AT + MINUTE, durationMs: 5 * MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    const lock = (over: boolean) => held('CHG-0', { id: 'CHG-0', plan: 'sample', over }, true)
    stand.heldBy = ['CHG-0']
    stand.heldFlags = [lock(false)]
    stand.turn(MINUTE)
    assert.deepEqual([stand.count('waiting-for-targets'), stand.count('opening-blocked')], [1, 0])
    stand.heldBy = []
    stand.heldFlags = [lock(true)]
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'running')
  })

  it('pauses before a flag that was locked while it ran, and sets it after the unlock', () => {
    const steps = sampleRunbook().steps.flatMap((step) =>
      step.id === 'flags' ? [{ ...step, after: ['deploy-wix'] }] : step.id === 'deploy-wix' ? [step] : [],
    )
    const stand = new Stand(sampleRunbook({ steps, accept: [] }))
    stand.heldFlags = [held('anna', null, true)]
    stand.answer('deploy-wix')
    assert.ok(stand.change.status === 'paused')
    assert.match(stand.change.hold.because, /locked by anna: frozen; to lift it: cutwater flags unlock/)
    assert.equal(stand.count('step-started'), 1)
    stand.heldFlags = []
    stand.turn(SECOND, { command: 'resume' })
    stand.answer('flags')
    assert.equal(stand.change.status, 'succeeded')
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

/** CanaryEnabled of wix, which the sample sets to false. */
const held = (by: string, change: LockingChange | null, content: boolean) => ({
  target: 'wix',
  flag: 'CanaryEnabled',
  content,
  lock: { by, because: 'frozen', since: AT, change },
})
