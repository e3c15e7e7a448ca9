import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AdoptStep, Step } from '../../runbook/runbook.ts'
import { rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { adoptionsOf } from '../history/adoption.ts'
import { adoptedTargets } from '../rollback/adopted.ts'
import { MINUTE, rolling, SECOND } from '../turn/moments.testing.ts'
import type { Stand } from '../turn/stand.testing.ts'

const adopt: AdoptStep = {
  kind: 'adopt',
  id: 'adopt',
  title: 'Adopt',
  after: ['rollout', 'sync'],
  targets: ['gamma', 'wix'],
  rollouts: ['rollout'],
}

const steps: readonly Step[] = [
  ...sampleRunbook().steps.flatMap((step): readonly Step[] => {
    if (step.id === 'flags') return []
    if (step.id === 'sync') return [{ ...step, after: ['rollout'] }]
    if (step.kind !== 'rollout') return [step]
    const stages = [2_500, 10_000].map((weight, i) => ({
      weight,
      holdMs: i === 0 ? MINUTE : 0,
      segments: [],
    }))
    return [{ ...rollout, stages, adopt: false, adoptLater: true }]
  }),
  adopt,
]

/** Both stages have passed, and the action that comes before the adoption runs. */
function leftOpen(): Stand {
  const stand = rolling({ steps, accept: [] })
  for (const wait of [MINUTE, 0]) {
    stand.turn(SECOND)
    stand.now += wait
    stand.hear()
    stand.turn(SECOND)
    stand.hear()
    stand.turn(SECOND)
  }
  assert.equal(stand.count('step-started'), 3, 'the step after the rollout has begun')
  return stand
}

describe('a rollout that is adopted later', () => {
  it('leaves the canary where it is, and is done', () => {
    const stand = leftOpen()
    assert.ok('run' in stand.change)
    assert.equal(stand.change.run.steps.rollout?.status, 'done')
    assert.deepEqual(
      stand.wanted().map(({ split }) => split.mode === 'open' && split.weight),
      [10_000, 10_000],
    )
    assert.deepEqual(adoptedTargets(stand.change.run, stand.change.runbook), [])
  })

  it('swaps the sides on all targets when its adopt step comes, and is done when every proxy has them', () => {
    const stand = leftOpen()
    stand.deaf.add('wix')
    stand.answer('sync')
    assert.equal(stand.count('adopting'), 1)
    stand.turn(20 * SECOND)
    assert.equal(stand.count('move-unacknowledged'), 1)
    assert.equal(stand.count('adopted'), 0)
    stand.deaf.clear()
    stand.turn(SECOND)
    assert.equal(stand.count('adopted'), 1)
    assert.equal(stand.change.status, 'succeeded')
    assert.deepEqual(
      stand.wanted().map(({ stable, split }) => [stable, split.mode]),
      [
        ['green', 'closed'],
        ['green', 'closed'],
      ],
    )
    assert.deepEqual(
      [...adoptionsOf(stand.change)].map(([target, { step, was }]) => [target, step, was]),
      [
        ['gamma', 'adopt', 'blue'],
        ['wix', 'adopt', 'blue'],
      ],
    )
  })

  it('goes down by the weights of its rollout when it is rolled back gradually before that', () => {
    const stand = leftOpen()
    stand.turn(SECOND, { command: 'rollback', because: 'no', gradual: true })
    assert.deepEqual(
      stand.wanted().map(({ split }) => split.mode === 'open' && split.weight),
      [2_500, 2_500],
    )
    stand.answer('sync')
    stand.turn(5 * MINUTE)
    stand.turn(SECOND)
    assert.equal(stand.count('traffic-closed'), 1)
  })

  it('is rolled back whole before the adoption, and not at all after it', () => {
    const before = leftOpen()
    before.answer('sync')
    assert.equal(before.count('adopting'), 1)
    before.turn(0, { command: 'abort', because: 'no' })
    before.turn(SECOND)
    const skipped = before.events.filter((event) => event.type === 'undo-skipped')
    assert.deepEqual(
      skipped.map(({ step, harmless }) => [step, harmless]),
      [
        ['adopt', false],
        ['sync', true],
        ['rollout', true],
        ['deploy-gamma', true],
        ['deploy-wix', true],
      ],
    )
    assert.equal(before.change.status, 'failed')

    const early = leftOpen()
    early.turn(0, { command: 'abort', because: 'no' })
    early.answer('sync')
    for (const deploy of ['deploy-gamma', 'deploy-wix']) early.answer(deploy)
    assert.equal(early.change.status, 'rolled-back')
  })

  it('is not adopted past the end of the window', () => {
    const stand = leftOpen()
    stand.now += 60 * MINUTE
    stand.answer('sync')
    assert.equal(stand.count('window-overrun'), 1)
    assert.equal(stand.count('adopting'), 0)
  })
})
