import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '../../access/actor.ts'
import type { Item, Runbook, Step } from '../../runbook/runbook.ts'
import { deploy, gate, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { drafted, draftFrom } from '../evolve/draft.ts'
import { evolve } from '../evolve/evolve.ts'
import { scripted } from './moments.testing.ts'
import { AT, Stand } from './stand.testing.ts'

const SECOND = 1_000
const MINUTE = 60_000
const ada: Actor = { kind: 'person', name: 'ada' }
const reject = { command: 'decide' as const, decision: 'go', as: 'reject' as const, by: ada }
const ben: Actor = { kind: 'person', name: 'ben' }
const rita: Actor = { kind: 'person', name: 'rita' }
const FILE = { name: 'proof.png', bytes: 10, sha256: 'a'.repeat(64) }

const person = (id: string, over: Partial<Extract<Item['check'], { check: 'person' }>> = {}): Item => ({
  id,
  title: `Item ${id}`,
  check: { check: 'person', who: '', lead: 'cutover', ...over },
})
const action = (id: string): Item => ({
  id,
  title: `Item ${id}`,
  check: { check: 'act', act: { act: 'action', name: id, with: {} }, timeLimitMs: MINUTE },
})
const checklist = (...items: Item[]): Step => ({
  kind: 'checklist',
  id: 'ready',
  title: 'Ready',
  after: [],
  items,
})
const approve = (over: object = {}): Step => ({
  kind: 'approve',
  id: 'go',
  title: 'Go or no-go',
  after: [],
  decision: 'go-no-go',
  by: ['cutover', 'qa'],
  quorum: 2,
  onFailure: 'rollback',
  ...over,
})
const leads = { cutover: { title: 'Cutover lead', person: 'ada' }, qa: { title: 'QA lead', person: 'ben' } }
const later = deploy('wix', { after: ['ready'] })

function standOf(steps: Step[], over: Partial<Runbook> = {}): Stand {
  return new Stand(sampleRunbook({ window: null, accept: [], leads, steps, ...over }))
}

describe('a checklist in the run', () => {
  it('blocks what comes after it until every item has passed', () => {
    const stand = standOf([checklist(person('page'), person('team', { lead: 'qa' })), later])
    assert.equal(stand.count('step-started'), 0)
    assert.equal(stand.turn(SECOND, { command: 'tick', item: 'ready/page', by: ada, note: 'is up' }), null)
    assert.equal(stand.count('step-done'), 0)
    assert.equal(stand.turn(SECOND, { command: 'tick', item: 'team', by: ben }), null, 'by its own name')
    assert.deepEqual([stand.count('step-done'), stand.count('step-started')], [1, 1])
    assert.ok('run' in stand.change)
    const done = stand.change.run.steps.ready
    assert.ok(done?.status === 'done')
    assert.deepEqual(done.items?.page, {
      status: 'passed',
      at: stand.now - SECOND,
      evidence: 'ticked by ada',
      by: 'ada',
      note: 'is up',
    })
  })

  const refusals: readonly [string, object, RegExp][] = [
    [
      'by the wrong person',
      { command: 'tick', item: 'ready/page', by: ben },
      /for ada \(Cutover lead\), not for ben/,
    ],
    ['by the engine', { command: 'tick', item: 'ready/page', by: { kind: 'engine' } }, /only a person/],
    [
      'of an item that there is not',
      { command: 'tick', item: 'ready/pager', by: ada },
      /no item "ready\/pager"/,
    ],
    ['of evidence', { command: 'tick', item: 'ready/backup', by: ada }, /found out by Cutwater itself/],
    ['without the file that it needs', { command: 'tick', item: 'ready/proof', by: ada }, /needs a file/],
    ['withdrawn by another', { command: 'untick', item: 'ready/page', because: 'x', by: ben }, /not for ben/],
  ]
  for (const [what, command, because] of refusals)
    it(`refuses a tick ${what}`, () => {
      const stand = standOf([checklist(person('page'), person('proof', { attach: true }), action('backup'))])
      assert.match(stand.turn(SECOND, command as never) ?? 'accepted', because)
      assert.equal(stand.count('item-ticked'), 0)
    })

  it('takes the same tick again without an event, and no other over it', () => {
    const stand = standOf([checklist(person('page'), person('anyone', { lead: 'nobody' }))])
    const tick = { command: 'tick', item: 'ready/anyone', note: 'seen' } as const
    assert.equal(
      stand.turn(SECOND, { ...tick, by: ada }, { ...tick, by: ben }),
      'ready/anyone was ticked by ada at 2025-10-09T08:53:21.000Z',
    )
    assert.equal(stand.turn(SECOND, { ...tick, by: ada }), null)
    assert.match(stand.turn(SECOND, { ...tick, note: 'more', by: ada }) ?? '', /was ticked by ada/)
    assert.equal(stand.count('item-ticked'), 1)
  })

  it('a tick is withdrawn until its checklist is over, and then refused', () => {
    const stand = standOf([checklist(person('page'), person('team', { lead: 'qa' })), later])
    stand.turn(SECOND, { command: 'tick', item: 'ready/page', by: ada })
    assert.equal(stand.turn(0, { command: 'untick', item: 'ready/page', because: 'too soon', by: ada }), null)
    stand.turn(SECOND, { command: 'tick', item: 'ready/team', by: ben })
    assert.equal(stand.count('step-done'), 0)
    stand.turn(SECOND, { command: 'tick', item: 'ready/page', by: ada })
    assert.equal(stand.count('step-done'), 1)
    for (const command of ['untick', 'not-ready'] as const)
      assert.match(
        stand.turn(SECOND, { command, item: 'ready/page', because: 'x', by: ada }) ?? '',
        /its checklist is over/,
      )
    assert.match(stand.turn(SECOND, { command: 'tick', item: 'ready/page', by: ada }) ?? '', /is over/)
  })

  it('who is not ready pauses the change, and a person who resumes it asks again', () => {
    const stand = standOf([checklist(person('page')), later])
    stand.turn(SECOND, { command: 'not-ready', item: 'ready/page', because: 'no pager', by: ada })
    assert.equal(stand.change.status, 'paused')
    assert.ok(stand.change.status === 'paused')
    assert.match(stand.change.hold.because, /not ready: Item page: no pager/)
    stand.turn(SECOND, { command: 'resume' })
    assert.equal(stand.change.status, 'running')
    assert.equal(stand.count('step-done'), 0)
    stand.turn(SECOND, { command: 'tick', item: 'ready/page', by: ada })
    assert.equal(stand.count('step-done'), 1)
  })

  it('asks evidence that fails again, later each time, and shows what it saw last', () => {
    const stand = standOf([checklist(action('backup')), later])
    const waits: number[] = []
    for (let i = 0; i < 7; i += 1) {
      stand.answer('ready/backup', { outcome: 'failed', reason: `no ${i}` })
      waits.push((stand.wakeAt ?? 0) - stand.now)
      stand.turn((stand.wakeAt ?? 0) - stand.now)
      if (stand.count('item-started') <= i + 1) stand.turn((stand.wakeAt ?? 0) - stand.now)
    }
    assert.equal(stand.count('item-started'), 8)
    assert.deepEqual(
      waits.slice(0, 4),
      [10, 20, 40, 80].map((s) => s * SECOND),
    )
    assert.equal(stand.count('checklist-late'), 1)
    stand.answer('ready/backup')
    assert.equal(stand.count('step-done'), 1)
  })

  it('evidence that does not come is passed by a word of a person, a rule never', () => {
    const rule = { ...gate, form: { form: 'over' as const, span: MINUTE } }
    const quiet: Item = { id: 'quiet', title: 'Quiet', check: { check: 'rule', rule, targets: ['wix'] } }
    const stand = standOf([checklist(action('backup'), quiet)])
    const settle = { command: 'settle', as: 'done', because: 'I looked' } as const
    assert.match(stand.turn(0, { ...settle, item: 'ready/backup' }) ?? '', /no doubt/)
    stand.answer('ready/backup', { outcome: 'failed', reason: 'no' })
    assert.equal(stand.turn(0, { ...settle, item: 'ready/backup' }), null)
    stand.turn(10 * MINUTE)
    assert.ok('run' in stand.change && stand.change.run.steps.ready?.status === 'ticking')
    const { items } = stand.change.run.steps.ready
    assert.ok(items.quiet?.status === 'failed')
    assert.match(items.quiet.evidence, /no data for wix/)
    assert.match(stand.turn(0, { ...settle, item: 'ready/quiet' }) ?? '', /does not hold/)
  })

  it('goes on without what need not be so, which may still be ticked afterwards', () => {
    const stand = standOf([checklist(person('page'), { ...person('nice'), required: false }), later])
    stand.turn(SECOND, { command: 'tick', item: 'ready/page', by: ada })
    assert.equal(stand.count('step-done'), 1)
    assert.equal(stand.turn(SECOND, { command: 'tick', item: 'ready/nice', by: ada }), null)
    assert.equal(stand.count('item-ticked'), 2)
  })

  it('an abort of a change that only ticked cancels it, and stops what was being asked', () => {
    const stand = standOf([checklist(action('backup')), later])
    stand.turn(SECOND, { command: 'abort', because: 'no' })
    assert.equal(stand.change.status, 'cancelled')
    assert.deepEqual(
      stand.orders.filter(({ order }) => order === 'stop'),
      [{ order: 'stop', ref: { item: 'ready/backup', direction: 'do', attempt: 1 } }],
    )
  })

  it('keeps a file by its hash with the tick', () => {
    const stand = standOf([checklist(person('proof', { attach: true })), later])
    assert.equal(stand.turn(0, { command: 'tick', item: 'ready/proof', attachment: FILE, by: ada }), null)
    const [ticked] = stand.events.filter(({ type }) => type === 'item-ticked')
    assert.ok(ticked?.type === 'item-ticked')
    assert.deepEqual(ticked.attachment, FILE)
  })
})

describe('the checklist of a stage', () => {
  const staged = (...items: Item[]): Step[] => {
    const stages = rollout.stages.map((stage, i) => (i === 0 ? { ...stage, checklist: items } : stage))
    return [{ ...rollout, after: [], stages }]
  }
  const runbook = sampleRunbook({ window: null, accept: [], leads, steps: staged(person('looks-well')) })

  it('is asked after the hold, and the next weight waits for it', () => {
    const { timeline } = scripted('{commands: [{at: 12m, do: tick, item: rollout@1/looks-well}]}', runbook)
    const at = (type: string, nth = 0) =>
      Math.floor((timeline.filter((one) => one.type === type)[nth]?.offsetMs ?? Number.NaN) / MINUTE)
    assert.deepEqual([at('checklist-opened'), at('item-ticked'), at('stage-entered', 1)], [5, 12, 12])
  })

  it('guards watch on while people are waited for', () => {
    const ungated = runbook.steps.map((step) => ({ ...step, gates: [] }) as Step)
    const { change } = scripted(
      '{commands: [{at: 30m, do: tick, item: rollout@1/looks-well}], evidence: [{from: 8m, success: 50%}]}',
      { ...runbook, steps: ungated },
    )
    assert.ok(change.status === 'rolled-back' && change.back.cause.cause === 'guard')
  })

  it('is not passed over by a promotion, which only ends the hold', () => {
    const { timeline, change } = scripted(
      '{commands: [{at: 1m, do: promote}, {at: 2m, do: promote}, {at: 3m, do: tick, item: rollout@1/looks-well}]}',
      runbook,
    )
    assert.equal(change.status, 'succeeded')
    const types = timeline.map(({ type }) => type)
    assert.ok(types.indexOf('checklist-opened') < types.indexOf('item-ticked'))
    assert.match(timeline.find(({ type }) => type === 'refused')?.sentence ?? '', /waits for its checklist/)
    assert.equal(
      Math.floor((timeline.filter(({ type }) => type === 'stage-entered')[1]?.offsetMs ?? 0) / MINUTE),
      3,
    )
    assert.ok('run' in change)
    const progress = change.run.steps.rollout
    assert.ok(progress?.status === 'done')
    assert.equal(progress.rollout?.passed[0]?.promotedBy?.kind, 'person')
    assert.equal(progress.rollout?.passed[0]?.items?.['looks-well']?.status, 'passed')
  })
})

describe('a decision in the run', () => {
  it('needs as many people as its plan says', () => {
    const stand = standOf([approve(), deploy('wix', { after: ['go'] })])
    assert.equal(stand.turn(0, { command: 'decide', decision: 'go', as: 'approve', by: ada }), null)
    assert.equal(stand.turn(0, { command: 'decide', decision: 'go', as: 'approve', by: ada }), null)
    assert.equal(stand.count('decided'), 1, 'said twice by one, it counts once')
    assert.equal(stand.count('step-done'), 0)
    assert.match(
      stand.turn(0, { command: 'decide', decision: 'go', as: 'approve', by: rita }) ?? '',
      /for ada, ben to decide, not for rita/,
    )
    assert.equal(stand.turn(0, { command: 'decide', decision: 'go-no-go', as: 'approve', by: ben }), null)
    assert.equal(stand.count('step-done'), 1)
    assert.match(
      stand.turn(0, { command: 'decide', decision: 'go', as: 'reject', because: 'x', by: ben }) ?? '',
      /has been decided/,
    )
  })

  it('a rejection needs a reason, and its plan says what follows', () => {
    for (const [onFailure, status] of [
      ['rollback', 'rolling-back'],
      ['pause', 'paused'],
      ['continue', 'running'],
    ] as const) {
      const stand = standOf([
        deploy('wix'),
        approve({ onFailure, after: ['deploy-wix'] }),
        deploy('gamma', { after: ['go'] }),
      ])
      stand.answer('deploy-wix')
      assert.match(stand.turn(0, reject) ?? '', /needs its reason/)
      assert.equal(stand.turn(0, { ...reject, because: 'error rate' }), null)
      assert.equal(stand.change.status, status)
    }
  })

  it('one that is rejected before anything has begun cancels the change', () => {
    const stand = standOf([approve()])
    stand.turn(0, { command: 'decide', decision: 'go', as: 'reject', because: 'no', by: ada })
    assert.ok(stand.change.status === 'cancelled')
    assert.equal(stand.change.because, 'Go or no-go: rejected by ada: no')
  })

  it('one that is not made within its time fails', () => {
    const stand = standOf([
      deploy('wix'),
      approve({ after: ['deploy-wix'], timeLimitMs: 5 * MINUTE, onFailure: 'pause' }),
    ])
    stand.answer('deploy-wix')
    stand.turn(0, { command: 'decide', decision: 'go', as: 'approve', by: ada })
    stand.turn(5 * MINUTE)
    assert.ok(stand.change.status === 'paused')
    assert.match(stand.change.hold.because, /nobody had decided it after 5m: 1 of 2/)
    const settle = { command: 'settle', item: 'go', as: 'done', because: 'x' } as const
    assert.match(stand.turn(0, settle) ?? '', /for its people to decide/)
    stand.turn(0, { command: 'resume' })
    assert.equal(stand.count('decision-asked'), 2, 'a resume asks anew')
  })

  it('is never for who requested the change, and one that nobody could make is refused when it is asked for', () => {
    const own = { ...leads, qa: { title: 'QA lead', person: 'rita' } }
    const stand = standOf([approve()], { leads: own })
    assert.equal(stand.change.status, 'draft')
    assert.match(
      stand.turn(0, { command: 'request', needed: 0 }) ?? '',
      /needs 2 to approve, and one person may; rita requested or wrote it and does not count/,
    )
    const one = standOf([approve({ quorum: 1 })], { leads: own })
    assert.match(
      one.turn(0, { command: 'decide', decision: 'go', as: 'approve', by: rita }) ?? '',
      /rita requested this change and cannot approve/,
    )
  })

  it('is never for who wrote its plan or edited it, which a longer window does not make anyone', () => {
    const draft = draftFrom(drafted('CHG-1', sampleRunbook(), rita, 0, 'ada'))
    assert.deepEqual(draft.writers, ['ada'])
    const edited = (by: Actor, more: object = {}) =>
      evolve(draft, { at: 1, by, type: 'edited', runbook: sampleRunbook(), ...more })
    assert.deepEqual(edited(ben, { writer: 'cy' }).writers, ['ada', 'ben', 'cy'])
    assert.deepEqual(edited(rita).writers, ['ada'], 'the requester is one anyway')
    assert.deepEqual(edited(ben, { because: 'it takes longer' }).writers, ['ada'])
    const stand = standOf([approve({ quorum: 1 })])
    stand.change = { ...stand.change, writers: ['ada'] }
    assert.match(
      stand.turn(0, { command: 'decide', decision: 'go', as: 'approve', by: ada }) ?? '',
      /ada wrote what this change does and cannot approve/,
    )
    assert.equal(stand.turn(0, { command: 'decide', decision: 'go', as: 'approve', by: ben }), null)
  })

  it('one person who answers for two parts counts once', () => {
    const stand = standOf([approve()], {
      leads: { cutover: leads.cutover, qa: { title: 'QA', person: 'ada' } },
    })
    assert.equal(stand.change.status, 'draft', 'two people are needed, and one is named')
    const open = standOf([approve()], { leads: { cutover: { title: 'Cutover' }, qa: { title: 'QA' } } })
    open.turn(0, { command: 'decide', decision: 'go', as: 'approve', by: ada })
    open.turn(0, { command: 'decide', decision: 'go', as: 'approve', by: ada })
    assert.equal(open.count('step-done'), 0)
    open.turn(0, { command: 'decide', decision: 'go', as: 'approve', by: ben })
    assert.equal(open.count('step-done'), 1)
  })
})

describe('people before T', () => {
  const T = 60 * MINUTE
  /** A checklist and a decision before T, and a deploy after it. */
  function preparing(): Stand {
    const stand = standOf(
      [checklist(person('page')), approve({ after: ['ready'] }), deploy('wix', { after: [] })],
      {
        window: { start: AT + T, durationMs: T, atEnd: 'hold' },
        phases: [
          { id: 'before', start: { start: 'scheduled' }, steps: ['ready', 'go'] },
          { id: 'at T', start: { start: 'at', offsetMs: 0 }, steps: ['deploy-wix'] },
        ],
      },
    )
    stand.turn(SECOND)
    assert.equal(stand.change.status, 'preparing')
    assert.equal(stand.count('checklist-opened'), 1)
    return stand
  }

  it('are asked, and T comes when all of it is through', () => {
    const stand = preparing()
    assert.equal(stand.turn(SECOND, { command: 'tick', item: 'page', by: ada }), null)
    stand.turn(SECOND, { command: 'decide', decision: 'go', as: 'approve', by: ada })
    stand.turn(SECOND, { command: 'decide', decision: 'go', as: 'approve', by: ben })
    assert.equal(stand.count('phase-ended'), 1)
    stand.turn(T)
    assert.deepEqual([stand.change.status, stand.count('step-started')], ['running', 1])
  })

  it('T does not come while an item is open', () => {
    const stand = preparing()
    stand.turn(T + MINUTE)
    assert.deepEqual([stand.change.status, stand.count('window-opened')], ['preparing', 0])
  })

  it('who is not ready holds the opening back, until a person resumes it', () => {
    const stand = preparing()
    stand.turn(SECOND, { command: 'not-ready', item: 'page', because: 'no pager', by: ada })
    assert.ok(stand.change.status === 'preparing')
    assert.match(stand.change.blocked?.because ?? '', /not ready: Item page: no pager/)
    stand.turn(SECOND, { command: 'resume' })
    stand.turn(SECOND, { command: 'tick', item: 'page', by: ada })
    assert.equal(stand.count('decision-asked'), 1)
  })

  it('a rejection cancels it', () => {
    const stand = preparing()
    stand.turn(SECOND, { command: 'tick', item: 'page', by: ada })
    stand.turn(SECOND, { command: 'decide', decision: 'go', as: 'reject', because: 'no', by: ben })
    assert.equal(stand.change.status, 'cancelled')
  })
})
