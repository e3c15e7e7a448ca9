import { entryOf } from '../../src/core/change/events/change-entry.ts'
import { isOverdue, type OwedTask } from '../../src/core/follow-up/owed-task.ts'
import type { Entry } from '../../src/core/journal/entry.ts'
import type { Instant } from '../../src/core/time/instant.ts'
import type { House } from '../../src/http/api/house.ts'
import { fakeHouse } from '../../src/http/house.testing.ts'
import { fakeAccess } from '../../src/http/kernel/access/access.testing.ts'
import type { FollowUpSummary } from '../../src/ports/store/follow-ups.ts'
import { type Read, readerOf } from '../../src/read/reader.ts'
import { seriesReader } from '../../src/read/series/series.ts'
import { type Played, REQUESTED } from './play.testing.ts'

/** A session of somebody who may do everything. */
export const SESSION = `cws_${'s'.repeat(43)}`

/** The house of a server whose tables hold what was played; the answers are made by the readers of every server. */
export function houseOf(all: readonly Played[]): House {
  const byId = new Map(all.map((played) => [played.change.id, played]))
  const first = all[0]
  // One picture is looked at at its own moment.
  const now = () => first?.now ?? REQUESTED
  const clock = { now, sleep: async () => undefined }
  const store = storeOf(byId)
  const shapeOf = (_: string, signal: string) =>
    all.map(({ world }) => world.shapeOf(signal)).find((shape) => shape !== null) ?? null
  const binding = { environments: {} }
  const caller = {
    name: 'ada',
    roles: ['admin'],
    token: '0123456789ab',
    via: 'session',
    expiresAt: Date.UTC(2040, 0),
  } as const
  return fakeHouse({
    read: readerOf(store, clock, { shapeOf, takeover: () => REQUESTED, binding }),
    series: seriesReader(
      store as never,
      clock,
      async (questions) =>
        questions.map(({ target, slot, signal, from, to = now() }) => ({
          samples: (first as Played).world.measure(target, slot, { signal }, from, to, 1_000),
          watermark: to,
        })),
      shapeOf,
    ),
    access: fakeAccess({
      bySession: async (secret) =>
        secret === SESSION ? { known: true, caller } : { known: false, because: 'unknown' },
    }),
    binding,
    now,
  })
}

function storeOf(byId: ReadonlyMap<string, Played>): Read {
  const played = () => [...byId.values()]
  const tasksOf = (id: string) => byId.get(id)?.tasks ?? []
  const questions = {
    changes: async () => played().map(({ change }) => change),
    change: async (id: string) => {
      const found = byId.get(id)
      return found === undefined ? null : { change: found.change, stuck: null, effects: found.effects }
    },
    stuck: async () => new Map(),
    history: async () => played().map(({ change }) => change),
    verifying: async () => [],
    journal: async (id: string, after: number, limit: number) => {
      const found = byId.get(id)
      return found === undefined ? [] : entriesOf(found).slice(after, after + limit)
    },
  }
  const rows = (id: string) =>
    (byId.get(id)?.judged ?? []).map((judged, i) => ({ key: `${i}`, from: 0, state: null, judged }))
  return {
    questions,
    judges: {
      rows: async (id: string) => rows(id),
      rowsOf: async (ids: readonly string[]) => new Map(ids.map((id) => [id, rows(id)])),
    },
    targets: { list: async () => played().flatMap(({ targets }) => targets) },
    flags: { held: async () => [], list: async () => [] },
    followUps: {
      of: async (id: string) => tasksOf(id),
      open: async () => played().flatMap(({ tasks }) => tasks.filter(({ done }) => done === null)),
      summaries: async (ids: readonly string[], now: Instant) =>
        new Map(
          ids.flatMap((id) => (tasksOf(id).length === 0 ? [] : [[id, summaryOf(tasksOf(id), now)] as const])),
        ),
    },
  } as unknown as Read
}

function summaryOf(tasks: readonly OwedTask[], now: Instant): FollowUpSummary {
  const open = tasks.filter(({ done }) => done === null)
  const dues = open.map(({ dueAt }) => dueAt).sort((a, b) => a - b)
  return {
    open: open.length,
    overdue: open.filter((task) => isOverdue(task, now)).length,
    done: tasks.length - open.length,
    nextDueAt: dues[0] ?? null,
    lastDueAt: dues.at(-1) ?? null,
  }
}

function entriesOf({ change, events }: Played): readonly Entry[] {
  return events.map((event, i) => ({
    ...entryOf(event),
    stream: `change/${change.id}`,
    seq: i + 1,
    previous: '',
    hash: '',
  }))
}
