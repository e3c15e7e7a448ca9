import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../ports/store/store.ts'
import { opened, seenAt, seenHolding, T0 } from './change/seen.testing.ts'
import { readerOf } from './reader.ts'

/** Two open changes, one of them stuck, and one that is over. */
function house() {
  const { change, judged, targets, now } = seenHolding()
  const over = seenAt(6, [...opened.slice(0, 2), [5, { type: 'cancelled', because: 'not now' }]]).change
  const named = (id: string) => ({ ...change, id })
  const asked: (readonly string[])[] = []
  const store = {
    questions: {
      changes: async () => [named('A'), named('B'), { ...over, id: 'C' }],
      stuck: async () => new Map([['B', { since: T0, errors: 6, because: 'broken' }]]),
    },
    judges: {
      rowsOf: async (ids: readonly string[]) => {
        asked.push(ids)
        return new Map(ids.map((id) => [id, judged.map((one) => ({ judged: one }))]))
      },
    },
    targets: { list: async () => targets },
    followUps: {
      summaries: async (ids: readonly string[]) =>
        new Map(ids.map((id) => [id, { open: 2, overdue: 1, done: 0, nextDueAt: T0, lastDueAt: T0 }])),
    },
  } as unknown as Store
  const around = { shapeOf: () => null, takeover: () => 0, binding: { environments: {} } }
  return { asked, read: readerOf(store, { now: () => now } as never, around) }
}

test('a list answers for each change what its own page would, and asks the judges only for those that are open', async () => {
  const { asked, read } = house()
  const lines = await read.changes({ limit: 10 })
  assert.deepEqual(
    lines.map(({ id, headline, next }) => [id, headline.word, next?.sentence ?? null]),
    [
      ['A', 'Safe', '50 % when success-ratio holds'],
      ['B', 'In danger', 'Nothing by itself until the engine can go on; it keeps trying'],
      ['C', 'Cancelled', null],
    ],
  )
  assert.deepEqual(asked, [['A', 'B']])
  const owed = lines.map(({ followUps }) => followUps?.overdue ?? null)
  assert.deepEqual(owed, [null, null, 1], 'only what has ended can have left something')
})

test('a target is told with what the changes say runs on it', async () => {
  const { read } = house()
  assert.deepEqual(
    (await read.targets()).map(({ name, versions }) => [name, versions.stable]),
    [
      ['staging/gamma', null],
      ['staging/wix', null],
    ],
  )
})
