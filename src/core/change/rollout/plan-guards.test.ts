import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Guard } from '../../judge/rule.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { guard } from '../../runbook/sample-runbook.testing.ts'
import { MINUTE, oneStage, rolling, SECOND, scripted, withRollout } from '../turn/moments.testing.ts'
import { PLAN } from './plan-guards.ts'
import { watchesOf } from './watches.ts'

const planGuard: Guard = { ...guard, id: 'plan-guard' }
const leads = { cutover: { title: 'Cutover Lead', person: 'ada' }, ops: { title: 'Operations' } }
const withGuard = (over: Partial<Guard> = {}): Partial<Runbook> => ({
  leads,
  guards: [{ ...planGuard, ...over }],
  steps: withRollout({ guards: [] }),
})
/** Requests fail from a moment on, for half a minute. */
const bad = (from: string, until: string) =>
  `evidence: [{ from: ${from}, until: ${until}, success: 90%, targets: [wix] }]`
const told = (script: string, over: Partial<Runbook>) =>
  scripted(script, { ...rolling().change.runbook, ...over }).timeline.map(({ sentence }) => sentence)

describe('a guard of the plan', () => {
  it('watches each target from its first weight on, over stages and pauses, until the swap is ordered', () => {
    const stand = rolling(withGuard())
    const began = stand.now
    const watched = () =>
      watchesOf(stand.change)
        .filter(({ step }) => step === PLAN)
        .map(({ key, from }) => [key, from])
    const both = [
      ['@plan/plan-guard@gamma', began],
      ['@plan/plan-guard@wix', began],
    ]
    assert.deepEqual(watched(), both)
    stand.turn(SECOND)
    stand.turn(MINUTE, { command: 'pause', because: 'lunch' })
    assert.deepEqual(watched(), both)
    stand.turn(MINUTE, { command: 'resume' })
    stand.now += 5 * MINUTE
    stand.hear()
    stand.turn(SECOND)
    assert.equal(stand.count('stage-entered'), 2)
    assert.deepEqual(watched(), both)
  })

  it('rolls back with the numbers that it saw, also between two stages', () => {
    const events = told(bad('6m', '8m'), withGuard())
    assert.ok(
      events.some((line) => /^ROLLING BACK: guard plan-guard tripped on wix: success-ratio/.test(line)),
    )
  })

  it('goes down step by step where its plan says so', () => {
    const events = told(bad('8m', '9m20s'), withGuard({ then: 'rollback-gradual' }))
    assert.ok(events.some((line) => line.startsWith('ROLLING BACK gradually: guard plan-guard')))
    assert.ok(events.includes('closing gamma and wix'), 'at 5 % first')
  })

  it('that asks is asked once for all the targets on which it has tripped, and an answer frees them all', () => {
    const stand = rolling(withGuard({ then: 'pause', ask: ['cutover'] }))
    stand.turn(SECOND)
    stand.now += MINUTE
    stand.hear('worse')
    stand.turn(0)
    stand.turn(SECOND)
    stand.turn(SECOND)
    assert.equal(stand.count('guard-tripped'), 2, 'gamma, and wix beside it')
    assert.equal(stand.count('paused'), 1)
    const answer = { command: 'answer', guard: 'plan-guard', as: 'resume', because: 'known' } as const
    stand.judged = []
    assert.equal(stand.turn(SECOND, { ...answer, by: { kind: 'person', name: 'ada' } }), null)
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'running')
    assert.equal(stand.count('guard-tripped'), 2)
  })

  it('that asks is answered by one of its people, and by nobody else; then it watches anew', () => {
    const stand = rolling(withGuard({ then: 'pause', ask: ['cutover'] }))
    stand.turn(SECOND)
    stand.now += MINUTE
    stand.hear('worse')
    stand.turn(0)
    assert.ok(stand.change.status === 'paused')
    assert.match(
      stand.change.hold.because,
      /tripped on gamma; Cutover Lead \(ada\) has to say whether to go on/,
    )
    assert.match(
      stand.turn(SECOND, { command: 'resume' }) ?? '',
      /guard plan-guard asks whether it may go on/,
    )
    const answer = {
      command: 'answer',
      guard: 'plan-guard',
      as: 'resume',
      because: 'known and harmless',
    } as const
    assert.match(stand.turn(SECOND, answer) ?? '', /olaf is not asked by guard plan-guard/)
    const ada = { kind: 'person', name: 'ada' } as const
    assert.match(stand.turn(0, { ...answer, guard: 'other', by: ada }) ?? '', /guard "other" asks nothing/)
    stand.judged = []
    assert.equal(stand.turn(0, { ...answer, by: ada }), null)
    assert.equal(stand.change.status, 'running')
    const [watch] = watchesOf(stand.change).filter(({ step }) => step === PLAN)
    assert.equal(watch?.from, stand.now)
    assert.match(stand.turn(0, { ...answer, by: ada }) ?? '', /cannot be answered/)
  })

  it('that asks can be answered with a rollback, and by anyone where nobody is named', () => {
    const stand = rolling(withGuard({ then: 'pause', ask: ['ops'] }))
    stand.turn(SECOND)
    stand.now += MINUTE
    stand.hear('worse')
    stand.turn(0)
    const answer = { command: 'answer', guard: 'plan-guard', as: 'rollback', because: 'too risky' } as const
    assert.equal(stand.turn(SECOND, answer), null)
    assert.ok(stand.change.status === 'rolling-back')
    assert.equal(stand.change.back.cause.cause, 'guard')
  })

  it('that only tells lets anyone resume, and names who was told', () => {
    const events = told(`${bad('6m', '8m')}\ncommands: [{ at: 9m, do: resume }]`, {
      ...withGuard({ then: 'pause', tell: ['cutover', 'ops'] }),
      steps: withRollout({ guards: [], gates: [] }),
      accept: [],
    })
    assert.ok(events.some((line) => line.endsWith('; tells Cutover Lead (ada) and Operations')))
    assert.ok(events.includes('resumed by operator'))
    assert.ok(events.includes('SUCCEEDED'))
  })

  it('without data holds the stage, is told once, and does what its plan says', () => {
    const silent = `evidence: [{ from: 3m, until: 12m, targets: [wix], missing: true }]`
    const held = told(silent, withGuard({ noData: { afterMs: 60 * MINUTE, then: 'hold' } }))
    assert.equal(held.filter((line) => line.startsWith('NO DATA')).length, 2, 'the gate, and the guard')
    const back = told(silent, { ...withGuard(), steps: withRollout({ guards: [], gates: [] }) })
    assert.ok(back.some((line) => line.startsWith('ROLLING BACK: no data for plan-guard on wix')))
  })

  it('lets no stage pass while it sees nothing, even where the rollout has no rules of its own', () => {
    const stand = rolling({ ...withGuard(), steps: withRollout({ guards: [], gates: [], stages: oneStage }) })
    stand.turn(SECOND)
    stand.now += 2 * MINUTE
    stand.turn(0)
    assert.equal(stand.count('stage-passed'), 0)
    stand.hear()
    stand.turn(0)
    assert.equal(stand.count('stage-passed'), 1)
    assert.deepEqual(watchesOf(stand.change), [], 'the swap is ordered')
  })

  it('does not watch a weight of 0 that nobody can get past', () => {
    const stages = [{ weight: 0, holdMs: MINUTE, segments: [] }, ...oneStage]
    const none = rolling({ ...withGuard(), steps: withRollout({ guards: [], stages }) })
    assert.deepEqual(
      watchesOf(none.change).filter(({ step }) => step === PLAN),
      [],
    )
    const byHeader = rolling({
      ...withGuard(),
      steps: withRollout({ guards: [], stages, headerOverride: true }),
    })
    assert.equal(watchesOf(byHeader.change).filter(({ step }) => step === PLAN).length, 2)
  })

  it('that compares with stable rests where everyone has the canary, and holds nothing up there', () => {
    const bound = { op: 'below', of: 'stable', times: 0.99, plus: 0 } as const
    const stages = [{ weight: 5_000, holdMs: 5 * MINUTE, segments: [] }, ...oneStage]
    const over = {
      ...withGuard({ bound }),
      steps: withRollout({ guards: [], gates: [], stages }),
      accept: [],
    }
    const ends = told('', over)
    assert.ok(ends.includes('SUCCEEDED'), ends.join('\n'))
    const back = told('evidence: [{ from: 10s, success: 90%, targets: [wix] }]', over)
    assert.ok(
      back.some((line) => line.includes('(below 99.00 %, stable-1 %)')),
      back.join('\n'),
    )
    const shared = told(
      'evidence: [{ from: 10s, success: 90% }, { from: 10s, success: 90%, slot: stable }]',
      over,
    )
    assert.ok(shared.includes('SUCCEEDED'), shared.join('\n'))
  })
})
