import { GATEWAY_RHYTHM } from '../binding/signal-binding.ts'
import { isMeasuredBeside } from '../change/beside/measured.ts'
import type { CommandBody } from '../change/commands/command.ts'
import { isRefused } from '../change/commands/decision.ts'
import type { ChangeEvent } from '../change/events/event.ts'
import { drafted, draftFrom } from '../change/evolve/draft.ts'
import type { Observations } from '../change/outside/observations.ts'
import { openedAt } from '../change/phase/clock.ts'
import { askedSides } from '../change/probing/asked.ts'
import { type Watch, watchesOf } from '../change/rollout/watches.ts'
import { EVERYWHERE } from '../change/state/baseline.ts'
import { type Change, isTerminal, runOf } from '../change/state/change.ts'
import { type Taken, takeTurn, type Waiting } from '../change/turn/take-turn.ts'
import { deadlineAt } from '../change/turn/wake.ts'
import { owedSentence } from '../follow-up/follow-up-events.ts'
import type { OwedTask } from '../follow-up/owed-task.ts'
import { toldTask } from '../follow-up/told-task.ts'
import { ownSpan } from '../judge/rule.ts'
import { sentenceFor } from '../notice/sentence.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { SignalShape } from '../signal/shape.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { Side } from '../traffic/desired.ts'
import { asleepFrom } from './asleep.ts'
import { passOver } from './pass-over.ts'
import type { Script } from './script.ts'
import { commandOf } from './scripted-command.ts'
import { speakerOf } from './speaker.ts'
import { boundTurns } from './too-long.ts'
import { type SeenAfterwards, seenAfterwards } from './virtual-evidence.ts'
import { VirtualHands } from './virtual-hands.ts'
import { isOf, type Look, VirtualJudge } from './virtual-judge.ts'
import { OPERATOR, VirtualPeople } from './virtual-people.ts'
import { VirtualProbes } from './virtual-probes.ts'
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
  readonly type: ChangeEvent['type'] | 'refused' | 'follow-ups-owed' | SeenAfterwards['type']
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
  const probes = new VirtualProbes(script, start)
  const people = new VirtualPeople(script)
  const first = drafted('CHG-SIMULATED', runbook, OPERATOR, start)
  const events: ChangeEvent[] = [first]
  const timeline: Moment[] = momentsOf([first], runbook, start)
  let change = draftFrom(first) as Change
  const kept = keptBefore(script, start)
  const { drilled: ago } = script
  const drilled = ago === 'never' ? null : { change: 'an earlier drill', at: start - ago }
  const owed: OwedTask[] = []
  let takeover = start
  let look: Look = { at: start, rows: new Map() }
  let watched: { readonly of: Change; readonly watches: readonly Watch[] } = {
    of: change,
    watches: watchesOf(change),
  }

  /** Most turns leave the change as it was, and with it what has to be watched. */
  const watchesNow = (): readonly Watch[] => {
    if (watched.of !== change) watched = { of: change, watches: watchesOf(change) }
    return watched.watches
  }

  const scrape = (watches: readonly Watch[], { rows }: Look, at: Instant): Look => ({
    at,
    rows: judge.scrape(watches, rows, at),
  })
  const seenAt = ({ at, rows }: Look, answers: Observations['answers']): Observations => ({
    heldBy: [],
    traffic: world.traffic(at),
    judged: judge.judged(rows),
    probed: probes.probed(askedSides(change), at),
    heldFlags: [],
    answers,
    takeover,
    kept,
    drilled,
  })
  /** Whether anything happened: what follows of it is looked at with the next look at the rules, if not before. */
  const turn = (now: Instant, commands: readonly Waiting[]): boolean => {
    look = scrape(watchesNow(), look, now)
    probes.follow(askedSides(change), now)
    const seen = seenAt(look, hands.finished(now))
    const taken = takeTurn(change, commands, now, seen)
    onTurn?.({ now, taken, seen })
    change = taken.change
    events.push(...taken.events)
    timeline.push(...momentsOf(taken.events, runbook, start), ...refusalsOf(taken, now, start))
    for (const order of taken.orders) {
      if (order.order === 'owe') {
        const tasks = order.tasks.map((task) => ownedBy(task, runbook))
        owed.push(...tasks)
        timeline.push(owedMoment(tasks, now, start))
      } else if (order.order === 'split' || order.order === 'adopt' || order.order === 'mode')
        world.obey(order, now)
      else hands.obey(order, now)
    }
    return taken.events.length > 0
  }

  /** What is left to do is looked at after the end; the change is as it ended. */
  const ended = (end: Instant): Simulated => {
    const seen = seenAfterwards(owed, world, every, start + script.until)
    timeline.push(...seen.map((moment) => ({ ...moment, offsetMs: moment.at - start })))
    return { change, start, end, t: clockOf(change), timeline, events }
  }

  turn(start, [waiting('request', { command: 'request', needed: 0 }, change)])
  const said = [...script.commands.map(({ at }) => at), ...script.restarts, script.until].map(
    (offset) => start + offset,
  )
  let lookAt: Instant | null = null
  for (let now = start, turns = 0; ; turns++) {
    boundTurns(turns)
    if (script.restarts.includes(now - start)) takeover = now
    const scripted = script.commands
      .filter(({ at }) => start + at === now)
      .map((said, i) =>
        waiting(`${now}-${i}`, commandOf(said), change, speakerOf(said, runbook, runOf(change))),
      )
    const answers = people
      .answers(change, now)
      .map(({ by, says }, i) => waiting(`${now}-people-${i}`, says, change, by))
    if (turn(now, [...scripted, ...answers])) lookAt = judge.nextScrape(now, scrapeLag)
    if ((isTerminal(change) && !isMeasuredBeside(change)) || now >= start + script.until) return ended(now)
    const watches = watchesNow()
    const isScraped = watches.length > 0 || change.status === 'rolling-back'
    const due = (at: Instant) =>
      soonest(at, [
        deadlineAt(change, at),
        world.nextAcknowledgement(at),
        lookAt,
        probes.nextNews(askedSides(change), at, takeover),
        hands.nextEnd(at),
        people.nextAnswer(change, at),
        ...said,
      ])
    const asleep = asleepFrom(change, script, start, { due: due(now), lastAt: timeline.at(-1)?.at ?? start })
    if (now >= asleep) return ended(now)
    if (isScraped && onTurn === undefined) {
      const end = Math.min(due(now), world.nextEdge(now), asleep)
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

/** Numbers of a change before this one, as the script says them. */
function keptBefore({ kept }: Script, at: Instant): NonNullable<Observations['kept']> {
  const foundIn = (signals: Script['kept'][string]) =>
    Object.entries(signals).map(([signal, { value }]) => ({ signal, target: EVERYWHERE, value }))
  return Object.fromEntries(
    Object.entries(kept).map(([name, signals]) => [
      name,
      { found: foundIn(signals), change: 'an earlier change', at },
    ]),
  )
}

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
  const spans = rulesOf(runbook).map(({ rule }) => ownSpan(rule.form) ?? Number.POSITIVE_INFINITY)
  return Math.min(
    60_000,
    Math.max(1_000, Math.floor(Math.min(...holds, ...spans, 3_600_000) / 60_000) * 1_000),
  )
}

function waiting(dedup: string, body: CommandBody, { revision }: Change, actor = OPERATOR): Waiting {
  return { dedup, actor, command: { ...body, revision } }
}

function momentsOf(events: readonly ChangeEvent[], runbook: Runbook, start: Instant): Moment[] {
  return events.map((event) => ({
    at: event.at,
    offsetMs: event.at - start,
    type: event.type,
    sentence: sentenceFor(event, runbook),
  }))
}

/** Nobody is named yet: the task is the lead's, by the plan's own name, and not of who simulates. */
function ownedBy(task: OwedTask, { leads = {} }: Runbook): OwedTask {
  const isNamed = Object.values(leads).every(({ title, person }) => title !== task.as || person !== undefined)
  return task.as === null || isNamed ? task : { ...task, owner: task.as }
}

function owedMoment(tasks: readonly OwedTask[], now: Instant, start: Instant): Moment {
  return {
    at: now,
    offsetMs: now - start,
    type: 'follow-ups-owed',
    sentence: owedSentence(tasks.map(toldTask)),
  }
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
