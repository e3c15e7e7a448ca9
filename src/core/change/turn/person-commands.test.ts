import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deploy, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { isRefused } from '../commands/decision.ts'
import { drafted, draftFrom } from '../evolve/draft.ts'
import { MINUTE, rolling, SECOND } from './moments.testing.ts'
import { AT, operator, Stand } from './stand.testing.ts'
import { takeTurn } from './take-turn.ts'

describe('a word of a person', () => {
  const failing = (onFailure: 'continue' | 'pause') =>
    sampleRunbook({
      steps: sampleRunbook().steps.map((step) =>
        step.id === 'deploy-wix' ? deploy('wix', { onFailure }) : step,
      ),
    })
  it('does not bring back a failed step that the plan has left behind', () => {
    for (const [onFailure, refused] of [
      ['continue', true],
      ['pause', false],
    ] as const) {
      const stand = new Stand(failing(onFailure))
      stand.answer('deploy-wix', { outcome: 'failed', reason: 'no' })
      const said = stand.turn(SECOND, {
        command: 'settle',
        item: 'deploy-wix',
        as: 'repeat',
        because: 'again',
      })
      assert.equal(said !== null, refused, onFailure)
    }
  })

  it('reaches a step and a checklist item of one name', () => {
    const accept = [{ id: 'deploy-wix', title: 'ADA', check: { check: 'person', who: 'ann' } }] as const
    const stand = new Stand(sampleRunbook({ accept }))
    stand.answer('deploy-wix', { outcome: 'unknown', reason: 'lost' })
    const settle = (item: string) =>
      stand.turn(0, { command: 'settle', item, as: 'done', because: 'I looked' })
    assert.equal(settle('accept:deploy-wix'), null)
    assert.equal(settle('deploy-wix'), null)
    assert.ok('run' in stand.change && stand.change.run.steps['deploy-wix']?.status === 'done')
    assert.equal(stand.change.run.accept['deploy-wix']?.status, 'passed')
    assert.match(settle('nothing') ?? '', /no item "nothing"/)
  })

  it('on a step that its check is asked about stops the check', () => {
    const unknown = { ask: 'check', check: { act: 'undeploy', target: 'wix' } } as const
    const steps = sampleRunbook().steps.map((step) =>
      step.id === 'deploy-wix' ? deploy('wix', { unknown }) : step,
    )
    const stand = new Stand(sampleRunbook({ steps }))
    stand.answer('deploy-wix', { outcome: 'unknown', reason: 'lost' })
    stand.turn(0, { command: 'settle', item: 'deploy-wix', as: 'done', because: 'I looked' })
    const ref = { item: 'deploy-wix', direction: 'check', attempt: 1 }
    assert.deepEqual(stand.orders.at(-1), { order: 'stop', ref })
  })

  it('extends to where it helps: an end that has passed is moved from now on', () => {
    const window = { start: AT, durationMs: 10 * MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    stand.turn(30 * MINUTE)
    const extend = (byMs: number) => stand.turn(0, { command: 'extend', byMs, because: 'slow' })
    for (const byMs of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 9e15])
      assert.ok(extend(byMs), `${byMs}`)
    assert.equal(extend(5 * MINUTE), null)
    assert.ok('run' in stand.change && stand.change.run.overrunAt === null)
    assert.equal(stand.change.run.endsAt, stand.now + 5 * MINUTE)
  })

  it('is refused where it says nothing', () => {
    const draft = draftFrom(drafted('CHG-1', sampleRunbook(), operator, AT))
    for (const needed of [-1, 0.5, Number.NaN]) {
      const seen = { heldBy: [], traffic: {}, judged: [], heldFlags: [], answers: [], takeover: AT }
      const waiting = [
        { dedup: '1', actor: operator, command: { command: 'request', needed, revision: 1 } },
      ] as const
      const { answers } = takeTurn(draft, waiting, AT, seen)
      assert.ok(answers.every(({ decision }) => isRefused(decision)))
    }
    const stand = rolling()
    stand.turn(SECOND)
    assert.match(stand.turn(0, { command: 'promote', all: false, override: ' ' }) ?? '', /without a reason/)
  })
})
