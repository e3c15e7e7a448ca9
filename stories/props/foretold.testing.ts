import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readChangeEntry } from '../../src/core/change/events/change-entry.ts'
import type { ChangeEvent } from '../../src/core/change/events/event.ts'
import type { Instant, Millis } from '../../src/core/time/instant.ts'
import { LOOPS } from '../../src/runtime/loop/loop-table.ts'
import { asItHappened, requestedAt } from './as-it-happened.testing.ts'
import { journalOf } from './facts.testing.ts'
import type { Stage } from './stage.testing.ts'
import { comparable, type Told } from './told.testing.ts'

/** How a real run was requested, and what it measured: what its simulation has to know beside its journal. */
export type Foretold = {
  readonly plan: string
  /** Inputs and options, as `run` and `simulate` have them. */
  readonly asked: readonly string[]
  readonly binding: string
  readonly perSecond: number
  /** The items and decisions about which its people were told when to say what; they answer the others when asked. */
  readonly told: ReadonlySet<string>
  /** What was not well of the canary, or as it says of stable, and when; `missing`: its source was away. */
  readonly evidence: readonly {
    readonly from: Instant
    readonly until?: Instant
    readonly slot?: 'stable'
    readonly missing?: true
    readonly success?: number
    readonly signals?: Readonly<Record<string, number>>
  }[]
  /** Left out: as fine as the plan's shortest rule needs. */
  readonly scrapeEvery?: string
  /** The last that both have to tell; left out: all. */
  readonly upTo?: ChangeEvent['type']
}

/** When something happened, counted from T. */
type Moment = Told & { readonly fromT: Millis }
type House = Pick<Stage, 'dir' | 'cutwater' | 'client'>

/** Told when enough was measured: known one turn of the loop that measures sooner or later. */
const BY_EVIDENCE: ReadonlySet<string> = new Set([
  'stage-passed',
  'gate-failed',
  'guard-tripped',
  'bake-passed',
  'checklist-opened',
])

/**
 * Simulates a real run with what came from outside in it, and has both tell the same: each thing within one turn of the
 * loop, and as long as the machine itself stood still. It is counted from T; and from what evidence decided before,
 * which comes by up to one turn of another loop sooner or later. Answers the greatest difference from T.
 */
export async function foretold(
  house: House,
  id: string,
  order: Foretold,
  stoodStillMs: Millis,
): Promise<Millis> {
  const { events, moments } = await happened(house, id)
  const real = { events, moments: cutAfter(moments, order) }
  const simulated = cutAfter(await simulatedAs(house, id, order, real.events), order)
  const both = `${id}, real and simulated:\n${lines(real.moments)}\n\n${lines(simulated)}`
  const whats = (moments: readonly Moment[]) => moments.map(whatOf).toSorted()
  assert.deepEqual(whats(real.moments), whats(simulated), both)
  let most = 0
  let moved = 0
  for (const { moment, by } of differences(real.moments, simulated)) {
    const { everyMs } = BY_EVIDENCE.has(moment.type) ? LOOPS['observe-signals'] : { everyMs: 0 }
    const within = LOOPS['take-turns'].everyMs + everyMs + stoodStillMs
    const alone = Math.min(Math.abs(by), Math.abs(by - moved))
    assert.ok(
      alone <= within,
      `${whatOf(moment)}: ${by} ms from what was simulated, ${moved} before\n${both}`,
    )
    if (BY_EVIDENCE.has(moment.type)) moved = by
    most = Math.max(most, Math.abs(by))
  }
  return most
}

function cutAfter(moments: readonly Moment[], { upTo }: Foretold): readonly Moment[] {
  const last = moments.findIndex(({ type }) => type === upTo)
  return last === -1 ? moments : moments.slice(0, last + 1)
}

const whatOf = ({ type, sentence }: Moment): string => `${type} ${sentence}`

/** By how much each moment of a run is later than the same one of the other, the n-th than the n-th. */
function differences(
  moments: readonly Moment[],
  others: readonly Moment[],
): readonly { readonly moment: Moment; readonly by: Millis }[] {
  const left = [...others]
  return moments.map((moment) => {
    const found = left.findIndex((other) => whatOf(other) === whatOf(moment))
    const [same] = left.splice(found, 1)
    return { moment, by: moment.fromT - (same?.fromT ?? Number.NaN) }
  })
}

async function happened(house: House, id: string) {
  const client = house.client()
  const { followUps } = await client.change(id)
  const [views, entries, owed] = await Promise.all([
    journalOf(house, id),
    client.entries(`change/${id}`, 0),
    followUps === null ? [] : client.entries(`follow-ups/${id}`, 0),
  ])
  const events = entries.flatMap((entry): readonly ChangeEvent[] => {
    const read = readChangeEntry(entry)
    return read.says === 'event' ? [read.event] : []
  })
  const tasks = owed.flatMap(({ type, at }) =>
    type === 'follow-ups-owed' ? [{ type, at, sentence: '' }] : [],
  )
  const told = views.map(({ type, sentence }, i) => ({ type, sentence, at: entries[i]?.at ?? Number.NaN }))
  return { events, moments: momentsOf([...told, ...tasks], tOf(events)) }
}

/** T is where the window opened; where it never did, where the plan has it. */
function tOf(events: readonly ChangeEvent[]): Instant {
  const opened = events.find(({ type }) => type === 'window-opened')
  const planned = events.find((event) => event.type === 'scheduled')
  return opened?.at ?? (planned?.type === 'scheduled' ? planned.start : null) ?? assert.fail('it has no T')
}

async function simulatedAs(
  house: House,
  id: string,
  { plan, asked, binding, perSecond, told, evidence, scrapeEvery }: Foretold,
  events: readonly ChangeEvent[],
): Promise<readonly Moment[]> {
  const file = join(house.dir, `${id}.script.yaml`)
  const start = requestedAt(events)
  const offset = (at: Instant | undefined) => (at === undefined ? undefined : `${Math.max(0, at - start)}ms`)
  const script = {
    ...asItHappened(events, told),
    ...{ requestsPerSecond: perSecond, scrapeEvery },
    evidence: evidence.map((line) => ({ ...line, from: offset(line.from), until: offset(line.until) })),
    until: '1h',
  }
  writeFileSync(file, JSON.stringify(script))
  const { out, err } = await house.cutwater(
    ...['simulate', plan, ...asked, '--binding', binding, '--script', file, '--json'],
  )
  assert.notEqual(out, '', err)
  const { t, timeline } = JSON.parse(out) as {
    t: Instant | null
    timeline: readonly (Told & { at: Instant })[]
  }
  const opened = timeline.find(({ type }) => type === 'window-opened')
  return momentsOf(
    timeline.map((moment) => (moment.type === 'follow-ups-owed' ? { ...moment, sentence: '' } : moment)),
    t ?? opened?.at ?? assert.fail('it has no T'),
  )
}

function momentsOf(all: readonly (Told & { readonly at: Instant })[], t: Instant): readonly Moment[] {
  return all.flatMap((one, i) => {
    // It begins again because a proxy was not heard for a moment, which `comparable` leaves out too.
    const again =
      one.type === 'hold-started' &&
      all.slice(0, i).findLast(({ type }) => /^(hold|stage)-/.test(type))?.type === 'hold-restarted'
    if (one.type === 'drafted' || again) return []
    const told = comparable(one)
    return told === null ? [] : [{ ...told, fromT: one.at - t }]
  })
}

const lines = (moments: readonly Moment[]): string =>
  moments.map(({ fromT, type, sentence }) => `${String(fromT).padStart(8)} ${type} ${sentence}`).join('\n')
