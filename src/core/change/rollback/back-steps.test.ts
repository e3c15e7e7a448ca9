import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import type { BackStep, WayDown } from '../../runbook/way-down.ts'
import { MINUTE, rolling, SECOND, scripted } from '../turn/moments.testing.ts'

const action = (id: string, over: Partial<BackStep> = {}): BackStep => ({
  id,
  title: `Step ${id}`,
  act: { act: 'action', name: id, with: {} },
  timeLimitMs: 30 * SECOND,
  attempts: 1,
  ...over,
})
const flags: BackStep = action('flags', {
  act: { act: 'set-flags', targets: ['gamma', 'wix'], set: { CanaryEnabled: true }, lock: false },
})
const wayDown = (over: Partial<WayDown> = {}): WayDown => ({ steps: [action('purge'), flags], ...over })

const said = (script: string, down = wayDown(), over = {}) =>
  scripted(script, sampleRunbook({ wayDown: down, ...over })).timeline.map(
    ({ offsetMs, sentence }) => `${offsetMs / SECOND} ${sentence}`,
  )
const ABORT = 'commands: [{ at: 1m, do: abort }]'

describe('the steps of a rollback', () => {
  it('come after undo, in their order, and the last of them ends the change', () => {
    const told = said(`{ ${ABORT} }`)
    assert.deepEqual(told.slice(told.findIndex((line) => line.includes('undoing'))), [
      '60.2 undoing Deploy gamma',
      '62.2 undone: Deploy gamma',
      '62.2 undoing Deploy wix',
      '64.2 undone: Deploy wix',
      '64.2 rollback step: Step purge',
      '66.2 rollback step done: Step purge',
      '66.2 rollback step: Step flags',
      '68.2 rollback step done: Step flags',
      '68.2 window closed',
      '68.2 ROLLED BACK',
    ])
  })

  it('go on when one fails or hangs, and the change says so where it ends', () => {
    const fails = said(
      `{ ${ABORT}, effects: [{ item: 'rollback:purge', direction: undo, outcome: failed, reason: 'no such cache' }] }`,
    )
    assert.ok(fails.some((line) => line.endsWith('failed; the rollback goes on: no such cache')))
    assert.match(fails.at(-1) ?? '', /ROLLED BACK, but not every step of the rollback was done: Step purge$/)
    const hangs = said(`{ ${ABORT}, effects: [{ item: 'rollback:purge', direction: undo, takes: 1h }] }`)
    assert.ok(hangs.some((line) => line.endsWith('its time limit was reached')))
    assert.match(hangs.at(-1) ?? '', /not every step/)
    assert.ok(hangs.some((line) => line.endsWith('rollback step done: Step flags')))
  })

  it('have as many tries as the plan gives them', () => {
    const told = said(
      `{ ${ABORT}, effects: [{ item: 'rollback:purge', direction: undo, attempt: 1, outcome: unknown }] }`,
      wayDown({ steps: [action('purge', { attempts: 2 })] }),
    )
    assert.match(told.at(-1) ?? '', /ROLLED BACK$/)
    assert.equal(told.filter((line) => line.endsWith('rollback step: Step purge')).length, 2)
  })

  it('are reached where something could not be undone, and both are said', () => {
    const told = said(
      `{ ${ABORT}, effects: [{ item: deploy-wix, direction: undo, outcome: failed }, { item: 'rollback:flags', direction: undo, outcome: failed }] }`,
    )
    assert.match(told.at(-1) ?? '', /FAILED: not undone: Deploy wix; rollback steps not done: Step flags/)
  })

  it('fail at once when nobody can know what they should do', () => {
    const unknown = action('purge', {
      act: { act: 'action', name: 'purge', with: { id: { cel: 'steps.sync.outputs.id' } } },
    })
    const told = said(`{ ${ABORT} }`, wayDown({ steps: [unknown, flags] }))
    assert.ok(told.some((line) => line.includes('rollback step Step purge failed; the rollback goes on')))
    assert.ok(told.some((line) => line.endsWith('rollback step done: Step flags')))
  })

  it('can be skipped by a person, by name, also while one runs', () => {
    const stand = rolling({ wayDown: wayDown() })
    stand.turn(SECOND, { command: 'abort', because: 'enough' })
    stand.turn(SECOND)
    stand.answer('deploy-gamma')
    stand.answer('deploy-wix')
    const skip = { command: 'settle', as: 'skip', because: 'the cache is gone' } as const
    assert.match(stand.turn(SECOND, { ...skip, item: 'purge' }) ?? '', /there is no item "purge"/)
    assert.equal(stand.turn(SECOND, { ...skip, item: 'rollback:purge' }), null)
    assert.ok(stand.orders.some((order) => order.order === 'stop' && order.ref.item === 'rollback:purge'))
    stand.answer('rollback:flags')
    assert.ok(stand.change.status === 'rolled-back')
    assert.deepEqual(stand.change.back.steps?.purge, { status: 'skipped', because: 'the cache is gone' })
    const end = stand.events.at(-1)
    assert.ok(end?.type === 'rolled-back' && end.notDone?.includes('purge'))
  })

  it('pass every lock, for they are ordered as what is undone', () => {
    const stand = rolling({ wayDown: wayDown({ steps: [flags] }) })
    stand.turn(SECOND, { command: 'abort', because: 'enough' })
    stand.turn(SECOND)
    stand.answer('deploy-gamma')
    stand.answer('deploy-wix')
    const [last] = stand.orders.slice(-1)
    assert.ok(last?.order === 'run' && last.repeatable)
    assert.deepEqual(last.ref, { item: 'rollback:flags', direction: 'undo', attempt: 1 })
  })
})

describe('the limits of a rollback', () => {
  it('are told when closing takes longer, and when undo does, each once', () => {
    const told = said(
      `{ ${ABORT}, proxiesTake: 40s, effects: [{ item: deploy-gamma, direction: undo, takes: 50s }] }`,
      wayDown({ limits: { closeMs: 30 * SECOND, undoMs: 40 * SECOND } }),
      { steps: sampleRunbook().steps },
    )
    const late = told.filter((line) => line.includes('LATE'))
    assert.deepEqual(late, [
      '90 LATE: the plan allows 30s to close every target, and that is over; going on',
      '140 LATE: the plan allows 40s to undo, and that is over; going on',
    ])
    assert.ok(told.at(-1)?.endsWith('ROLLED BACK'))
  })

  it('stay silent while they hold', () => {
    const told = said(`{ ${ABORT} }`, wayDown({ limits: { closeMs: MINUTE, undoMs: MINUTE } }))
    assert.ok(!told.some((line) => line.includes('LATE')))
  })
})
