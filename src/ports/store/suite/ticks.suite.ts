import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeSubject } from '../../../core/notice/subject.ts'
import type { Store } from '../store.ts'
import {
  ALICE,
  exampleNotice,
  exampleRunbook,
  fresh,
  happened,
  newChange,
  running,
  succeeded,
  T0,
  turnOf,
} from './example.testing.ts'

export function ticksSuite(store: () => Store): void {
  const create = (more = {}) => store().ticks.create(newChange(exampleRunbook(fresh('env')), more))
  const pause = { command: 'pause', because: 'lunch' } as const
  const ask = (id: string, dedup: string, command: typeof pause | { command: 'resume' } = pause) =>
    store().ticks.ask(id, { dedup, actor: ALICE, command, at: T0 })
  const isDue = async (id: string, now: number) => (await store().ticks.due(now, 100_000)).includes(id)

  test('numbers changes within their year and prefix, also when many are made at once', async () => {
    const at = Date.UTC(2031, 5, 1)
    const made = await Promise.all(Array.from({ length: 8 }, () => create({ prefix: 'MNT', at })))
    const numbers = made.map(({ id }) => Number(/^MNT-2031-(\d{4,})$/.exec(id)?.[1])).sort((a, b) => a - b)
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => (numbers[0] as number) + i),
    )
  })

  test('a second create with the same idempotency key returns the first change, even at the same moment', async () => {
    const draft = newChange(exampleRunbook(fresh('env')))
    const made = await Promise.all([1, 2, 3, 4].map(() => store().ticks.create(draft)))
    assert.equal(new Set(made.map(({ id }) => id)).size, 1)
    assert.deepEqual((await store().ticks.load(made[0]?.id ?? ''))?.change, made[0])
  })

  test('a new change is due, is told apart by what it was created with, and has its first entry', async () => {
    const change = await create()
    assert.ok(await isDue(change.id, T0))
    const [entry] = await store().questions.journal(change.id, 0, 10)
    assert.deepEqual([entry?.seq, entry?.type, entry?.stream], [1, 'drafted', `change/${change.id}`])
  })

  test('the same command again joins the first, another under its key is a conflict', async () => {
    const { id } = await create()
    assert.equal(await ask(id, 'k'), 'accepted')
    assert.equal(await ask(id, 'k'), 'joined')
    assert.equal(await ask(id, 'k', { command: 'resume' }), 'conflict')
    assert.equal(await ask('CHG-1999-0001', 'k'), 'unknown-change')
  })

  test('a turn sees unanswered commands oldest first, and its answers are kept', async () => {
    const { id } = await create()
    await ask(id, 'a')
    await ask(id, 'b', { command: 'resume' })
    const answer = { accepted: true, revision: 2, already: false } as const
    await store().ticks.tick(id, T0, 'wait', (loaded) => {
      assert.deepEqual(
        loaded.commands.map(({ dedup, command }) => [dedup, command.command]),
        [
          ['a', 'pause'],
          ['b', 'resume'],
        ],
      )
      return turnOf(loaded, { answers: [{ dedup: 'a', answer }] })
    })
    assert.deepEqual(await store().ticks.answerTo(id, 'a'), answer)
    assert.equal(await store().ticks.answerTo(id, 'b'), null)
    await store().ticks.tick(id, T0, 'wait', (loaded) => {
      assert.deepEqual(
        loaded.commands.map(({ dedup }) => dedup),
        ['b'],
      )
      return turnOf(loaded)
    })
  })

  test('a turn is saved whole: state, journal, notices and the next wake', async () => {
    const { id } = await create()
    const facts = {
      kind: 'change-stuck',
      since: T0,
      errors: 5,
      because: 'a\u0000b',
    } as const
    const full = exampleNotice({ subject: changeSubject(id, 'Example'), facts })
    await store().ticks.tick(id, T0, 'wait', (loaded) =>
      turnOf(loaded, {
        change: running(loaded.change),
        entries: [happened('one'), happened('two', { output: 'nul \u0000 \ud800' })],
        notices: [full, full],
        wakeAt: T0 + 60_000,
      }),
    )
    assert.equal((await store().ticks.load(id))?.change.status, 'running')
    const entries = await store().questions.journal(id, 1, 10)
    assert.deepEqual(
      entries.map(({ seq, type }) => [seq, type]),
      [
        [2, 'one'],
        [3, 'two'],
      ],
    )
    assert.deepEqual(entries[1]?.data, { output: 'nul \u0000 \ufffd' })
    const pending = (await store().notices.take(T0, 1_000, T0)).filter(({ notice }) => notice.id === full.id)
    assert.deepEqual(pending, [{ notice: full, attempt: 1 }])
    assert.equal(await isDue(id, T0 + 59_999), false)
    assert.ok(await isDue(id, T0 + 60_000))
    assert.ok(((await store().ticks.nextDue()) ?? Number.POSITIVE_INFINITY) <= T0 + 60_000)
  })

  test('a terminal change is never due by itself, but still answers', async () => {
    const { id } = await create()
    const end = (loaded: Parameters<typeof turnOf>[0]) =>
      turnOf(loaded, { change: succeeded(loaded.change), wakeAt: T0 })
    await store().ticks.tick(id, T0, 'wait', end)
    assert.equal(await isDue(id, T0 + 1e12), false)
    await ask(id, 'late')
    assert.ok(await isDue(id, T0))
  })

  test('time never goes backwards within a change', async () => {
    const { id } = await create()
    const seen: number[] = []
    for (const now of [T0 + 100, T0 + 50, T0 + 200])
      await store().ticks.tick(id, now, 'wait', (loaded) => {
        seen.push(loaded.now)
        return turnOf(loaded)
      })
    assert.deepEqual(seen, [T0 + 100, T0 + 100, T0 + 200])
  })

  test('ticks of one change take turns, and none loses the work of another', async () => {
    const { id } = await create()
    const count = (loaded: Parameters<typeof turnOf>[0]) =>
      turnOf(loaded, {
        change: { ...loaded.change, revision: loaded.change.revision + 1 },
        entries: [happened('counted')],
      })
    const results = await Promise.all(
      Array.from({ length: 12 }, () => store().ticks.tick(id, T0, 'wait', count)),
    )
    assert.ok(results.every(({ ticked }) => ticked))
    assert.equal((await store().ticks.load(id))?.change.revision, 13)
    assert.equal((await store().questions.journal(id, 0, 100)).length, 13)
  })

  test('news that arrive while a tick is under way wake the change again', async () => {
    const { id } = await create()
    const asked: Promise<unknown>[] = []
    await store().ticks.tick(id, T0, 'wait', (loaded) => {
      asked.push(ask(id, 'meanwhile'))
      return turnOf(loaded)
    })
    assert.deepEqual(await Promise.all(asked), ['accepted'])
    assert.ok(await isDue(id, T0))
  })

  test('a wake for later is not used up by a tick before it', async () => {
    const { id } = await create()
    await store().ticks.wake(id, T0 + 5_000)
    await store().ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded))
    assert.equal(await isDue(id, T0 + 4_999), false)
    assert.ok(await isDue(id, T0 + 5_000))
  })

  test('a turn that throws changes nothing, backs off, is marked stuck in the end, and recovers', async () => {
    const { id } = await create()
    const fail = () => {
      throw new Error('broken\u0000 invariant')
    }
    const words: string[] = []
    for (let i = 0; i < 6; i++) {
      const result = await store().ticks.tick(id, T0 + i * 60_000, 'skip', fail)
      words.push(result.ticked ? 'ticked' : result.because)
    }
    assert.deepEqual(words, ['failed', 'failed', 'failed', 'failed', 'stuck', 'stuck'])
    const stuck = { since: T0 + 240_000, errors: 6, because: 'broken\ufffd invariant' }
    assert.deepEqual((await store().ticks.load(id))?.stuck, stuck)
    assert.deepEqual([...(await store().questions.stuck([id, 'CHG-2025-9999']))], [[id, stuck]])
    assert.equal(await isDue(id, T0 + 300_000 + 31_999), false)
    assert.ok(await isDue(id, T0 + 300_000 + 32_000))
    assert.ok((await store().ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded))).ticked)
    assert.equal((await store().ticks.load(id))?.stuck, null)
  })

  test('turns in which nothing happens are taken at once, and only they', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => create()))
    const [still, busy, broken, told] = made.map(({ id }) => id) as [string, string, string, string]
    await ask(told, 'k')
    const ended = (loaded: Parameters<typeof turnOf>[0]) =>
      turnOf(loaded, { change: succeeded(loaded.change) })
    for (const id of [still, busy, broken, told]) await store().ticks.tick(id, T0, 'wait', ended)
    for (const id of [still, busy, broken, told]) await store().ticks.wake(id, T0)
    const answer = { accepted: true, revision: 2, already: false } as const
    const taken = await store().ticks.quiet([still, busy, broken, told], T0, (loaded) => {
      if (loaded.change.id === broken) throw new Error('broken invariant')
      if (loaded.change.id === told)
        return turnOf(loaded, { answers: loaded.commands.map(({ dedup }) => ({ dedup, answer })) })
      return turnOf(loaded, loaded.change.id === busy ? { entries: [happened('x')] } : {})
    })
    assert.deepEqual(taken, { quiet: 1, eventful: [busy, broken, told].sort() })
    assert.deepEqual(await Promise.all([still, busy, broken, told].map((id) => isDue(id, T0))), [
      false,
      true,
      true,
      true,
    ])
    assert.equal((await store().questions.journal(busy, 0, 10)).length, 1)
    assert.equal((await store().ticks.load(broken))?.stuck, null)
  })

  test('a quiet turn says when the next is due', async () => {
    const { id } = await store().ticks.create(newChange(exampleRunbook(fresh('env'), [])))
    await store().ticks.tick(id, T0, 'wait', (loaded) =>
      turnOf(loaded, { change: running(loaded.change), wakeAt: T0 + 1_000 }),
    )
    const taken = await store().ticks.quiet([id], T0 + 1_000, (loaded) =>
      turnOf(loaded, { wakeAt: T0 + 2_000 }),
    )
    assert.deepEqual(taken, { quiet: 1, eventful: [] })
    assert.deepEqual([await isDue(id, T0 + 1_999), await isDue(id, T0 + 2_000)], [false, true])
    assert.deepEqual(await store().ticks.quiet([], T0, turnOf), { quiet: 0, eventful: [] })
  })

  test('the history of a target has what began or may begin there, and the change that is asked about', async () => {
    const environment = fresh('env')
    const make = (targets: readonly string[], dedup = fresh('dedup')) =>
      store().ticks.create(newChange(exampleRunbook(environment, targets), { dedup }))
    const dedup = fresh('dedup')
    const [first, both, other, gone] = [
      await make(['wix']),
      await make(['gamma', 'wix'], dedup),
      await make(['gamma']),
      await make(['wix']),
    ]
    const end = (loaded: Parameters<typeof turnOf>[0]) =>
      turnOf(loaded, {
        change: { ...succeeded(loaded.change), status: 'cancelled', because: 'no', endedAt: T0 },
      })
    await store().ticks.tick(gone.id, T0, 'wait', end)
    const ids = async (asked: string) =>
      (await store().questions.history([`${environment}/wix`], asked)).map(({ id }) => id)
    assert.deepEqual(await ids(first.id), [both.id, first.id])
    assert.deepEqual(await ids(other.id), [both.id, first.id, other.id])
    assert.equal((await store().ticks.opened(dedup))?.id, both.id)
    assert.equal(await store().ticks.opened(fresh('dedup')), null)
  })

  test('an unknown change is said to be unknown', async () => {
    const result = await store().ticks.tick('CHG-1999-0001', T0, 'skip', (loaded) => turnOf(loaded))
    assert.deepEqual(result, { ticked: false, because: 'unknown-change' })
    assert.equal(await store().ticks.load('CHG-1999-0001'), null)
    assert.equal(await store().questions.change('CHG-1999-0001'), null)
  })

  test('an edited change carries its new runbook', async () => {
    const { id } = await create()
    await store().ticks.tick(id, T0, 'wait', (loaded) =>
      turnOf(loaded, {
        change: { ...loaded.change, runbook: { ...loaded.change.runbook, title: 'Edited' } },
      }),
    )
    assert.equal((await store().questions.change(id))?.change.runbook.title, 'Edited')
  })

  test('lists changes newest first, by status', async () => {
    const [older, newer] = [await create(), await create()]
    const ids = (await store().questions.changes({ limit: 1_000 })).map(({ id }) => id)
    assert.ok(ids.indexOf(newer.id) < ids.indexOf(older.id))
    await store().ticks.tick(older.id, T0, 'wait', (loaded) =>
      turnOf(loaded, { change: running(loaded.change) }),
    )
    const active = await store().questions.changes({ status: ['running'], limit: 1_000 })
    assert.ok(active.some(({ id }) => id === older.id) && !active.some(({ id }) => id === newer.id))
    assert.deepEqual(await store().questions.changes({ status: [], limit: 10 }), [])
  })
}
