import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deploy, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { SECOND } from './moments.testing.ts'
import { Stand } from './stand.testing.ts'

describe('an answer', () => {
  const retrying = () => {
    const steps = [deploy('wix', { attempts: 2, backoffMs: 0 })]
    const stand = new Stand(sampleRunbook({ steps, targets: ['wix'], accept: [] }))
    stand.answer('deploy-wix', { outcome: 'failed', reason: 'no' })
    assert.equal(stand.count('step-started'), 2)
    return stand
  }
  const first = { item: 'deploy-wix', direction: 'do', attempt: 1 } as const

  it('to an earlier attempt means nothing, also when it comes twice', () => {
    const stand = retrying()
    for (let i = 0; i < 2; i += 1) stand.say(first)
    assert.equal(stand.count('step-done'), 0)
  })

  it('to an earlier attempt does not let an undo begin beside what still runs', () => {
    const stand = retrying()
    stand.turn(0, { command: 'abort', because: 'no' })
    stand.turn(SECOND)
    assert.equal(stand.count('traffic-closed'), 1)
    stand.say(first, { outcome: 'stopped' })
    assert.equal(stand.count('undo-started'), 0)
    stand.answer('deploy-wix', { outcome: 'stopped' })
    assert.equal(stand.count('undo-started'), 1)
  })

  it('to an earlier attempt of an undo means nothing', () => {
    const stand = retrying()
    stand.turn(0, { command: 'abort', because: 'no' })
    stand.answer('deploy-wix', { outcome: 'stopped' })
    stand.turn(SECOND)
    stand.answer('deploy-wix', { outcome: 'failed', reason: 'no' })
    assert.equal(stand.count('undo-started'), 2)
    stand.say({ item: 'deploy-wix', direction: 'undo', attempt: 1 })
    assert.equal(stand.count('undo-done'), 0)
    stand.answer('deploy-wix')
    assert.equal(stand.change.status, 'rolled-back')
  })
})
