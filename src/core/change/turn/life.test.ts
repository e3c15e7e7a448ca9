import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '../../access/actor.ts'
import { phasedRunbook, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { readScript } from '../../simulate/script.ts'
import { simulate } from '../../simulate/simulate.ts'
import { LATCHED } from '../../traffic/desired.ts'
import type { CommandBody } from '../commands/command.ts'
import { decide } from '../commands/decide.ts'
import { isRefused } from '../commands/decision.ts'
import type { EventBody } from '../events/event.ts'
import { drafted, draftFrom } from '../evolve/draft.ts'
import { evolve } from '../evolve/evolve.ts'
import type { Observations } from '../outside/observations.ts'
import type { Change, Status } from '../state/change.ts'
import { type Taken, takeTurn } from './take-turn.ts'

const AT = 1_760_000_000_000
const requester: Actor = { kind: 'person', name: 'rita' }
const other: Actor = { kind: 'person', name: 'olaf' }
const nothing: Observations = {
  heldBy: [],
  traffic: {},
  judged: [],
  heldFlags: [],
  answers: [],
  takeover: AT,
}

/** A change in each state, reached by events as a real one is. */
function changeThatIs(status: Status): Change {
  const window = { start: AT + 60_000, durationMs: 3_600_000, atEnd: 'hold' as const }
  const base = { id: 'ready', title: 'Ready', after: [] }
  const page = { id: 'page', title: 'Page', check: { check: 'person', who: 'anyone' } } as const
  const plain = sampleRunbook({
    window,
    steps: [
      ...sampleRunbook().steps,
      { kind: 'checklist', ...base, items: [page] },
      { ...base, kind: 'approve', id: 'go', decision: 'go', by: ['lead'], quorum: 1, onFailure: 'pause' },
    ],
  })
  const runbook = status === 'preparing' ? phasedRunbook(sampleRunbook({ window })) : plain
  const paths: Record<Status, readonly EventBody[]> = {
    draft: [],
    requested: [{ type: 'requested', needed: 1 }],
    scheduled: [
      { type: 'requested', needed: 1 },
      { type: 'approved', name: 'ann' },
      { type: 'scheduled', start: AT, end: AT },
    ],
    preparing: [
      { type: 'requested', needed: 1 },
      { type: 'approved', name: 'ann' },
      { type: 'scheduled', start: AT, end: AT },
      { type: 'preparation-started' },
      { type: 'phase-started', phase: 'prepare' },
      { ...started, step: 'warm-up' },
    ],
    running: [...open, started, ...asked],
    paused: [...open, started, ...asked, { type: 'paused', because: 'lunch' }],
    'rolling-back': [...open, started, back],
    succeeded: [...open, started, { type: 'succeeded' }],
    'rolled-back': [...open, started, back, { type: 'rolled-back' }],
    failed: [...open, started, back, { type: 'failed', notUndone: ['deploy-wix'] }],
    cancelled: [{ type: 'cancelled', because: 'no longer needed' }],
    expired: [{ type: 'requested', needed: 1 }, { type: 'expired' }],
    missed: [{ type: 'requested', needed: 0 }, { type: 'scheduled', start: AT, end: AT }, { type: 'missed' }],
  }
  const first = drafted('CHG-1', runbook, requester, AT)
  return paths[status].reduce(
    (change, body) => evolve(change, { at: AT, by: requester, ...body }),
    draftFrom(first) as Change,
  )
}
const open: readonly EventBody[] = [
  { type: 'requested', needed: 0 },
  { type: 'scheduled', start: AT, end: AT },
  { type: 'window-opened', endsAt: AT + 3_600_000, lateMs: 0 },
]
const started: Extract<EventBody, { type: 'step-started' }> = {
  type: 'step-started',
  step: 'deploy-wix',
  attempt: 1,
  act: { act: 'deploy', target: 'wix', version: 'v2' },
}
const asked: readonly EventBody[] = [
  { type: 'checklist-opened', step: 'ready', asks: ['anyone'] },
  { type: 'decision-asked', step: 'go', attempt: 1, asks: ['lead'], quorum: 1 },
]
const back: EventBody = {
  type: 'rollback-started',
  cause: { cause: 'asked', because: 'no' },
  gradual: false,
  latch: false,
  undo: ['deploy-wix'],
}

const COMMANDS = {
  edit: { command: 'edit', runbook: sampleRunbook() },
  approve: { command: 'approve' },
  reject: { command: 'reject', because: 'not now' },
  cancel: { command: 'cancel', because: 'not needed' },
  pause: { command: 'pause', because: 'lunch' },
  resume: { command: 'resume' },
  promote: { command: 'promote', all: false, override: null },
  abort: { command: 'abort', because: 'bad' },
  rollback: { command: 'rollback', because: 'bad', gradual: false },
  kill: { command: 'kill', because: 'bad' },
  settle: { command: 'settle', item: 'deploy-wix', as: 'done', because: 'looked' },
  extend: { command: 'extend', byMs: 60_000, because: 'slow' },
  consider: { command: 'consider', because: 'users complain' },
  decline: { command: 'decline', number: 1, because: 'it is the CDN' },
  tick: { command: 'tick', item: 'ready/page' },
  'not-ready': { command: 'not-ready', item: 'ready/page', because: 'no' },
  decide: { command: 'decide', decision: 'go', as: 'approve' },
} satisfies Record<string, CommandBody>

/** `-` refuses with a reason, `=` is accepted as already so, anything else names the first event. */
const TABLE = `
state        | edit   | approve  | reject             | cancel    | pause           | resume  | promote | abort            | rollback         | kill             | settle | extend | consider | decline | tick | not-ready | decide
draft        | edited | -        | -                  | cancelled | -               | -       | -       | cancelled        | cancelled        | cancelled        | -      | - | - | - | - | - | -
requested    | edited | approved | rejected           | cancelled | -               | -       | -       | cancelled        | cancelled        | cancelled        | -      | - | - | - | - | - | -
scheduled    | edited | =        | approval-withdrawn | cancelled | opening-blocked | =       | -       | cancelled        | cancelled        | cancelled        | -      | edited | - | - | - | - | -
preparing    | -      | =        | approval-withdrawn | preparation-undoing | opening-blocked | =   | -       | preparation-undoing | preparation-undoing | preparation-undoing | - | edited | - | - | - | - | -
running      | -      | -        | -                  | -         | paused          | =       | -       | rollback-started | rollback-started | rollback-started | -      | window-extended | consideration-raised | - | item-ticked | item-not-ready | decided
paused       | -      | -        | -                  | -         | =               | resumed | -       | rollback-started | rollback-started | rollback-started | -      | window-extended | consideration-raised | - | item-ticked | item-not-ready | decided
rolling-back | -      | -        | -                  | -         | -               | -       | -       | =                | =                | rollback-hastened | -     | - | - | - | - | - | -
succeeded    | -      | -        | -                  | -         | -               | -       | -       | -                | -                | latched-afterwards | -      | - | - | - | - | - | -
rolled-back  | -      | -        | -                  | -         | -               | -       | -       | -                | -                | latched-afterwards | -      | - | - | - | - | - | -
failed       | -      | -        | -                  | -         | -               | -       | -       | -                | -                | latched-afterwards | -      | - | - | - | - | - | -
cancelled    | -      | -        | -                  | =         | -               | -       | -       | -                | -                | latched-afterwards | -      | - | - | - | - | - | -
expired      | -      | -        | -                  | -         | -               | -       | -       | -                | -                | latched-afterwards | -      | - | - | - | - | - | -
missed       | -      | -        | -                  | -         | -               | -       | -       | -                | -                | latched-afterwards | -      | - | - | - | - | - | -
`
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))

describe('the life of a change', () => {
  const [header = [], ...rows] = TABLE
  for (const [status = '', ...cells] of rows)
    for (const [i, expected] of cells.entries()) {
      const name = header[i + 1] as keyof typeof COMMANDS
      it(`${status}: ${name} ${expected === '-' ? 'is refused with a reason' : expected === '=' ? 'is so already' : `gives ${expected}`}`, () => {
        const change = changeThatIs(status as Status)
        const decision = decide(
          change,
          { ...COMMANDS[name], revision: change.revision },
          { now: AT, actor: other, seen: nothing },
        )
        if (expected === '-') {
          assert.ok(isRefused(decision), `expected a refusal, got ${JSON.stringify(decision)}`)
          assert.ok(decision.because.length > 10 && decision.remedy.length > 10)
          return
        }
        assert.ok(!isRefused(decision), JSON.stringify(decision))
        assert.equal(decision.events[0]?.type ?? '=', expected)
      })
    }

  it('kill of a finished change latches its targets, with who and why, and only those that are not latched', () => {
    for (const status of ['succeeded', 'rolled-back', 'failed', 'cancelled', 'expired', 'missed'] as const) {
      const change = changeThatIs(status)
      const kill = (seen: Observations): Taken =>
        takeTurn(change, [{ dedup: 'k', actor: other, command: COMMANDS.kill }], AT, seen)
      const { events, orders } = kill(nothing)
      assert.deepEqual(events, [
        { at: AT, by: other, type: 'latched-afterwards', targets: ['gamma', 'wix'], because: 'bad' },
      ])
      assert.deepEqual(
        orders.map((order) => 'split' in order && order.split),
        [LATCHED, LATCHED],
      )
      const observed = {
        desired: { generation: 2, stable: 'blue', split: LATCHED },
        settled: true,
        observed: 0,
        writes: null,
      } as const
      assert.deepEqual(kill({ ...nothing, traffic: { wix: observed } }).events[0], {
        ...events[0],
        targets: ['gamma'],
      })
      assert.deepEqual(kill({ ...nothing, traffic: { wix: observed, gamma: observed } }).events, [])
    }
  })

  it('what has succeeded is not aborted or rolled back: it says what takes it back', () => {
    for (const command of [COMMANDS.abort, COMMANDS.rollback]) {
      const decision = decide(changeThatIs('succeeded'), command, { now: AT, actor: other, seen: nothing })
      assert.ok(isRefused(decision))
      assert.match(decision.remedy, /cutwater revert CHG-1\b/)
    }
    const by = { kind: 'change', id: 'CHG-2' } as const
    const asked = { now: AT, actor: by, seen: nothing }
    assert.deepEqual(
      decide(changeThatIs('succeeded'), COMMANDS.abort, asked),
      { events: [] },
      'it is out of the way',
    )
  })

  it('abort of a run in which nothing has begun cancels it', () => {
    const change = open.reduce(
      (so, body) => evolve(so, { at: AT, by: requester, ...body }),
      changeThatIs('draft'),
    )
    const decision = decide(change, COMMANDS.abort, { now: AT, actor: other, seen: nothing })
    assert.deepEqual(decision, { events: [{ type: 'cancelled', because: 'bad' }] })
  })

  it('refuses a command with a stale revision, or with none, except in an emergency', () => {
    const change = changeThatIs('running')
    const ask = (name: keyof typeof COMMANDS, revision?: number) =>
      decide(change, { ...COMMANDS[name], revision }, { now: AT, actor: other, seen: nothing })
    for (const name of [
      'edit',
      'approve',
      'reject',
      'cancel',
      'resume',
      'promote',
      'settle',
      'extend',
    ] as const)
      for (const revision of [undefined, change.revision - 1, change.revision + 1]) {
        const decision = ask(name, revision)
        assert.ok(isRefused(decision) && decision.refused === 'wrong-revision', `${name} at ${revision}`)
      }
    const free = ['abort', 'rollback', 'pause', 'kill', 'tick', 'not-ready', 'decide'] as const
    for (const name of free) assert.ok(!isRefused(ask(name)), name)
  })

  it('refuses approval by the requester, counts distinct people, and an edit voids what was given', () => {
    const requested = changeThatIs('requested')
    const approve = (actor: Actor) =>
      decide(
        requested,
        { ...COMMANDS.approve, revision: requested.revision },
        { now: AT, actor, seen: nothing },
      )
    const own = approve(requester)
    assert.ok(isRefused(own) && own.refused === 'not-allowed')
    assert.ok(isRefused(approve({ kind: 'engine' })))
    const given = approve(other)
    assert.ok(!isRefused(given))
    assert.deepEqual(
      given.events.map((event) => event.type),
      ['approved', 'scheduled'],
    )
    const edited = evolve(evolve(requested, { at: AT, by: other, type: 'approved', name: 'olaf' }), {
      at: AT,
      by: requester,
      type: 'edited',
      runbook: requested.runbook,
    })
    assert.ok(edited.status === 'requested' && edited.approvedBy.length === 0)
  })

  it('a gradual rollback becomes instant by an abort', () => {
    const said = readScript('{commands: [{at: 12m, do: rollback-gradual}, {at: 14m, do: abort}]}')
    assert.ok('script' in said)
    const { timeline, change } = simulate(sampleRunbook(), said.script, AT)
    const types = timeline.map(({ type }) => type)
    assert.equal(change.status, 'rolled-back')
    assert.ok(types.indexOf('rollback-hastened') > types.indexOf('rollback-started'))
    assert.ok(!types.includes('descended'))
  })

  it('a gradual rollback goes down by the weights it came up', () => {
    const said = readScript('{commands: [{at: 12m, do: rollback-gradual}]}')
    assert.ok('script' in said)
    const { timeline, events } = simulate(sampleRunbook(), said.script, AT)
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'descended' ? [event.weight] : [])),
      [500],
    )
    const started = timeline.find(({ type }) => type === 'rollback-started')
    const closed = timeline.find(({ type }) => type === 'traffic-closed')
    assert.ok(started !== undefined && closed !== undefined)
    assert.ok(closed.at - started.at >= 10 * 60_000, 'two holds of five minutes on the way down')
  })
})
