import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ModeStep, Step } from '../../runbook/runbook.ts'
import { deploy, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { LATCHED } from '../../traffic/desired.ts'
import { asMode, modeOf, type TrafficMode } from '../../traffic/mode.ts'
import { MINUTE, SECOND } from '../turn/moments.testing.ts'
import { Stand } from '../turn/stand.testing.ts'

const closed: ModeStep = {
  kind: 'mode',
  id: 'closed',
  title: 'Take no writes',
  after: [],
  targets: ['gamma', 'wix'],
  traffic: 'read-only',
  banner: 'We are at work.',
  drainMs: MINUTE,
  onFailure: 'rollback',
}
const move: Step = {
  ...deploy('wix'),
  id: 'move',
  title: 'Move the database',
  after: ['closed'],
  act: { act: 'action', name: 'move', with: {} },
}
const open: ModeStep = {
  kind: 'mode',
  id: 'open',
  title: 'Take writes',
  after: ['move'],
  targets: ['gamma', 'wix'],
  traffic: 'normal',
  onFailure: 'rollback',
}

const READ_ONLY: TrafficMode = { traffic: 'read-only', banner: 'We are at work.' }
const NORMAL: TrafficMode = { traffic: 'normal' }

function planned(steps: readonly Step[] = [closed, move, open], over = {}): Stand {
  const stand = new Stand(sampleRunbook({ steps, accept: [], ...over }))
  return stand
}
const modes = (stand: Stand) => stand.wanted().map((desired) => modeOf(desired))
const byHand = (stand: Stand, target: string, mode: TrafficMode) => {
  const { mode: _, ...rest } = stand.desired.get(target) ?? assert.fail(target)
  stand.desired.set(target, { ...rest, generation: rest.generation + 1, ...asMode(mode) })
}
const failure = (stand: Stand) => stand.events.find((event) => event.type === 'step-failed')?.reason

describe('a mode step', () => {
  it('is done when every proxy has it and carries no write, and the next begins then', () => {
    const stand = planned()
    assert.deepEqual(modes(stand), [READ_ONLY, READ_ONLY])
    stand.underWay = 3
    stand.turn(SECOND)
    const waits = stand.events.find((event) => event.type === 'mode-acknowledged')
    assert.equal(waits?.writes, 6)
    stand.underWay = null
    stand.turn(SECOND)
    assert.equal(stand.count('step-started'), 0, 'what is not known is not zero')
    stand.underWay = 0
    stand.turn(SECOND)
    assert.equal(stand.count('step-started'), 1)
    stand.answer('move')
    assert.deepEqual(modes(stand), [NORMAL, NORMAL])
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'succeeded')
    assert.equal(stand.count('mode-put-back'), 0)
  })

  it('fails when its drain is over and writes are left, says how many, and is put back', () => {
    const stand = planned()
    stand.underWay = 2
    stand.turn(SECOND)
    assert.equal(stand.wakeAt, stand.now + MINUTE)
    stand.turn(MINUTE - SECOND)
    assert.equal(stand.change.status, 'running')
    stand.turn(SECOND)
    assert.equal(failure(stand), '4 writes were still under way on gamma and wix after 1m')
    stand.turn(SECOND)
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'rolled-back')
    assert.deepEqual(modes(stand), [NORMAL, NORMAL])
  })

  it('fails as well when nobody knows how many are left', () => {
    const stand = planned([{ ...closed, onFailure: 'pause' }, move])
    stand.underWay = null
    stand.turn(SECOND)
    stand.turn(MINUTE)
    assert.match(failure(stand) ?? '', /^it is not known how many writes were still under way/)
    assert.equal(stand.change.status, 'paused')
    assert.deepEqual(modes(stand), [READ_ONLY, READ_ONLY])
    stand.underWay = 0
    assert.equal(stand.turn(SECOND, { command: 'resume' }), null)
    stand.turn(SECOND)
    assert.equal(stand.count('mode-switching'), 2)
    assert.equal(stand.count('step-started'), 1)
  })

  it('goes on where its plan says so, and is put back at the end', () => {
    const stand = planned([{ ...closed, onFailure: 'continue' }, move])
    stand.underWay = 1
    stand.turn(SECOND)
    stand.turn(MINUTE)
    assert.equal(stand.count('step-started'), 1)
    stand.answer('move')
    assert.equal(stand.count('mode-put-back'), 1)
    assert.equal(stand.change.status, 'succeeded')
    assert.deepEqual(modes(stand), [NORMAL, NORMAL])
  })

  it('waits for a proxy without end, and tells once', () => {
    const stand = planned()
    stand.deaf.add('wix')
    stand.turn(14 * SECOND)
    assert.equal(stand.count('mode-unacknowledged'), 0)
    stand.turn(SECOND)
    stand.turn(10 * MINUTE)
    assert.equal(stand.count('mode-unacknowledged'), 1)
    assert.equal(stand.change.status, 'running')
    stand.deaf.clear()
    stand.turn(SECOND)
    assert.equal(stand.count('step-started'), 1)
  })

  it('goes on at once where it is so already', () => {
    const stand = planned([
      { ...closed, after: ['move'] },
      { ...move, after: [] },
    ])
    for (const target of closed.targets) byHand(stand, target, READ_ONLY)
    stand.answer('move')
    assert.equal(stand.change.status, 'succeeded')
    assert.deepEqual(modes(stand), [READ_ONLY, READ_ONLY], 'it was so before')
  })

  it('keeps a banner until somebody is turned away, and the banner of who turned them away before', () => {
    const banner: ModeStep = {
      kind: 'mode',
      id: 'banner',
      title: 'Banner',
      after: [],
      targets: ['gamma', 'wix'],
      banner: 'Soon.',
      onFailure: 'rollback',
    }
    const { banner: _, drainMs: __, ...bare } = closed
    const stand = planned([banner, { ...bare, after: ['banner'] }, move])
    stand.turn(SECOND)
    assert.deepEqual(modes(stand), [
      { traffic: 'read-only', banner: 'Soon.' },
      { traffic: 'read-only', banner: 'Soon.' },
    ])

    const over = planned([
      { ...move, after: [] },
      { ...bare, after: ['move'] },
      { ...move, id: 'late' },
    ])
    byHand(over, 'wix', { traffic: 'maintenance', banner: 'By hand.', until: 5 })
    over.answer('move')
    over.turn(SECOND)
    assert.deepEqual(modeOf(over.desired.get('wix') ?? {}), {
      traffic: 'read-only',
      banner: 'By hand.',
      until: 5,
    })
    over.turn(0, { command: 'abort', because: 'no' })
    for (const id of ['late', 'late']) over.answer(id)
    over.turn(SECOND)
    over.answer('move')
    over.turn(SECOND)
    assert.deepEqual(modes(over), [NORMAL, { traffic: 'maintenance', banner: 'By hand.', until: 5 }])
  })

  it('works on a latched target that nothing else touches', () => {
    const only = { ...closed, targets: ['wix'] }
    const stand = new Stand(
      sampleRunbook({
        steps: [
          { ...move, after: [] },
          { ...only, after: ['move'] },
          { ...move, id: 'late' },
        ],
        targets: ['wix'],
        accept: [],
      }),
    )
    const before = stand.desired.get('wix') ?? assert.fail()
    stand.desired.set('wix', { ...before, split: LATCHED })
    stand.answer('move')
    stand.turn(SECOND)
    stand.answer('late')
    assert.equal(stand.change.status, 'succeeded')
    assert.deepEqual(stand.desired.get('wix')?.split, LATCHED)
  })
})

describe('what a change has set', () => {
  it('is put back newest first, each before what was done in it is undone', () => {
    const stand = planned([closed, move, open, { ...move, id: 'late', after: ['open'] }])
    stand.turn(SECOND)
    stand.answer('move')
    stand.turn(SECOND)
    stand.turn(0, { command: 'abort', because: 'no' })
    stand.answer('late')
    stand.answer('late')
    stand.turn(SECOND)
    assert.deepEqual(modes(stand), [READ_ONLY, READ_ONLY], 'the database moves back without writes')
    stand.answer('move')
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'rolled-back')
    assert.deepEqual(modes(stand), [NORMAL, NORMAL])
  })

  it('is waited for until every proxy has it again, and that it takes long is told once', () => {
    const stand = planned()
    stand.turn(SECOND)
    stand.turn(0, { command: 'abort', because: 'no' })
    stand.answer('move')
    stand.answer('move')
    stand.deaf.add('wix')
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'rolling-back')
    stand.turn(15 * SECOND)
    stand.turn(MINUTE)
    assert.equal(stand.count('mode-undo-unacknowledged'), 1)
    assert.equal(stand.change.status, 'rolling-back')
    stand.deaf.clear()
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'rolled-back')
    assert.deepEqual(modes(stand), [NORMAL, NORMAL])
  })

  it('is left alone where somebody has changed it since, also when they chose what the change had', () => {
    const stand = planned([closed, move, open, { ...move, id: 'late', after: ['open'] }])
    stand.turn(SECOND)
    stand.answer('move')
    stand.turn(SECOND)
    byHand(stand, 'wix', READ_ONLY)
    stand.turn(0, { command: 'abort', because: 'no' })
    for (const id of ['late', 'late']) stand.answer(id)
    stand.turn(SECOND)
    stand.answer('move')
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'rolled-back')
    assert.equal(stand.count('mode-left'), 1)
    assert.deepEqual(modes(stand), [NORMAL, READ_ONLY])
  })

  it('fails the step when somebody changes it while its proxies are waited for', () => {
    const stand = planned([{ ...closed, onFailure: 'pause' }, move])
    stand.deaf.add('wix')
    stand.turn(SECOND)
    byHand(stand, 'wix', { traffic: 'maintenance' })
    stand.turn(SECOND)
    assert.equal(failure(stand), 'somebody else has made wix closed for maintenance meanwhile')
    assert.equal(stand.change.status, 'paused')
  })

  it('ends with the plan’s own last word where that is normal', () => {
    const stand = planned([
      { ...open, after: ['move'] },
      { ...move, after: [] },
    ])
    byHand(stand, 'wix', { traffic: 'maintenance' })
    stand.answer('move')
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'succeeded')
    assert.deepEqual(modes(stand), [NORMAL, NORMAL])
  })
})

describe('a mode that a person has set to the very same', () => {
  const taken = (stand: Stand, ...targets: string[]) => {
    for (const target of targets) stand.taken.add(target)
  }

  it('is theirs: the change leaves it at its end, and says so', () => {
    const stand = planned([closed, move])
    stand.turn(SECOND)
    taken(stand, 'wix')
    stand.answer('move')
    stand.turn(SECOND)
    const left = stand.events.find((event) => event.type === 'mode-left')
    assert.deepEqual(left?.targets, ['wix'])
    assert.deepEqual(modes(stand), [NORMAL, READ_ONLY])
    assert.equal(stand.change.status, 'succeeded')
  })

  it('is theirs in a rollback too', () => {
    const stand = planned()
    stand.turn(SECOND)
    taken(stand, 'gamma')
    stand.turn(SECOND, { command: 'abort', because: 'no' })
    stand.answer('move', { outcome: 'stopped' })
    stand.answer('move')
    assert.deepEqual(modes(stand), [READ_ONLY, NORMAL])
  })

  it('was theirs before the change too, and nothing is left to say', () => {
    const stand = planned([
      { ...closed, after: ['move'] },
      { ...move, after: [] },
    ])
    for (const target of ['gamma', 'wix']) byHand(stand, target, READ_ONLY)
    taken(stand, 'gamma', 'wix')
    stand.answer('move')
    stand.turn(SECOND)
    assert.equal(stand.count('mode-left'), 0)
    assert.deepEqual(modes(stand), [READ_ONLY, READ_ONLY])
    assert.equal(stand.change.status, 'succeeded')
  })
})

describe('a window that is over while users are turned away', () => {
  const window = { start: null, durationMs: 2 * MINUTE, atEnd: 'hold' as const }

  it('lets them in again when nothing else is left to begin, and the change succeeds, marked', () => {
    const stand = planned([closed, move, open], { window })
    stand.turn(SECOND)
    stand.turn(3 * MINUTE)
    assert.equal(stand.count('window-overrun'), 1)
    stand.answer('move')
    stand.turn(SECOND)
    assert.deepEqual(modes(stand), [NORMAL, NORMAL])
    assert.equal(stand.change.status, 'succeeded')
  })

  it('does so in a later phase as well', () => {
    const start = { start: 'in-turn' } as const
    const phases = [
      { id: 'work', start: { start: 'at', offsetMs: 0 } as const, steps: ['closed', 'move'] },
      { id: 'after', start, steps: ['open'] },
    ]
    const stand = planned([closed, move, { ...open, after: [] }], { window, phases })
    stand.turn(SECOND)
    stand.turn(3 * MINUTE)
    stand.answer('move')
    stand.turn(SECOND)
    assert.deepEqual([stand.change.status, modes(stand)], ['succeeded', [NORMAL, NORMAL]])
  })

  it('waits for a person where anything else is left, or where it has turned nobody away', () => {
    const more: Step = { ...move, id: 'more', after: ['open'] }
    const stand = planned([closed, move, open, more], { window })
    stand.turn(SECOND)
    stand.turn(3 * MINUTE)
    stand.answer('move')
    stand.turn(SECOND)
    assert.deepEqual([stand.change.status, modes(stand)], ['running', [READ_ONLY, READ_ONLY]])
    const idle = planned([{ ...move, after: [] }, open], { window })
    idle.turn(3 * MINUTE)
    idle.answer('move')
    idle.turn(SECOND)
    assert.equal(idle.change.status, 'running')
  })
})
