import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { EffectStep, Runbook } from '../../runbook/runbook.ts'
import { phasedRunbook, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { LATCHED } from '../../traffic/desired.ts'
import { runOf } from '../state/change.ts'
import { MINUTE, SECOND } from './moments.testing.ts'
import { AT, Stand } from './stand.testing.ts'

const T = AT + 20 * MINUTE

/** `warm-up` runs at once, `readiness` five minutes before T. */
function planned(over: Partial<Runbook> = {}, step: Partial<EffectStep> = {}): Runbook {
  const runbook = phasedRunbook(
    sampleRunbook({ window: { start: T, durationMs: 60 * MINUTE, atEnd: 'hold' }, ...over }),
  )
  const steps = runbook.steps.map((one) =>
    one.id === 'readiness' && one.kind === 'effect' ? { ...one, ...step } : one,
  )
  return { ...runbook, steps }
}

/** Five minutes before T, with `readiness` under way. */
function almost(over: Partial<Runbook> = {}, step: Partial<EffectStep> = {}, needed = 0): Stand {
  const stand = new Stand(planned(over, step), needed)
  if (needed > 0) stand.turn(0, { command: 'approve' })
  stand.answer('warm-up')
  stand.turn(T - 5 * MINUTE - stand.now)
  assert.equal(stand.count('phase-started'), 2)
  return stand
}
const toT = (stand: Stand): string | null => stand.turn(T - stand.now)
const statusOf = ({ change }: Stand) => change.status

describe('a change that prepares', () => {
  it('opens at T when all is done, and takes its targets only then', () => {
    const stand = almost()
    stand.answer('readiness')
    assert.equal(statusOf(stand), 'preparing')
    assert.equal(stand.wakeAt, T)
    assert.ok(!stand.orders.some(({ order }) => order === 'claim'))
    toT(stand)
    assert.equal(statusOf(stand), 'running')
    assert.ok(stand.change.status === 'running' && stand.change.run.opensAt === T)
    assert.deepEqual(
      stand.orders.filter(({ order }) => order === 'claim'),
      [{ order: 'claim', targets: ['gamma', 'wix'] }],
    )
  })

  it('is held back by a person: nothing more begins, T does not come, and a resume lets it go on', () => {
    const stand = new Stand(planned())
    stand.answer('warm-up')
    stand.turn(0, { command: 'pause', because: 'lunch' })
    toT(stand)
    assert.equal(stand.count('phase-started'), 1)
    assert.equal(stand.turn(SECOND, { command: 'pause', because: 'again' }), null)
    stand.turn(MINUTE, { command: 'resume' })
    stand.answer('readiness')
    assert.equal(statusOf(stand), 'running')
  })

  it('goes on with nothing once its approval was withdrawn, until it is approved again', () => {
    const stand = almost({}, {}, 1)
    stand.turn(0, { command: 'reject', because: 'not today' })
    assert.equal(statusOf(stand), 'preparing')
    stand.answer('readiness')
    toT(stand)
    assert.equal(statusOf(stand), 'preparing')
    stand.turn(MINUTE, { command: 'approve' })
    assert.equal(statusOf(stand), 'running')
  })

  it('an extension changes what was approved, and is no extension of what was prepared', () => {
    const stand = almost({}, {}, 1)
    stand.turn(0, { command: 'extend', byMs: 10 * MINUTE, because: 'slow' })
    assert.deepEqual('approvedBy' in stand.change && stand.change.approvedBy, [])
    stand.answer('readiness')
    stand.turn(0, { command: 'approve' })
    toT(stand)
    assert.equal(runOf(stand.change)?.endsAt, T + 70 * MINUTE)
  })

  it('a step that failed and pauses holds it back; a resume tries it again', () => {
    const stand = almost({}, { onFailure: 'pause' })
    stand.answer('readiness', { outcome: 'failed', reason: 'nobody answered' })
    assert.equal(stand.count('opening-blocked'), 1)
    toT(stand)
    assert.equal(statusOf(stand), 'preparing')
    stand.turn(0, { command: 'resume' })
    stand.answer('readiness')
    assert.equal(statusOf(stand), 'running')
  })

  it('a step that failed and pauses is settled, and then it goes on by itself', () => {
    const stand = almost({}, { onFailure: 'pause' })
    stand.answer('readiness', { outcome: 'failed', reason: 'nobody answered' })
    stand.turn(0, { command: 'settle', item: 'readiness', as: 'done', because: 'asked them' })
    assert.equal(stand.count('opening-unblocked'), 1)
    toT(stand)
    assert.equal(statusOf(stand), 'running')
  })

  it('a person who holds it back is not let go by a step that fails and is settled', () => {
    const stand = almost({}, { onFailure: 'pause' })
    stand.turn(0, { command: 'pause', because: 'wait for me' })
    stand.answer('readiness', { outcome: 'failed', reason: 'nobody answered' })
    stand.turn(0, { command: 'settle', item: 'readiness', as: 'done', because: 'asked them' })
    toT(stand)
    assert.equal(statusOf(stand), 'preparing')
    stand.turn(0, { command: 'resume' })
    assert.equal(statusOf(stand), 'running')
  })

  it('asks at T for latches and for who has its targets, and opens by itself when they are gone', () => {
    const stand = almost()
    stand.answer('readiness')
    const wix = stand.desired.get('wix')
    assert.ok(wix !== undefined)
    stand.desired.set('wix', { ...wix, split: LATCHED })
    stand.heldBy = ['CHG-7']
    toT(stand)
    assert.equal(stand.count('opening-blocked'), 1)
    stand.desired.set('wix', wix)
    stand.turn(5 * SECOND)
    assert.equal(stand.count('waiting-for-targets'), 1)
    assert.equal(stand.wakeAt, stand.now + 5 * SECOND)
    stand.heldBy = []
    stand.turn(5 * SECOND)
    assert.equal(statusOf(stand), 'running')
  })

  it('a plan that refuses to wait for its targets undoes what it prepared', () => {
    const stand = almost({ whenBusy: 'refuse' })
    stand.answer('readiness')
    stand.heldBy = ['CHG-7']
    toT(stand)
    assert.equal(statusOf(stand), 'rolling-back')
    stand.answer('warm-up')
    assert.ok(stand.change.status === 'cancelled' && /held by CHG-7/.test(stand.change.because))
  })

  it('kill is a cancel: what was prepared is undone, and nothing is latched', () => {
    const stand = almost()
    stand.turn(0, { command: 'kill', because: 'no' })
    stand.answer('readiness', { outcome: 'stopped' })
    assert.equal(stand.turn(0, { command: 'kill', because: 'again' }), null)
    stand.answer('warm-up')
    assert.equal(statusOf(stand), 'cancelled')
    assert.ok(!stand.orders.some(({ order }) => order === 'split' || order === 'release-claims'))
  })

  it('what could not be undone makes it a failed change, with its targets as they were', () => {
    const stand = almost()
    stand.answer('readiness')
    stand.turn(0, { command: 'cancel', because: 'no' })
    stand.answer('warm-up', { outcome: 'failed', reason: 'stuck' })
    assert.ok(stand.change.status === 'failed')
    assert.deepEqual(stand.change.notUndone, ['warm-up'])
  })

  it('is missed when its window passes, after what was prepared is undone', () => {
    const stand = almost()
    stand.turn(T + 60 * MINUTE - stand.now)
    assert.equal(statusOf(stand), 'rolling-back')
    stand.answer('readiness', { outcome: 'stopped' })
    stand.answer('warm-up')
    assert.equal(statusOf(stand), 'missed')
  })

  it('a late T leaves less of the window: a phase that no longer fits waits for an extension', () => {
    const stand = almost({ steps: [] })
    stand.turn(T + 55 * MINUTE - stand.now)
    stand.answer('readiness')
    const opened = runOf(stand.change)?.opensAt
    assert.equal(opened, stand.now)
    assert.equal(stand.count('phase-ended'), 3, 'the one at T had nothing to do')
    stand.turn(T + 60 * MINUTE - stand.now)
    assert.equal(stand.count('window-overrun'), 1)
    stand.turn(10 * MINUTE)
    assert.equal(stand.count('step-started'), 2, 'publishing is due, and past the end nothing begins')
    stand.turn(0, { command: 'extend', byMs: 10 * MINUTE, because: 'T was late' })
    assert.equal(stand.count('step-started'), 3)
    stand.answer('publish')
    assert.ok(stand.events.some((event) => event.type === 'window-closed'))
  })

  it('a phase with a moment of its own begins beside what still runs, and not while the change is paused', () => {
    const stand = almost()
    stand.answer('readiness')
    toT(stand)
    stand.turn(MINUTE, { command: 'pause', because: 'look' })
    stand.turn(10 * MINUTE)
    assert.equal(stand.count('phase-started'), 3)
    stand.turn(0, { command: 'resume' })
    assert.equal(stand.count('phase-started'), 4)
    assert.ok(stand.events.some((event) => event.type === 'step-started' && event.step === 'publish'))
  })

  it('a rollback after T undoes what was prepared as well, after every target is closed', () => {
    const stand = almost()
    stand.answer('readiness')
    toT(stand)
    stand.turn(0, { command: 'abort', because: 'no' })
    for (const target of ['wix', 'gamma']) stand.answer(`deploy-${target}`, { outcome: 'stopped' })
    for (const step of ['deploy-gamma', 'deploy-wix', 'warm-up']) stand.answer(step)
    assert.equal(statusOf(stand), 'rolled-back')
    assert.deepEqual(
      stand.events.flatMap((event) => (event.type === 'undo-done' ? [event.step] : [])),
      ['deploy-gamma', 'deploy-wix', 'warm-up'],
    )
  })

  it('a lead who is named is told when the change is requested', () => {
    const stand = new Stand(planned())
    const [told] = stand.events.filter(({ type }) => type === 'leads-named')
    assert.ok(told?.type === 'leads-named')
    assert.deepEqual(told.leads, { cutover: { title: 'Cutover Lead', person: 'ada' } })
  })
})
