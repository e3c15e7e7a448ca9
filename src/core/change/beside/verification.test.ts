import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '../../access/actor.ts'
import { gate, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import type { Verify } from '../../runbook/way-down.ts'
import { MINUTE, rolling, SECOND, scripted } from '../turn/moments.testing.ts'

const verify = (over: Partial<Verify> = {}): Verify => ({ forMs: 10 * MINUTE, gates: [gate], ...over })
const runbook = (over: Partial<Verify> = {}) =>
  sampleRunbook({ wayDown: { steps: [], verify: verify(over) } })

/** What is recorded after the end, by seconds after it; the rollback is over 66 s after the start. */
function recorded(script: string, over: Partial<Verify> = {}) {
  const { timeline, change } = scripted(`{ commands: [{ at: 1m, do: abort }], ${script} }`, runbook(over))
  const end = timeline.findIndex(({ type }) => type === 'rolled-back')
  const after = timeline.slice(end + 1)
  const at = timeline[end]?.at ?? 0
  return {
    change,
    said: after.map(({ at: moment, sentence }) => `${Math.round((moment - at) / SECOND)} ${sentence}`),
  }
}

describe('the verification of a rollback', () => {
  it('begins when the targets are free, and passes on what serves everybody over its whole span', () => {
    const { said, change } = recorded('')
    assert.match(said[0] ?? '', /^0 its targets are free; gamma and wix is verified until /)
    assert.match(said[1] ?? '', /^60[0-9] the rollback is verified: gamma 100.00 %.*, wix 100.00 %/)
    assert.equal(said.length, 2)
    assert.ok(change.status === 'rolled-back' && change.beside?.verification?.status === 'passed')
  })

  it('fails by name and figures, once its time is up', () => {
    const { said } = recorded('evidence: [{ from: 4m, slot: stable, targets: [wix], success: 90% }]')
    assert.match(said[1] ?? '', /^60[0-9] NOT WELL AFTER THE ROLLBACK: success-gate did not hold on wix: /)
    assert.equal(said.length, 2)
  })

  it('is inconclusive without data, and with too few samples', () => {
    const silent = recorded('evidence: [{ from: 4m, slot: stable, targets: [wix], missing: true }]').said
    assert.match(
      silent[1] ?? '',
      /nobody knows whether all is well after the rollback: no data for success-ratio on wix$/,
    )
    const few = recorded('requestsPerSecond: 0.01').said
    assert.match(few[1] ?? '', /saw \d+ of 50 samples/)
  })

  it('sees later what it did not see, and gives up in the end', () => {
    const gap = recorded('evidence: [{ from: 4m, until: 6m, slot: stable, lost: true }]').said
    assert.match(gap[1] ?? '', /^7[12][0-9] the rollback is verified/)
  })

  it('asks at its end whether an incident is open, and what nobody knows is neither good nor bad', () => {
    const asked = (effect: string, over: Partial<Verify> = {}) => {
      const line = effect === '' ? '' : `effects: [{ item: "verification:incidents", ${effect} }]`
      return recorded(line, { incidents: { timeLimitMs: MINUTE }, ...over })
    }
    const { said, change } = asked('')
    assert.match(said[1] ?? '', /^60[0-9] its time is over; whether an incident is open is looked at$/)
    assert.match(said[2] ?? '', /^6[01][0-9] no incident is open \(simulated\)$/)
    assert.match(said[3] ?? '', /^6[01][0-9] the rollback is verified: gamma/)
    assert.ok(change.status === 'rolled-back' && change.beside?.verification?.status === 'passed')
    const open = asked('outcome: failed, reason: INC-7 is open')
    assert.match(open.said[3] ?? '', /NOT WELL AFTER THE ROLLBACK: an incident is open \(INC-7 is open\)$/)
    const silent = asked('outcome: unknown, reason: no answer')
    assert.match(silent.said[3] ?? '', /nobody knows whether an incident is open \(no answer\)$/)
    assert.ok(silent.change.status === 'rolled-back')
    assert.equal(silent.change.beside?.verification?.status, 'inconclusive')
    const alone = asked('', { gates: [] })
    assert.match(alone.said[3] ?? '', /the rollback is verified$/)
  })

  it('does not ask where the numbers have decided', () => {
    const { said } = recorded('evidence: [{ from: 4m, slot: stable, targets: [wix], success: 90% }]', {
      incidents: { timeLimitMs: MINUTE },
    })
    assert.match(said[1] ?? '', /NOT WELL AFTER THE ROLLBACK: success-gate/)
    assert.equal(said.length, 2)
  })

  it('ends once another version serves everybody', () => {
    const stand = rolling({ wayDown: { steps: [], verify: verify() } })
    stand.turn(SECOND, { command: 'abort', because: 'enough' })
    stand.turn(SECOND)
    stand.answer('deploy-gamma')
    stand.answer('deploy-wix')
    assert.equal(stand.change.status, 'rolled-back')
    assert.ok(stand.wakeAt !== null)
    const wix = stand.desired.get('wix')
    assert.ok(wix !== undefined)
    stand.desired.set('wix', { ...wix, stable: 'green' })
    stand.turn(MINUTE)
    const last = stand.events.at(-1)
    assert.ok(last?.type === 'verification-inconclusive')
    assert.equal(last.because, 'wix serves another version since')
  })

  it('pages again when nobody answers, until a person has seen to it', () => {
    const stand = rolling({ wayDown: { steps: [], verify: verify() } })
    const settle = {
      command: 'settle',
      item: 'verification',
      as: 'done',
      because: 'the cache was cold',
    } as const
    stand.turn(SECOND, { command: 'abort', because: 'enough' })
    stand.turn(SECOND)
    stand.answer('deploy-gamma')
    stand.answer('deploy-wix')
    assert.match(stand.turn(SECOND, settle) ?? '', /cannot have a doubt settled/)
    stand.turn(12 * MINUTE)
    assert.equal(stand.count('verification-inconclusive'), 1)
    assert.equal(stand.wakeAt, stand.now + 15 * MINUTE)
    stand.turn(15 * MINUTE)
    stand.turn(15 * MINUTE)
    assert.equal(stand.count('verification-unanswered'), 1)
    assert.match(stand.turn(SECOND, { ...settle, as: 'repeat' }) ?? '', /only be settled as done/)
    const ben: Actor = { kind: 'person', name: 'ben' }
    assert.equal(stand.turn(SECOND, { ...settle, by: ben }), null)
    const { change } = stand
    assert.ok(change.status === 'rolled-back' && change.beside?.verification?.status === 'inconclusive')
    assert.equal(change.beside.verification.settled?.by, 'ben')
    assert.equal(stand.wakeAt, null)
  })
})
