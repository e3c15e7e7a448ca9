import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { leadsOf } from '../../core/change/commands/consider.ts'
import { isRefused } from '../../core/change/commands/decision.ts'
import { answerableFor } from '../../core/change/items/answerable.ts'
import { itemsOf, readItemRef } from '../../core/change/items/place.ts'
import type { Observations } from '../../core/change/outside/observations.ts'
import type { Change } from '../../core/change/state/change.ts'
import { AT, inEveryWorld, WORLDS } from '../../core/change/turn/laws.testing.ts'
import { expect } from '../../core/change/turn/orders.ts'
import { takeTurn } from '../../core/change/turn/take-turn.ts'
import { simulate } from '../../core/simulate/simulate.ts'
import { type CommandBody, commandFrom, commandSchema } from '../../http/api/changes/command-body.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import { viewChange } from '../change/change-view.ts'
import type { Seen } from '../progress/seen.ts'

/** Nothing is offered that would be refused, in every world and at every moment that is looked at. */
describe('laws of what is offered', () => {
  it('every command that a change offers is accepted at that moment', () => {
    atMoments((change, observed, seen) => {
      const words = { because: 'it is so', override: 'it is so', by: '15m' }
      for (const { send, asks, answer, consequence } of viewChange(seen).possible) {
        if (answer === 'refused') continue
        const added = Object.fromEntries(asks.map((name) => [name, words[name]]))
        const body = commandSchema.parse({ ...send, ...added })
        assertAccepted(change, body, observed, seen.now)
        assert.ok(consequence.length > 10)
      }
    })
  })

  it('every line that a concern says to type is accepted at that moment', () => {
    atMoments((change, observed, seen) => {
      for (const line of viewChange(seen).concerns.flatMap(({ lines }) => lines))
        for (const body of bodiesOf(line)) assertAccepted(change, body, observed, seen.now, line)
    })
  })
})

type Look = (change: Change, observed: Observations, seen: Seen) => void

/** Some moments of every world, each right after a turn: what a person sees is what a command would meet. */
function atMoments(look: Look): void {
  inEveryWorld(
    (runbook, script) => {
      let turns = 0
      simulate(runbook, script, AT, ({ now, taken, seen }) => {
        // Where something happened, and now and then where nothing did.
        turns += 1
        if (taken.events.length === 0 && turns % 50 !== 0) return
        const observed = { ...expect(seen, taken.orders), answers: [] }
        look(taken.change, observed, {
          change: taken.change,
          stuck: null,
          judged: observed.judged,
          targets: rowsOf(runbook.environment, observed.traffic),
          heldFlags: observed.heldFlags,
          takeover: observed.takeover,
          versions: {},
          revert: null,
          effects: [],
          followUps: null,
          shapeOf: () => null,
          now,
        })
      })
    },
    Math.ceil(WORLDS / 2),
  )
}

const rowsOf = (environment: string, traffic: Observations['traffic']): readonly TargetRow[] =>
  Object.entries(traffic).map(([service, { desired, settled, writes }]) => ({
    name: `${environment}/${service}`,
    desired,
    owner: 'CHG-SIMULATED',
    conflict: null,
    swappedUnder: null,
    modeSet: null,
    dismissed: [],
    proxies: [
      {
        instance: 'proxy',
        has: settled ? desired : { ...desired, generation: desired.generation - 1 },
        seenAt: 0,
        because: null,
        writes,
      },
    ],
  }))

function assertAccepted(
  change: Change,
  body: CommandBody,
  observed: Observations,
  now: number,
  line = JSON.stringify(body),
): void {
  const actor = { kind: 'person', name: personFor(change, body) } as const
  const file = { name: 'a.txt', bytes: 1, sha256: 'a' }
  const command = commandFrom(body, change.revision, line.includes('--attach') ? file : undefined)
  const [given] = takeTurn(change, [{ dedup: 'k', actor, command }], now, observed).answers
  assert.ok(given !== undefined)
  assert.ok(!isRefused(given.decision), `${change.status}: ${line}: ${JSON.stringify(given.decision)}`)
}

/** The one person who may give it, where it is not for anyone. */
function personFor({ runbook, ...change }: Change, body: CommandBody): string {
  if (body.command === 'decline') return leadsOf(runbook)[0] ?? 'zoe'
  if (body.command === 'answer') {
    const lead = runbook.guards?.find(({ id }) => id === body.guard)?.ask?.[0] ?? ''
    return runbook.leads?.[lead]?.person ?? lead
  }
  if (body.command === 'tick') {
    const place = readItemRef(body.item)
    const item = place === null ? undefined : itemsOf(runbook, place).find(({ id }) => id === place.item)
    return (item === undefined ? null : answerableFor(item, runbook).person) ?? 'zoe'
  }
  if (body.command !== 'decide' || !('run' in change)) return 'zoe'
  const step = runbook.steps.find(({ id }) => id === body.decision)
  const progress = change.run.steps[body.decision]
  if (step?.kind !== 'approve' || progress?.status !== 'deciding') return 'zoe'
  const left = step.by.find((lead) => progress.decisions.every((one) => one.lead !== lead)) ?? ''
  return runbook.leads?.[left]?.person ?? 'zoe'
}

/** What a line of the command line sends to the change, once for each outcome that it names. */
function bodiesOf(line: string): readonly CommandBody[] {
  const [, verb, , item] = line.split(' ')
  switch (verb) {
    case 'resume':
      return [{ command: 'resume' }]
    case 'abort':
    case 'kill':
      return line.includes('/') ? [] : [{ command: verb, because: 'x' }]
    case 'extend':
      return [commandSchema.parse({ command: 'extend', by: item, because: 'x' })]
    case 'decline':
      return [{ command: 'decline', number: Number(item), because: 'x' }]
    case 'settle': {
      const outcomes = /--as (\S+)/.exec(line)?.[1]?.split('|') ?? []
      return outcomes.map((as) => commandSchema.parse({ command: 'settle', item, as, because: 'x' }))
    }
    case 'answer': {
      const outcomes = /--as (\S+)/.exec(line)?.[1]?.split('|') ?? []
      return outcomes.map((as) => commandSchema.parse({ command: 'answer', guard: item, as, because: 'x' }))
    }
    case 'tick':
      return [{ command: 'tick', item: item ?? '' }]
    case 'decide':
      return line.includes(' reject ')
        ? [{ command: 'decide', decision: item ?? '', as: 'reject', because: 'x' }]
        : [{ command: 'decide', decision: item ?? '', as: 'approve' }]
    case 'release':
    case 'flags':
      return []
    default:
      throw new Error(`a concern says to type what this test does not know: ${line}`)
  }
}
