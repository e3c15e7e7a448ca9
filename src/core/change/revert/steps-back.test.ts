import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EffectStep, Step } from '../../runbook/runbook.ts'
import { deploy } from '../../runbook/sample-runbook.testing.ts'
import type { Change } from '../state/change.ts'
import type { RevertAsked } from './plan-revert.ts'
import { made, outline, release, Shop, stepOf } from './shop.testing.ts'

const shop = () => new Shop(['gamma', 'wix'])

test('flags are given back under the locks of the change and of what cancelled out since, and locked as before', () => {
  const at = shop()
  const first = at.succeed(release('v2'))
  const second = at.succeed(release('v3'))
  const act = (change: Change, asked?: Partial<RevertAsked>) =>
    stepOf(made(at, change, asked), 'undo-flags', 'effect').act as { readonly lock?: readonly string[] }
  assert.deepEqual(act(second).lock, ['CanaryEnabled'], 'the first one had locked it')
  const back = at.revert(second)
  const restore = act(first, { version: 'v1' })
  assert.deepEqual(restore, {
    act: 'restore-flags',
    targets: ['gamma', 'wix'],
    flags: ['CanaryEnabled'],
    of: { change: first.id, locks: [first.id, second.id, back.id] },
  })
})

test('a lock that a revert left which went back itself is replaced by the next one', () => {
  const at = shop()
  const change = at.succeed(release('v2'))
  const revert = made(at, change)
  const tried = at.goBack({ ...revert, steps: revert.steps.toReversed() }, 1)
  const { of } = stepOf(made(at, change), 'undo-flags', 'effect').act as { of?: { locks: readonly string[] } }
  assert.deepEqual(of?.locks, [change.id, tried.id])
})

test('what began before the traffic moved is undone after it moved back; beyond a point of no return nothing is', () => {
  const at = shop()
  const action = (id: string, over: Partial<EffectStep> = {}): EffectStep =>
    deploy('wix', {
      id,
      title: id,
      act: { act: 'action', name: id, with: {} },
      undo: {
        undo: 'act',
        act: { act: 'action', name: `un-${id}`, with: {} },
        timeLimitMs: 1_000,
        attempts: 2,
      },
      ...over,
    })
  const plan = release('v2', ['wix'])
  const [first, ...rest] = plan.steps as [Step, ...Step[]]
  const steps = [
    action('migrate', { pointOfNoReturn: true }),
    action('warm'),
    first,
    ...rest,
    action('announce'),
  ]
  const back = made(at, at.succeed({ ...plan, targets: ['gamma', 'wix'], steps }))
  assert.deepEqual(outline(back), [
    ['rollout', ''],
    ['undo-announce', ''],
    ['undo-flags', 'undo-announce'],
    ['undo-warm', 'rollout undo-flags'],
  ])
  assert.deepEqual(
    back.reverts?.left.map(({ step, because }) => [step, because]),
    [
      ['sync', 'a sync repeats harmlessly'],
      ['migrate', 'beyond the point of no return (migrate)'],
    ],
  )
  const announce = stepOf(back, 'undo-announce', 'effect')
  // What undoes it is told what it was about, not what serves after the revert.
  const of = { change: back.reverts?.change ?? '', version: 'v2' }
  assert.deepEqual(announce.act, { act: 'action', name: 'un-announce', with: {}, of })
  assert.deepEqual(announce.undo, {
    undo: 'act',
    act: { act: 'action', name: 'announce', with: {}, of },
    timeLimitMs: 600_000,
    attempts: 2,
  })
})
