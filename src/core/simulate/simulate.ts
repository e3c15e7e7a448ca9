import { GATEWAY_RHYTHM } from '../binding/signal-binding.ts'
import { isVerifying } from '../change/beside/verification.ts'
import type { CommandBody } from '../change/commands/command.ts'
import { isRefused } from '../change/commands/decision.ts'
import type { ChangeEvent } from '../change/events/event.ts'
import { drafted, draftFrom } from '../change/evolve/draft.ts'
import type { Observations } from '../change/outside/observations.ts'
import { openedAt } from '../change/phase/clock.ts'
import { type Watch, watchesOf } from '../change/rollout/watches.ts'
import { type Change, isTerminal } from '../change/state/change.ts'
import { type Taken, takeTurn, type Waiting } from '../change/turn/take-turn.ts'
import { deadlineAt } from '../change/turn/wake.ts'
import { owedSentence } from '../follow-up/follow-up-events.ts'
import type { OwedTask } from '../follow-up/owed-task.ts'
import { sentenceFor } from '../notice/sentence.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { SignalShape } from '../signal/shape.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { Side } from '../traffic/desired.ts'
import { passOver } from './pass-over.ts'
import type { Script } from './script.ts'
import { speakerOf } from './speaker.ts'
import { boundTurns } from './too-long.ts'
import { VirtualHands } from './virtual-hands.ts'
import { isOf, type Look, VirtualJudge } from './virtual-judge.ts'
import { OPERATOR, VirtualPeople } from './virtual-people.ts'
import { virtualSignals } from './virtual-signal.ts'
import { VirtualWorld } from './virtual-world.ts'

export type Simulated = {
  readonly change: Change
  readonly start: Instant
  readonly end: Instant
  /** T of a plan with phases: as it came, else as planned; null of any other, or when it never came. */
  readonly t: Instant | null
  readonly timeline: readonly Moment[]
  readonly events: readonly ChangeEvent[]
}
export type Moment = {
  readonly at: Instant
  readonly offsetMs: Millis
  readonly type: ChangeEvent['type'] | 'refused' | 'follow-ups-owed'
  readonly sentence: string
}

/**
 * For checkers that look over the simulation's shoulder. With one every turn is taken, also where nothing can happen;
 * without one those are passed over. What happens, and when, is the same.
 */
export type OnTurn = (turn: {
  readonly now: Instant
  readonly taken: Taken
  readonly seen: Observations
}) => void

/**
 * Drives the server's very own turns over virtual time: what would happen, when, and why. Nothing outside is
 * touched. `shapeOf` says what the numbers of a signal are, as a binding does; null leaves it to the rules that
 * look at it. Throws `SimulationTooLong`.
 */
export function simulate(
  runbook: Runbook,
  script: Script,
  requestedAt: Instant,
  onTurn?: OnTurn,
  shapeOf: (signal: string) => SignalShape | null = () => null,
): Simulated {
  const start = script.start ?? requestedAt
  const every = script.scrapeEvery ?? fineEnough(runbook)
  const { scrapeLag = GATEWAY_RHYTHM.lagMs } = script
  const world = new VirtualWorld(
    { ...script, scrapeLag },
    start,
    stableSides(runbook),
    virtualSignals(runbook, shapeOf),
  )
  const judge = new VirtualJudge(world, { intervalMs: every, lagMs: script.scrapeLag ?? 0 })
  const hands = new VirtualHands(script)
  const people = new VirtualPeople(script)
  const first = drafted('CHG-SIMULATED', runbook, OPERATOR, start)
  const events: ChangeEvent[] = [first]
  const timeline: Moment[] = momentsOf([first], runbook, start)
  let change = draftFrom(first) as Change
  let takeover = start
  let look: Look = { at: start, rows: new Map() }

  const scrape = (watches: readonly Watch[], { rows }: Look, at: Instant): Look => ({
    at,
    rows: judge.scrape(watches, rows, at),
  })
  const seenAt = ({ at, rows }: Look, answers: Observations['answers']): Observations => ({
    heldBy: [],
    traffic: world.traffic(at),
    judged: judge.judged(rows),
    heldFlags: [],
    answers,
    takeover,
  })
  const turn = (now: Instant, commands: readonly Waiting[]) => {
    look = scrape(watchesOf(change), look, now)
    const seen = seenAt(look, hands.finished(now))
    const taken = takeTurn(change, commands, now, seen)
    onTurn?.({ now, taken, seen })
    change = taken.change
    events.push(...taken.events)
    timeline.push(...momentsOf(taken.events, runbook, start), ...refusalsOf(taken, now, start))
    for (const order of taken.orders) {
      if (order.order === 'owe') timeline.push(owedMoment(order.tasks, now, start))
      else if (order.order === 'split' || order.order === 'adopt' || order.order === 'mode')
        world.obey(order, now)
      else hands.obey(order, now)
    }
  }

  turn(start, [waiting('request', { command: 'request', needed: 0 }, change)])
  const said = [...script.commands.map(({ at }) => at), ...script.restarts, script.until].map(
    (offset) => start + offset,
  )
  for (let now = start, turns = 0; ; turns++) {
    boundTurns(turns)
    if (script.restarts.includes(now - start)) takeover = now
    const scripted = script.commands
      .filter(({ at }) => start + at === now)
      .map((said, i) => waiting(`${now}-${i}`, commandOf(said), change, speakerOf(said, runbook)))
    const answers = people
      .answers(change, now)
      .map(({ by, says }, i) => waiting(`${now}-people-${i}`, says, change, by))
    turn(now, [...scripted, ...answers])
    if ((isTerminal(change) && !isVerifying(change)) || now >= start + script.until)
      return { change, start, end: now, t: clockOf(change), timeline, events }
    const watches = watchesOf(change)
    const isScraped = watches.length > 0 || change.status === 'rolling-back'
    const due = (at: Instant) =>
      soonest(at, [
        deadlineAt(change, at),
        world.nextAcknowledgement(at),
        hands.nextEnd(at),
        people.nextAnswer(change, at),
        ...said,
      ])
    if (isScraped && onTurn === undefined) {
      const end = Math.min(due(now), world.nextEdge(now))
      const { rested, passed } = passOver(look, end, {
        next: (before) => scrape(watches, before, judge.nextScrape(before.at, scrapeLag)),
        steady: ({ at, rows }) => {
          const first = judge.nextScrape(at, scrapeLag)
          return isOf(watches, rows) ? judge.steady(rows, first, Math.ceil((end - first) / every)) : null
        },
        isIdle: (ahead) => isIdle(takeTurn(change, [], ahead.at, seenAt(ahead, []))),
      })
      look = rested
      now = rested.at
      turns += passed
    }
    now = soonest(now, [due(now), isScraped ? judge.nextScrape(now, scrapeLag) : null])
  }
}

const soonest = (after: Instant, moments: readonly (Instant | null)[]): Instant =>
  Math.min(...moments.filter((at) => at !== null).filter((at) => at > after))

const isIdle = ({ events, orders }: Taken): boolean => events.length === 0 && orders.length === 0

const clockOf = (change: Change): Instant | null =>
  change.runbook.phases === undefined ? null : (openedAt(change) ?? change.runbook.window?.start ?? null)

/** A revert begins where the change left the targets that it takes back; a plan begins anywhere. */
function stableSides({ targets, reverts }: Runbook): ReadonlyMap<string, Side> {
  return new Map(
    targets.map((name) => [name, reverts?.targets.find(({ target }) => target === name)?.stable ?? 'blue']),
  )
}

/** A scrape a second for short plans; a plan of days is looked at as finely as its shortest rule needs. */
function fineEnough(runbook: Runbook): Millis {
  const holds = runbook.steps.flatMap((step) => {
    if (step.kind === 'bake') return [step.everyMs ?? step.forMs]
    return step.kind === 'rollout'
      ? step.stages.map(({ holdMs }) => holdMs).filter((holdMs) => holdMs > 0)
      : []
  })
  const spans = rulesOf(runbook).map(({ rule: { form } }) =>
    form.form === 'for' ? form.ms : form.span === 'hold' ? Number.POSITIVE_INFINITY : form.span,
  )
  return Math.min(
    60_000,
    Math.max(1_000, Math.floor(Math.min(...holds, ...spans, 3_600_000) / 60_000) * 1_000),
  )
}

function waiting(dedup: string, body: CommandBody, { revision }: Change, actor = OPERATOR): Waiting {
  return { dedup, actor, command: { ...body, revision } }
}

function commandOf(said: Script['commands'][number]): CommandBody {
  const { because } = said
  switch (said.do) {
    case 'pause':
    case 'abort':
    case 'kill':
      return { command: said.do, because }
    case 'resume':
      return { command: 'resume' }
    case 'promote':
    case 'promote-all':
      return { command: 'promote', all: said.do === 'promote-all', override: said.override ?? null }
    case 'rollback':
    case 'rollback-gradual':
      return { command: 'rollback', because, gradual: said.do === 'rollback-gradual' }
    case 'consider':
      return { command: 'consider', because }
    case 'decline':
      return { command: 'decline', number: said.number ?? 1, because }
    case 'extend':
      return { command: 'extend', byMs: said.by ?? 0, because }
    case 'settle':
      return { command: 'settle', item: said.item ?? '', as: settledAs(said.as), because }
    case 'answer':
      return {
        command: 'answer',
        guard: said.guard ?? '',
        as: said.as === 'rollback' ? 'rollback' : 'resume',
        because,
      }
    case 'tick':
      return { command: 'tick', item: said.item ?? '', note: said.note }
    case 'untick':
    case 'not-ready':
      return { command: said.do, item: said.item ?? '', because }
    case 'decide':
      return {
        command: 'decide',
        decision: said.item ?? '',
        as: said.as === 'reject' ? 'reject' : 'approve',
        because,
      }
  }
}

type As = Script['commands'][number]['as']

function settledAs(as: As): 'done' | 'failed' | 'repeat' | 'skip' {
  switch (as) {
    case 'failed':
    case 'repeat':
    case 'skip':
      return as
    case 'done':
    case 'resume':
    case 'rollback':
    case 'approve':
    case 'reject':
    case undefined:
      return 'done'
  }
}

function momentsOf(events: readonly ChangeEvent[], runbook: Runbook, start: Instant): Moment[] {
  return events.map((event) => ({
    at: event.at,
    offsetMs: event.at - start,
    type: event.type,
    sentence: sentenceFor(event, runbook),
  }))
}

function owedMoment(tasks: readonly OwedTask[], now: Instant, start: Instant): Moment {
  return { at: now, offsetMs: now - start, type: 'follow-ups-owed', sentence: owedSentence(tasks) }
}

function refusalsOf({ answers }: Taken, now: Instant, start: Instant): readonly Moment[] {
  return answers.flatMap(({ decision }) =>
    isRefused(decision)
      ? [
          {
            at: now,
            offsetMs: now - start,
            type: 'refused',
            sentence: `refused: ${decision.because}. ${decision.remedy}`,
          } as const,
        ]
      : [],
  )
}
