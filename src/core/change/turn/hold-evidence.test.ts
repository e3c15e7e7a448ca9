import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pages } from '../../notice/notices-for.ts'
import type { Step } from '../../runbook/runbook.ts'
import { gate, guard, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { watchesOf } from '../rollout/watches.ts'
import { MINUTE, rolling, SECOND, scripted, withRollout } from './moments.testing.ts'
import { AT } from './stand.testing.ts'

describe('a hold that nothing ends', () => {
  const waiting = (yaml: string, steps: Step[]) => scripted(yaml, sampleRunbook({ steps, window: null }))
  it('is told once, when its gate says hold', () => {
    const steps = withRollout({ gates: [{ ...gate, otherwise: 'hold' }] })
    const { events, change } = waiting('{evidence: [{from: 0s, success: 98%}], until: 15m}', steps)
    assert.equal(change.status, 'running')
    const told = events.filter(({ type }) => type === 'hold-prolonged')
    assert.equal(told.length, 1)
    assert.ok(told.every(pages))
    assert.equal((told[0]?.at ?? 0) - AT > 5 * MINUTE, true)
  })
  it('is told once, when its gate has too few samples', () => {
    const steps = withRollout({ gates: [{ ...gate, minSamples: 1_000_000 }] })
    const { events } = waiting('{until: 15m}', steps)
    assert.equal(events.filter(({ type }) => type === 'hold-prolonged').length, 1)
  })
  it('is told when the observer died after a bad word of its gate', () => {
    const steps = withRollout({ guards: [{ ...guard, noData: { afterMs: MINUTE, then: 'ignore' } }] })
    const { events } = waiting(
      '{evidence: [{from: 0s, success: 98%}, {from: 2m, missing: true}], until: 15m}',
      steps,
    )
    assert.ok(events.some((event) => event.type === 'evidence-missing' && pages(event)))
  })
})

describe('evidence', () => {
  it('is not said to be back because a hold began again', () => {
    const stand = rolling()
    stand.turn(SECOND)
    stand.turn(50 * SECOND)
    assert.equal(stand.count('evidence-missing'), 1)
    stand.deaf.add('wix')
    stand.turn(SECOND)
    stand.deaf.clear()
    stand.turn(SECOND)
    assert.equal(stand.count('hold-started'), 2)
    assert.equal(stand.count('evidence-returned'), 0)
    stand.hear()
    stand.turn(SECOND)
    assert.equal(stand.count('evidence-returned'), 1)
  })

  it('from before a restart lets nothing go on, nor be promoted', () => {
    const stand = rolling()
    stand.turn(SECOND)
    stand.now += 5 * MINUTE
    stand.hear()
    stand.takeover = stand.now + 1
    stand.turn(SECOND)
    assert.equal(stand.count('stage-passed'), 0)
    assert.match(stand.turn(0, { command: 'promote', all: false, override: null }) ?? '', /no evidence/)
    stand.hear()
    stand.turn(0)
    assert.equal(stand.count('stage-passed'), 1)
  })

  it('is not missing while no server was there to hear it: a long outage of ours takes nothing back', () => {
    const stand = rolling()
    stand.turn(SECOND)
    stand.now += 10 * SECOND
    stand.hear()
    stand.turn(0)
    stand.now += 20 * MINUTE
    stand.takeover = stand.now
    stand.turn(0)
    stand.turn(10 * SECOND)
    assert.equal(stand.change.status, 'running')
    assert.equal(stand.count('evidence-missing'), 0)
    assert.equal(stand.count('stage-passed'), 0, 'nor does what was heard before')
    stand.turn(10 * SECOND)
    assert.equal(stand.count('evidence-missing'), 1, 'the source is silent now as well')
    stand.turn(4 * MINUTE)
    assert.equal(stand.change.status, 'running')
    stand.turn(MINUTE)
    assert.equal(stand.change.status, 'rolling-back')
  })

  it('of a guard from before the hold promotes nothing, neither once nor all the way', () => {
    const stand = rolling({ steps: withRollout({ gates: [] }) })
    stand.turn(SECOND)
    stand.turn(MINUTE)
    stand.hear()
    stand.turn(0, { command: 'promote', all: true, override: null })
    assert.equal(stand.count('stage-entered'), 2)
    stand.turn(SECOND)
    assert.equal(stand.count('hold-started'), 2)
    stand.turn(SECOND)
    assert.equal(stand.count('stage-entered'), 2, 'the guard has not seen the second stage')
    assert.match(
      stand.turn(0, { command: 'promote', all: false, override: null }) ?? '',
      /since this hold began/,
    )
    stand.hear()
    stand.turn(0)
    assert.equal(stand.count('stage-entered'), 3)
  })
})

describe('the clock of a guard', () => {
  it('survives a pause, a stage and a hold that begins again', () => {
    const stand = rolling()
    const from = () => watchesOf(stand.change).find(({ rule }) => rule.kind === 'guard')?.from
    const began = from()
    stand.turn(SECOND)
    stand.turn(SECOND, { command: 'pause', because: 'wait' })
    stand.turn(SECOND, { command: 'resume' })
    stand.deaf.add('wix')
    stand.turn(SECOND)
    stand.deaf.clear()
    stand.turn(SECOND)
    stand.now += 5 * MINUTE
    stand.hear()
    stand.turn(0)
    assert.equal(stand.count('hold-started'), 2)
    assert.equal(stand.count('stage-entered'), 2)
    assert.equal(from(), began)
  })
})
