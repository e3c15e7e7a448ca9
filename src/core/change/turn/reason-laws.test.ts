import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Actor } from '../../access/actor.ts'
import { sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { simulate } from '../../simulate/simulate.ts'
import type { CommandBody } from '../commands/command.ts'
import { isRefused } from '../commands/decision.ts'
import { itemRef, itemsOf, listsOf } from '../items/place.ts'
import type { Observations } from '../outside/observations.ts'
import type { Change } from '../state/change.ts'
import { AT, inEveryWorld, MINUTE, WORLDS } from './laws.testing.ts'
import { expect } from './orders.ts'
import { Stand } from './stand.testing.ts'
import { takeTurn } from './take-turn.ts'

const REASON = 'because the ferry is late'
/** As the random worlds call it. */
const GUARD = 'plan-guard'
const ACTOR: Actor = { kind: 'person', name: 'reasoner' }

/** Every command that takes a reason; a new one does not compile until it is here. */
const REASONED: {
  readonly [Name in
    | Extract<CommandBody, { because: string } | { override: string | null }>['command']
    | 'decide']: (items: readonly string[]) => readonly Extract<CommandBody, { command: Name }>[]
} = {
  reject: () => [{ command: 'reject', because: REASON }],
  cancel: () => [{ command: 'cancel', because: REASON }],
  pause: () => [{ command: 'pause', because: REASON }],
  promote: () => [false, true].map((all) => ({ command: 'promote', all, override: REASON })),
  abort: () => [{ command: 'abort', because: REASON }],
  rollback: () => [false, true].map((gradual) => ({ command: 'rollback', because: REASON, gradual })),
  kill: () => [{ command: 'kill', because: REASON }],
  settle: (items) =>
    items.flatMap((item) =>
      (['done', 'failed', 'repeat', 'skip'] as const).map((as) => ({
        command: 'settle' as const,
        item,
        as,
        because: REASON,
      })),
    ),
  consider: () => [{ command: 'consider', because: REASON }],
  decline: () => [{ command: 'decline', number: 1, because: REASON }],
  answer: () =>
    (['resume', 'rollback'] as const).map((as) => ({ command: 'answer', guard: GUARD, as, because: REASON })),
  extend: () => [{ command: 'extend', byMs: MINUTE, because: REASON }],
  untick: (items) => items.map((item) => ({ command: 'untick', item, because: REASON })),
  'not-ready': (items) => items.map((item) => ({ command: 'not-ready', item, because: REASON })),
  decide: (items) =>
    items.flatMap((decision) =>
      (['approve', 'reject'] as const).map((as) => ({
        command: 'decide' as const,
        decision,
        as,
        because: REASON,
      })),
    ),
}

/** What the change does because of it says why; what is so already, or refused, says nothing new. */
function keepsReason(change: Change, now: number, seen: Observations): void {
  const { steps, accept } = change.runbook
  const lines = listsOf(change.runbook).flatMap((place) =>
    itemsOf(change.runbook, place).map(({ id }) => itemRef({ ...place, item: id })),
  )
  const items = [...[...steps, ...accept].map(({ id }) => id), ...lines]
  for (const command of Object.values(REASONED).flatMap((of): readonly CommandBody[] => of(items))) {
    const asked = { dedup: 'k', actor: ACTOR, command: { ...command, revision: change.revision } }
    const { answers, events } = takeTurn(change, [asked], now, seen)
    const decision = answers[0]?.decision
    if (decision === undefined || isRefused(decision) || decision.events.length === 0) continue
    const said = events.filter(({ by }) => by === ACTOR)
    assert.ok(JSON.stringify(said).includes(REASON), `${change.status}: ${JSON.stringify(command)}`)
  }
}

it('every reason that is given reaches the journal', () => {
  inEveryWorld(
    (runbook, script) => {
      simulate(runbook, script, AT, ({ now, taken, seen }) => {
        if (taken.events.length > 0)
          keepsReason(taken.change, now, { ...expect(seen, taken.orders), answers: [] })
      })
    },
    Math.ceil(WORLDS / 4),
  )
})

it('before the window too', () => {
  const window = { start: AT + 10 * MINUTE, durationMs: MINUTE, atEnd: 'hold' } as const
  const seen = { heldBy: [], traffic: {}, judged: [], heldFlags: [], answers: [], takeover: AT }
  for (const needed of [0, 1]) {
    const { change, now } = new Stand(sampleRunbook({ window }), needed)
    keepsReason(change, now, seen)
  }
})
