import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rollout } from '../../runbook/sample-runbook.testing.ts'
import { runbookSchema } from '../../runbook/schema.ts'
import { healthyWorld } from '../../simulate/script.ts'
import { simulate } from '../../simulate/simulate.ts'
import { adoptionsOf } from '../history/adoption.ts'
import type { Change } from '../state/change.ts'
import type { RevertAsked } from './plan-revert.ts'
import { HOUR, made, outline, release, Shop, stepOf } from './shop.testing.ts'

const shop = () => new Shop(['gamma', 'wix'])
const refusal = (at: Shop, change: Change, asked: Partial<RevertAsked> = {}): string => {
  const planned = at.ask(change, asked)
  assert.ok('because' in planned, 'it was accepted')
  return `${planned.because}. ${planned.remedy}`
}
test('two releases are taken back one after the other, and each version serves that served before', () => {
  const at = shop()
  const first = at.succeed(release('v2'))
  const second = at.succeed(release('v3'))
  assert.match(
    refusal(at, first),
    /CHG-2026-0002 has moved the same targets since .*cutwater revert CHG-2026-0002 first/,
  )
  const back = made(at, second)
  assert.deepEqual(outline(back), [
    ['rollout', ''],
    ['undo-flags', ''],
  ])
  assert.deepEqual(
    [back.title, back.plan, back.version, back.window, back.whenBusy, back.reverts?.change],
    ['Revert of CHG-2026-0002: Sample', 'sample', 'v2', null, 'wait', second.id],
  )
  assert.deepEqual(back.reverts?.left, [
    { step: 'sync', title: 'Sync the registry', because: 'a sync repeats harmlessly' },
  ])
  assert.deepEqual(back.reverts?.targets[0], {
    target: 'gamma',
    stable: 'blue',
    version: 'v2',
    warm: { deployment: 'CHG-2026-0001/deploy-gamma', until: back.reverts?.targets[0]?.warm?.until },
  })
  assert.deepEqual(runbookSchema.parse(back), back, 'a runbook as any other, to all its readers')
  at.succeed(back)
  assert.equal(at.serves('wix'), 'v2')
  // v3 was deployed over it, and no change has brought it.
  assert.match(
    refusal(at, first),
    /nobody knows which version staging\/gamma served before CHG-2026-0001.*--to VERSION/,
  )
  const again = made(at, first, { version: 'v1' })
  assert.deepEqual(outline(again), [
    ['deploy-gamma', ''],
    ['deploy-wix', ''],
    ['rollout', 'deploy-gamma deploy-wix'],
    ['undo-flags', 'deploy-gamma deploy-wix'],
  ])
  assert.deepEqual(stepOf(again, 'deploy-wix', 'effect').act, { act: 'deploy', target: 'wix', version: 'v1' })
  at.succeed(again)
  assert.equal(at.serves('wix'), 'v1')
})

test('a revert can be reverted, and then what it took back can be taken back anew', () => {
  const at = shop()
  const first = at.succeed(release('v2'))
  const back = at.revert(first)
  assert.equal(at.serves('gamma'), 'v1')
  assert.match(refusal(at, first), /was reverted by CHG-2026-0002 already.*cutwater revert CHG-2026-0002/)
  const forth = made(at, back, { gradual: true })
  assert.equal(forth.title, 'Revert of CHG-2026-0002: Sample')
  assert.deepEqual(stepOf(forth, 'rollout', 'rollout').stages, rollout.stages, "the plan's own stages")
  assert.deepEqual(stepOf(forth, 'flags', 'effect').act, {
    act: 'restore-flags',
    targets: ['gamma', 'wix'],
    flags: ['CanaryEnabled'],
    of: { change: back.id, locks: [back.id] },
    lock: ['CanaryEnabled'],
  })
  at.succeed(forth)
  assert.equal(at.serves('gamma'), 'v2')
  at.revert(first)
  assert.equal(at.serves('gamma'), 'v1')
})

test('at once everybody goes back in one stage, under the guards; by stages, as the plan went forward', () => {
  const at = shop()
  const change = at.succeed(release('v2'))
  const once = stepOf(made(at, change), 'rollout', 'rollout')
  assert.deepEqual(once.stages, [{ weight: 10_000, holdMs: HOUR / 4, segments: [] }])
  assert.deepEqual([once.gates, once.guards, once.adopt], [[], rollout.guards, true])
  const gradual = stepOf(made(at, change, { gradual: true }), 'rollout', 'rollout')
  assert.deepEqual(
    [gradual.stages, gradual.gates, gradual.guards],
    [rollout.stages, rollout.gates, rollout.guards],
  )
  assert.equal(gradual.title, 'Send gamma and wix back', 'nobody knows the version, only that it runs')
})

test('the old side counts as warm only as long as the binding keeps it, and nothing else was deployed there', () => {
  const cases: readonly [string, (at: Shop) => void, boolean][] = [
    ['within its time', () => {}, true],
    [
      'the binding does not say',
      (at) => {
        at.keepWarmMs = null
      },
      false,
    ],
    [
      'its time is over',
      (at) => {
        at.now += 24 * HOUR
      },
      false,
    ],
    [
      'a later change deployed there, and went back',
      (at) => {
        at.goBack(release('v4'), 2)
      },
      false,
    ],
    [
      'a later change failed before it deployed',
      (at) => {
        at.goBack(release('v4'), 0)
      },
      true,
    ],
    [
      'somebody holds it, and may deploy there',
      (at) => {
        at.held.set('wix', 'CHG-2026-0009')
      },
      false,
    ],
  ]
  for (const [name, meanwhile, warm] of cases) {
    const at = shop()
    at.succeed(release('v2'))
    const change = at.succeed(release('v3'))
    meanwhile(at)
    const wix = made(at, change).reverts?.targets.find(({ target }) => target === 'wix')
    assert.equal(wix?.warm !== null, warm, name)
    assert.equal(wix?.version, 'v2', name)
  }
})

test('what cannot be taken back is refused in a sentence that says what to do', () => {
  const cases: readonly [RegExp, (at: Shop) => Change][] = [
    [/is rolled-back, and only a change that succeeded can be reverted/, (at) => at.goBack(release('v2'), 2)],
    [
      /staging\/wix is latched.*cutwater release staging\/wix first/,
      (at) => {
        at.latched.add('wix')
        return at.succeed(release('v2'))
      },
    ],
    [
      /nobody knows which version staging\/gamma served before CHG-2026-0003/,
      (at) => {
        // What had been brought beside was taken away again; whatever was adopted then, it was not that.
        at.goBack(release('v2'), 2)
        at.succeed({ ...release('v2'), steps: [rollout] })
        at.keepWarmMs = null
        return at.succeed(release('v3'))
      },
    ],
    [
      /nothing says how to deploy staging\/gamma/,
      (at) => {
        at.succeed(release('v2'))
        at.keepWarmMs = null
        at.deployable = false
        return at.succeed(release('v3'))
      },
    ],
    [
      /names no target staging\/wix any more/,
      (at) => {
        const change = at.succeed(release('v2'))
        at.sides.delete('wix')
        return change
      },
    ],
    [
      /was moved since by something that no change says/,
      (at) => {
        const change = at.succeed(release('v2'))
        const wix = at.sides.get('wix')
        if (wix !== undefined) wix.stable = 'blue'
        return change
      },
    ],
    [
      /nothing of CHG-2026-0001 can be taken back/,
      (at) => at.succeed({ ...release('v2'), steps: release('v2').steps.filter(({ id }) => id === 'sync') }),
    ],
    [
      /CHG-2026-0002 has moved the same targets/,
      (at) => {
        const change = at.succeed(release('v2'))
        at.succeed(release('v3', ['wix']))
        return change
      },
    ],
    [
      /is being reverted by CHG-2026-0002 already.*cutwater watch/,
      (at) => {
        const change = at.succeed(release('v2'))
        const runbook = made(at, change)
        const {
          run: _,
          endedAt: __,
          ...open
        } = at.succeed(runbook) as Extract<Change, { status: 'succeeded' }>
        const approvals = { needed: 0, approvedBy: [], blocked: null, waitsFor: [] }
        at.history.splice(-1, 1, { ...open, status: 'scheduled', ...approvals })
        return change
      },
    ],
  ]
  for (const [sentence, prepare] of cases) {
    const at = shop()
    assert.match(refusal(at, prepare(at)), sentence)
  }
})

test('a target that one change adopted twice goes back once, to what served before both', () => {
  const at = shop()
  at.succeed(release('v2'))
  const { steps, ...twice } = release('v3', ['wix'])
  const second = release('v4', ['wix']).steps.slice(0, 2)
  const again = second.map((step) => ({ ...step, id: `${step.id}-again` }))
  const back = at.revert(at.succeed({ ...twice, steps: [...steps.slice(0, 2), ...again] }))
  assert.deepEqual(outline(back.runbook), [
    ['deploy-wix', ''],
    ['rollout-again', 'deploy-wix'],
  ])
  assert.equal(at.serves('wix'), 'v2')
})

test('a simulation takes the turns of a revert to its end, at once and by stages', () => {
  for (const gradual of [false, true]) {
    const at = shop()
    const runbook = made(at, at.succeed(release('v2')), { gradual })
    const { change, timeline } = simulate(runbook, { ...healthyWorld(), until: 2 * HOUR }, at.now)
    assert.equal(change.status, 'succeeded', timeline.at(-1)?.sentence)
    assert.equal(adoptionsOf(change).size, 2)
  }
})

test('what was adopted by a step of its own goes back by its rollout, which adopts by itself', () => {
  const at = shop()
  const { steps, ...sample } = release('v2')
  const adopt = {
    kind: 'adopt',
    id: 'adopt',
    title: 'Adopt',
    after: ['sync'],
    targets: ['gamma', 'wix'],
    rollouts: ['rollout'],
  } as const
  const later = steps.map((step) =>
    step.kind === 'rollout' ? { ...step, adopt: false, adoptLater: true as const } : step,
  )
  const change = at.succeed({ ...sample, steps: [...later, adopt] })
  assert.equal(at.serves('wix'), 'v2')
  const back = made(at, change)
  const { adopt: adopts, adoptLater, targets } = stepOf(back, 'rollout', 'rollout')
  assert.deepEqual([adopts, adoptLater, targets], [true, undefined, ['gamma', 'wix']])
  at.succeed(back)
  assert.equal(at.serves('wix'), 'v1')
})
