import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Step } from '../../runbook/runbook.ts'
import { deploy, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { LATCHED } from '../../traffic/desired.ts'
import { adopting, MINUTE, oneStage, rolling, SECOND, scripted, withRollout } from './moments.testing.ts'

describe('when an abort falls into the adoption', () => {
  it('nothing that may already serve everyone is undone', () => {
    const stand = adopting()
    stand.deaf.add('wix')
    stand.turn(SECOND, { command: 'abort', because: 'late' })
    stand.deaf.clear()
    stand.turn(SECOND)
    assert.ok(stand.change.status === 'failed')
    assert.deepEqual(stand.change.notUndone, ['rollout'])
    assert.ok(!stand.orders.some((order) => order.order === 'run' && order.ref.direction === 'undo'))
  })

  it('a gradual rollback does not open the old side to anybody', () => {
    const stand = adopting()
    stand.turn(0, { command: 'rollback', because: 'late', gradual: true })
    assert.ok([...stand.desired.values()].every(({ split }) => split.mode === 'closed'))
  })

  it('guards no longer judge: there is no canary any more', () => {
    const stand = adopting()
    stand.hear('worse')
    stand.deaf.add('wix')
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'running')
  })
})

describe('what is undone', () => {
  it('a version that was deployed after an adoption is not the one that serves everyone', () => {
    const second = deploy('wix', { id: 'deploy-next', after: ['rollout'] })
    const steps = [...withRollout({ stages: oneStage }).slice(0, 3), second]
    const stand = rolling({ steps })
    stand.turn(SECOND)
    stand.now += MINUTE
    stand.hear()
    stand.turn(0)
    stand.turn(SECOND)
    stand.answer('deploy-next', { outcome: 'failed', reason: 'no' })
    stand.turn(SECOND)
    const undone = stand.events.flatMap((event) => (event.type === 'undo-started' ? [event.step] : []))
    assert.deepEqual(undone, ['deploy-next'])
  })

  it('before a point of no return only what could have been undone counts as not undone', () => {
    const point = deploy('wix', { id: 'point', after: ['rollout'], pointOfNoReturn: true })
    const plain = deploy('wix', { id: 'plain', undo: { undo: 'none', because: 'it is harmless' } })
    const steps: Step[] = [plain, { ...rollout, after: ['plain'], stages: oneStage, adopt: false }, point]
    const { change } = scripted('{effects: [{item: point, outcome: failed}]}', sampleRunbook({ steps }))
    assert.ok(change.status === 'failed')
    assert.deepEqual(change.notUndone, ['point'])
  })
})

describe('when a latch falls into a gradual rollback', () => {
  it('every target is closed at once, and none is opened again', () => {
    const stand = rolling()
    stand.turn(SECOND)
    stand.now += 5 * MINUTE
    stand.hear()
    stand.turn(0)
    stand.turn(SECOND, { command: 'rollback', because: 'slow', gradual: true })
    stand.desired.set('wix', { generation: 9, stable: 'blue', split: LATCHED })
    stand.turn(SECOND)
    assert.ok([...stand.desired.values()].every(({ split }) => split.mode === 'closed'))
    assert.ok(stand.change.status === 'rolling-back' && stand.change.back.latch)
  })
})
