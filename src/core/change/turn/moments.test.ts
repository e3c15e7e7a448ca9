import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { noticesFor, pages } from '../../notice/notices-for.ts'
import type { Runbook, Step } from '../../runbook/runbook.ts'
import { deploy, gate, guard, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { readScript } from '../../simulate/script.ts'
import { simulate } from '../../simulate/simulate.ts'
import { CLOSED, LATCHED } from '../../traffic/desired.ts'
import { isRefused } from '../commands/decision.ts'
import type { ChangeEvent, EventBody } from '../events/event.ts'
import { drafted, draftFrom } from '../evolve/draft.ts'
import { evolve } from '../evolve/evolve.ts'
import { watchesOf } from '../rollout/watches.ts'
import type { Change } from '../state/change.ts'
import { AT, operator, Stand } from './stand.testing.ts'
import { takeTurn } from './take-turn.ts'

/** Odd moments: what happens when two things fall together, or when something never comes. */
const SECOND = 1_000
const MINUTE = 60_000
const withRollout = (over: Partial<typeof rollout>): Step[] =>
  sampleRunbook().steps.map((step) => (step.kind === 'rollout' ? { ...step, ...over } : step))
const oneStage = [{ weight: 10_000, holdMs: MINUTE, segments: [] }]

/** Both deploys are done, and the first stage is written. */
function rolling(over: Partial<Runbook> = {}): Stand {
  const stand = new Stand(sampleRunbook(over))
  stand.answer('deploy-wix')
  stand.answer('deploy-gamma')
  assert.equal(stand.count('stage-entered'), 1)
  return stand
}

function adopting(): Stand {
  const stages = [2_500, 10_000].map((weight) => ({ weight, holdMs: MINUTE, segments: [] }))
  const stand = rolling({ steps: withRollout({ stages }) })
  for (const _ of stages) {
    stand.turn(SECOND)
    stand.now += MINUTE
    stand.hear()
    stand.turn(0)
  }
  assert.equal(stand.count('adopting'), 1)
  return stand
}

function scripted(yaml: string, runbook = sampleRunbook()) {
  const read = readScript(yaml)
  assert.ok('script' in read, JSON.stringify(read))
  return simulate(runbook, read.script, AT)
}

describe('when a proxy does not answer', () => {
  it('a weight that is not acknowledged is told once, and the hold still begins when it is', () => {
    const stand = rolling()
    stand.deaf.add('wix')
    stand.turn(14 * SECOND)
    assert.equal(stand.count('move-unacknowledged'), 0)
    stand.turn(SECOND)
    stand.turn(60 * SECOND)
    assert.equal(stand.count('move-unacknowledged'), 1)
    assert.ok(pages(stand.events.find(({ type }) => type === 'move-unacknowledged') as ChangeEvent))
    stand.deaf.clear()
    stand.turn(SECOND)
    assert.equal(stand.count('hold-started'), 1)
  })

  it('an adoption that is not acknowledged is told as well', () => {
    const stand = adopting()
    stand.deaf.add('gamma')
    stand.turn(15 * SECOND)
    assert.equal(stand.count('move-unacknowledged'), 1)
    assert.equal(stand.count('adopted'), 0)
  })

  it('a gradual rollback goes down by the clock, and closes', () => {
    const stand = rolling()
    stand.turn(SECOND)
    stand.now += 5 * MINUTE
    stand.hear()
    stand.turn(0)
    assert.equal(stand.count('stage-entered'), 2)
    stand.deaf.add('wix')
    stand.turn(SECOND, { command: 'rollback', because: 'slow', gradual: true })
    stand.turn(5 * MINUTE)
    assert.equal(stand.count('traffic-closing'), 1)
    stand.turn(15 * SECOND)
    assert.equal(stand.count('close-unacknowledged'), 1)
  })

  it('a silence of the observer is heard while the weight still moves', () => {
    const stand = rolling()
    stand.deaf.add('wix')
    stand.turn(46 * SECOND)
    assert.equal(stand.count('evidence-missing'), 1)
    stand.turn(5 * MINUTE)
    assert.equal(stand.change.status, 'rolling-back', 'the guard says: roll back without data')
  })
})

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

describe('while it runs', () => {
  it('a latch from outside sends it back, and latches all of it', () => {
    const stand = rolling()
    stand.turn(SECOND)
    stand.desired.set('wix', { generation: 9, stable: 'blue', split: LATCHED })
    stand.turn(SECOND)
    assert.ok(stand.change.status === 'rolling-back')
    assert.deepEqual(stand.change.back.cause, { cause: 'latched', target: 'wix' })
    assert.ok([...stand.desired.values()].every(({ split }) => split.mode === 'closed' && split.latched))
  })

  it('a kill after the close still latches, once', () => {
    const stand = rolling()
    stand.turn(0, { command: 'abort', because: 'no' })
    stand.turn(SECOND)
    assert.equal(stand.count('traffic-closed'), 1)
    for (let i = 0; i < 2; i += 1) stand.turn(SECOND, { command: 'kill', because: 'no' })
    assert.equal(stand.count('rollback-hastened'), 1)
    assert.ok([...stand.desired.values()].every(({ split }) => split.mode === 'closed' && split.latched))
  })

  it('no hold begins during a pause', () => {
    const stand = rolling()
    stand.turn(0, { command: 'pause', because: 'wait' })
    stand.turn(SECOND)
    assert.equal(stand.count('hold-started'), 0)
    stand.turn(SECOND, { command: 'resume' })
    assert.equal(stand.count('hold-started'), 1)
  })

  it('nothing new begins past the end of the window', () => {
    const stand = new Stand(sampleRunbook({ window: { start: AT, durationMs: MINUTE, atEnd: 'hold' } }))
    stand.turn(MINUTE)
    stand.answer('deploy-wix')
    stand.answer('deploy-gamma')
    assert.equal(stand.count('stage-entered'), 0)
    assert.equal(stand.turn(0, { command: 'extend', byMs: MINUTE, because: 'slow' }), null)
    assert.equal(stand.count('stage-entered'), 1)
  })

  it('promoted all the way, a gate that fails too early is waited for to the end of its hold', () => {
    const { events } = scripted(
      '{commands: [{at: 1m, do: promote-all}], evidence: [{from: 0s, fromWeight: 25%, success: 98%}]}',
    )
    const entered = events.findLast(({ type }) => type === 'stage-entered')
    const failed = events.find(({ type }) => type === 'gate-failed')
    assert.ok(entered !== undefined && failed !== undefined && failed.at - entered.at >= 5 * MINUTE)
  })
})

describe('when a command comes together with what decides it', () => {
  it('nobody promotes at the end of the window', () => {
    const stand = rolling({ window: { start: AT, durationMs: 10 * MINUTE, atEnd: 'hold' } })
    stand.turn(SECOND)
    stand.now = AT + 10 * MINUTE
    stand.hear('no-worse')
    const before = stand.count('stage-entered')
    stand.turn(0, { command: 'promote', all: false, override: null })
    assert.equal(stand.count('window-overrun'), 1)
    assert.equal(stand.count('stage-entered'), before)
  })

  it('nobody promotes a target that is latched, or not where it should be', () => {
    for (const stray of ['latched', 'unsettled'] as const) {
      const stand = rolling()
      stand.turn(SECOND)
      stand.now += MINUTE
      stand.hear()
      if (stray === 'latched') stand.desired.set('wix', { generation: 9, stable: 'blue', split: LATCHED })
      else stand.deaf.add('wix')
      stand.turn(0, { command: 'promote', all: false, override: null })
      assert.equal(stand.count('promoted'), 0, stray)
    }
  })

  it('a late approval, and a late edit, start nothing', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    for (const command of [
      { command: 'approve' },
      { command: 'edit', runbook: sampleRunbook({ window: null }) },
    ] as const) {
      const stand = new Stand(sampleRunbook({ window }), 1)
      assert.equal(stand.change.status, 'requested')
      assert.ok(stand.turn(MINUTE, command) !== null)
      assert.equal(stand.change.status, 'expired')
    }
  })

  it('cancel is heard before the window opens', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    assert.equal(stand.turn(MINUTE, { command: 'cancel', because: 'no' }), null)
    assert.equal(stand.change.status, 'cancelled')
  })

  it('abort beats promote in one turn, whatever came first', () => {
    const stand = rolling()
    stand.turn(SECOND)
    stand.now += MINUTE
    stand.hear()
    stand.turn(0, { command: 'promote', all: false, override: null }, { command: 'abort', because: 'no' })
    assert.equal(stand.change.status, 'rolling-back')
    assert.equal(stand.count('promoted'), 0)
  })
})

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

describe('a change that waits', () => {
  it('stays held back when it is extended or edited', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    stand.turn(SECOND, { command: 'pause', because: 'wait for me' })
    assert.equal(stand.turn(SECOND, { command: 'extend', byMs: MINUTE, because: 'slow' }), null)
    assert.ok(stand.change.status === 'scheduled' && stand.change.blocked?.because === 'wait for me')
    stand.turn(MINUTE)
    assert.equal(stand.change.status, 'scheduled')
    stand.turn(0, { command: 'resume' })
    assert.equal(stand.change.status, 'running')
  })

  it('cancels itself where its plan refuses to wait, and somebody is told', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window, whenBusy: 'refuse' }))
    stand.heldBy = ['CHG-0']
    stand.turn(MINUTE)
    assert.equal(stand.change.status, 'cancelled')
    assert.ok(pages(stand.events.at(-1) as ChangeEvent))
  })

  it('waits, or supersedes, and says so once; then it opens', () => {
    for (const [whenBusy, says] of [
      ['wait', 'waiting-for-targets'],
      ['supersede', 'superseding'],
    ] as const) {
      const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
      const stand = new Stand(sampleRunbook({ window, whenBusy }))
      stand.heldBy = ['CHG-0']
      stand.turn(MINUTE)
      stand.turn(SECOND)
      assert.equal(stand.count(says), 1)
      assert.equal(stand.orders.length, whenBusy === 'supersede' ? 1 : 0)
      stand.heldBy = []
      stand.turn(SECOND)
      assert.equal(stand.change.status, 'running')
    }
  })

  it('does not open on a latched target, and opens after the release when it is resumed', () => {
    const window = { start: AT + MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    stand.desired.set('wix', { generation: 9, stable: 'blue', split: LATCHED })
    stand.turn(MINUTE)
    assert.ok(stand.change.status === 'scheduled' && stand.change.blocked !== null)
    assert.equal(stand.count('opening-blocked'), 1)
    stand.desired.set('wix', { generation: 10, stable: 'blue', split: CLOSED })
    stand.turn(SECOND, { command: 'resume' })
    assert.equal(stand.change.status, 'running')
  })

  it('wants no turn in the past for a retry that is paused away', () => {
    const steps = sampleRunbook().steps.map((step) =>
      step.id === 'deploy-wix' ? deploy('wix', { attempts: 3 }) : step,
    )
    const stand = new Stand(sampleRunbook({ steps, window: null }))
    stand.answer('deploy-wix', { outcome: 'failed', reason: 'no' })
    stand.turn(SECOND, { command: 'pause', because: 'wait' })
    stand.turn(MINUTE)
    assert.equal(stand.wakeAt, null)
    stand.turn(MINUTE, { command: 'resume' })
    assert.equal(stand.count('step-started'), 3)
  })

  it('is rolled back by the change that supersedes it, and says by which', () => {
    const stand = rolling()
    stand.turn(SECOND, {
      command: 'abort',
      because: 'superseded by CHG-2',
      by: { kind: 'change', id: 'CHG-2' },
    })
    assert.ok(stand.change.status === 'rolling-back')
    assert.deepEqual(stand.change.back.cause, { cause: 'superseded', by: 'CHG-2' })
  })
})

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

  it('extends only to where it helps', () => {
    const window = { start: AT, durationMs: 10 * MINUTE, atEnd: 'hold' } as const
    const stand = new Stand(sampleRunbook({ window }))
    stand.turn(30 * MINUTE)
    const extend = (byMs: number) => stand.turn(0, { command: 'extend', byMs, because: 'slow' })
    assert.match(extend(20 * MINUTE) ?? '', /which is over/)
    for (const byMs of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 9e15])
      assert.ok(extend(byMs), `${byMs}`)
    assert.equal(extend(20 * MINUTE + 1), null)
    assert.ok('run' in stand.change && stand.change.run.overrunAt === null)
  })

  it('is refused where it says nothing', () => {
    const draft = draftFrom(drafted('CHG-1', sampleRunbook(), operator, AT))
    for (const needed of [-1, 0.5, Number.NaN]) {
      const seen = { heldBy: [], traffic: {}, judged: [], answers: [], takeover: AT }
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

describe('at the very end', () => {
  it('an abort stops a check of the checklist, also when no step had begun', () => {
    const accept = sampleRunbook().accept.filter(({ id }) => id === 'canary-off')
    const stand = new Stand(sampleRunbook({ steps: [], accept }))
    assert.equal(stand.count('acceptance-started'), 1)
    stand.turn(SECOND, { command: 'abort', because: 'no' })
    assert.equal(stand.change.status, 'cancelled')
    const ref = { item: 'accept:canary-off', direction: 'do', attempt: 1 }
    assert.deepEqual(stand.orders.slice(-2), [{ order: 'stop', ref }, { order: 'release-claims' }])
  })

  it('no window is extended that has closed, and no check is settled that still runs', () => {
    const accept = sampleRunbook().accept.filter(({ id }) => id === 'canary-off')
    const stand = new Stand(sampleRunbook({ steps: [], accept }))
    assert.match(stand.turn(0, { command: 'extend', byMs: MINUTE, because: 'x' }) ?? '', /has closed/)
    const settle = { command: 'settle', item: 'canary-off', as: 'done', because: 'x' } as const
    assert.match(stand.turn(0, settle) ?? '', /being checked/)
  })

  it('a late answer to one effect is no answer to another', () => {
    const unknown = { ask: 'check', check: { act: 'undeploy', target: 'wix' } } as const
    const steps = [deploy('wix', { unknown })]
    const stand = new Stand(sampleRunbook({ steps, targets: ['wix'] }))
    stand.answer('deploy-wix', { outcome: 'unknown', reason: 'lost' })
    stand.turn(0, { command: 'abort', because: 'no' })
    const ref = { item: 'deploy-wix', direction: 'do', attempt: 1 } as const
    const traffic = {
      wix: { desired: { generation: 2, stable: 'blue', split: CLOSED }, settled: true, observed: 0 },
    } as const
    const answers = [{ ref, outcome: 'stopped' }] as const
    const seen = { heldBy: [], judged: [], traffic, answers, takeover: AT }
    const taken = takeTurn(stand.change, [], stand.now, seen)
    assert.ok(!taken.events.some(({ type }) => type === 'step-stopped'), 'its check still runs')
  })

  it('two turns of one instant never share a notice', () => {
    const channels = [{ channel: 'pager', urgency: 'page', events: [] }] as const
    const doubt = (step: string): ChangeEvent => ({
      at: AT,
      by: operator,
      type: 'step-unknown',
      step,
      attempt: 1,
      reason: 'lost',
      ask: 'person',
    })
    const idOf = (step: string) => noticesFor(doubt(step), 'CHG-1', 4, 0, sampleRunbook(), channels)[0]?.id
    assert.equal(idOf('deploy-wix'), idOf('deploy-wix'))
    assert.notEqual(idOf('deploy-wix'), idOf('deploy-gamma'))
  })

  it('events out of their order throw', () => {
    const draft: Change = draftFrom(drafted('CHG-1', sampleRunbook(), operator, AT))
    const wrong: readonly EventBody[] = [
      { type: 'rejected', because: 'x' },
      { type: 'approved', name: 'x' },
      { type: 'scheduled', start: null, end: null },
      { type: 'expired' },
      { type: 'missed' },
      { type: 'window-opened', endsAt: null, lateMs: 0 },
      { type: 'paused', because: 'x' },
      { type: 'resumed' },
      { type: 'window-overrun' },
      { type: 'rolled-back' },
      { type: 'succeeded' },
    ]
    for (const body of wrong)
      assert.throws(() => evolve(draft, { at: AT, by: operator, ...body }), /needs|under way/, body.type)
  })
})
