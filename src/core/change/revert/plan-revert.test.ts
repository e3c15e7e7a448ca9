import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { EffectStep, RolloutStep, Runbook, Step } from '../../runbook/runbook.ts'
import { deploy, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { runbookSchema } from '../../runbook/schema.ts'
import { healthyWorld } from '../../simulate/script.ts'
import { simulate } from '../../simulate/simulate.ts'
import { adoptionsOf } from '../history/adoption.ts'
import type { Change } from '../state/change.ts'
import type { RevertAsked } from './plan-revert.ts'
import { HOUR, Shop } from './shop.testing.ts'

const release = (version: string, targets: readonly string[] = ['gamma', 'wix']): Runbook => {
  const { steps, ...sample } = sampleRunbook({ version, targets })
  const [, , , ...rest] = steps
  const deploys = targets.map((target) => deploy(target, { act: { act: 'deploy', target, version } }))
  return { ...sample, steps: [...deploys, { ...rollout, targets }, ...rest] }
}
const shop = () => new Shop(['gamma', 'wix'])
const made = (at: Shop, change: Change, asked: Partial<RevertAsked> = {}): Runbook => {
  const planned = at.ask(change, asked)
  assert.ok('runbook' in planned, JSON.stringify(planned))
  return planned.runbook
}
const refusal = (at: Shop, change: Change, asked: Partial<RevertAsked> = {}): string => {
  const planned = at.ask(change, asked)
  assert.ok('because' in planned, 'it was accepted')
  return `${planned.because}. ${planned.remedy}`
}
const outline = ({ steps }: Runbook) => steps.map(({ id, after }) => [id, after.join(' ')])
const stepOf = <K extends Step['kind']>({ steps }: Runbook, id: string, kind: K) => {
  const step = steps.find((one) => one.id === id)
  assert.ok(step?.kind === kind, `there is no ${kind} ${id}`)
  return step as K extends 'effect' ? EffectStep : RolloutStep
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
  assert.deepEqual(runbookSchema.parse(back), back, 'a runbook as any other, to whoever reads it')
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

test('a simulation takes the turns of a revert to its end, at once and by stages', () => {
  for (const gradual of [false, true]) {
    const at = shop()
    const runbook = made(at, at.succeed(release('v2')), { gradual })
    const { change, timeline } = simulate(runbook, { ...healthyWorld(), until: 2 * HOUR }, at.now)
    assert.equal(change.status, 'succeeded', timeline.at(-1)?.sentence)
    assert.equal(adoptionsOf(change).size, 2)
  }
})

/** Whatever was released, went back and was reverted before: what the plan of a revert promises is what comes of it. */
test('after any history a revert leads to what served before, and warm is only what really runs there', () => {
  const versions = ['v2', 'v3', 'v4']
  const deed = fc.oneof(
    fc.record({
      do: fc.constant('release' as const),
      version: fc.constantFrom(...versions),
      targets: fc.constantFrom<string[]>(['wix'], ['gamma'], ['gamma', 'wix']),
    }),
    fc.record({
      do: fc.constant('go-back' as const),
      version: fc.constantFrom(...versions),
      steps: fc.integer({ min: 0, max: 2 }),
    }),
    fc.record({ do: fc.constant('revert' as const), which: fc.nat({ max: 8 }), gradual: fc.boolean() }),
  )
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 10 }), (deeds) => {
      const at = shop()
      at.keepWarmMs = 10_000 * HOUR
      const before = new Map<string, Record<string, string | null>>()
      // Which release stands on each target: a revert puts back the one that had stood before.
      let standing: Record<string, string> = {}
      const stood = new Map<string, { readonly before: typeof standing; readonly after: typeof standing }>()
      const movedBy = (change: Change) => [...adoptionsOf(change).keys()]
      const stand = (change: Change, of: (target: string) => string | undefined) => {
        const was = standing
        const moved = movedBy(change).map((target) => [target, of(target) ?? 'none'])
        standing = { ...standing, ...Object.fromEntries(moved) }
        stood.set(change.id, { before: was, after: standing })
        return change
      }
      const serving = () => Object.fromEntries([...at.sides.keys()].map((name) => [name, at.serves(name)]))
      const carry = (deed: (typeof deeds)[number]): Change | null => {
        switch (deed.do) {
          case 'release': {
            const change = at.succeed(release(deed.version, deed.targets))
            return stand(change, () => change.id)
          }
          case 'go-back':
            return at.goBack(release(deed.version), deed.steps)
          case 'revert': {
            const change = at.history[deed.which % Math.max(1, at.history.length)]
            if (change === undefined) return null
            const planned = at.ask(change, { gradual: deed.gradual, version: 'v1' })
            if ('because' in planned) return null
            for (const { target, warm } of planned.runbook.reverts?.targets ?? [])
              if (warm !== null)
                assert.equal(at.beside(target), before.get(change.id)?.[target], 'it is warm')
            const back = at.succeed(planned.runbook)
            for (const target of movedBy(change))
              assert.equal(at.serves(target), before.get(change.id)?.[target], `${change.id} on ${target}`)
            return stand(back, (target) => stood.get(change.id)?.before[target])
          }
        }
      }
      for (const one of deeds) {
        const was = serving()
        const change = carry(one)
        if (change !== null) before.set(change.id, was)
      }
      for (const change of at.history) {
        const left = stood.get(change.id)?.after
        const stands =
          change.status === 'succeeded' && movedBy(change).every((to) => left?.[to] === standing[to])
        assert.equal('runbook' in at.ask(change, { version: 'v1' }), stands, `${change.id} can be reverted`)
      }
    }),
    { numRuns: 500 },
  )
})
