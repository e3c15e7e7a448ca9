import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashOf } from '../../../core/journal/chain.ts'
import { sealCheckpoint } from '../../../core/journal/checkpoint.ts'
import { verifyJournal } from '../../../core/journal/verify.ts'
import type { Store } from '../store.ts'
import {
  ALICE,
  exampleNotice,
  exampleRunbook,
  fresh,
  freshStream,
  happened,
  newChange,
  succeeded,
  T0,
  turnOf,
} from './example.testing.ts'

export function recordsSuite(store: () => Store): void {
  test('entries of a stream are chained in one line, however many append at once', async () => {
    const stream = freshStream()
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        store().journal.append(stream, [happened(`e${i}`), happened('f')]),
      ),
    )
    const entries = await store().journal.read(stream, 0, 100)
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      Array.from({ length: 20 }, (_, i) => i + 1),
    )
    assert.ok(
      entries.every(
        (entry, i) => hashOf(entry) === entry.hash && (i === 0 || entry.previous === entries[i - 1]?.hash),
      ),
    )
    assert.deepEqual(await store().journal.read(stream, 19, 5), entries.slice(19))
  })

  test('a checkpoint covers the streams that moved, and the whole journal then verifies', async () => {
    const stream = freshStream()
    await store().journal.append(stream, [happened('x', { nested: { b: 1, a: [1.5, 'ü'] } })])
    const moved = await store().journal.moved()
    assert.ok(moved.some((head) => head.stream === stream))
    const unsigned = sealCheckpoint(await store().journal.lastCheckpoint(), T0, moved, 'k')
    assert.equal(await store().journal.addCheckpoint({ ...unsigned, signature: 'sig' }), true)
    assert.equal(await store().journal.addCheckpoint({ ...unsigned, signature: 'other' }), false)
    assert.ok(!(await store().journal.moved()).some((head) => head.stream === stream))
    assert.deepEqual((await store().journal.lastCheckpoint())?.hash, unsigned.hash)
    const checkpoints = await store().journal.checkpoints(0, 1_000)
    const streams = await store().journal.streams()
    const entries = (
      await Promise.all(streams.map((head) => store().journal.read(head.stream, 0, 10_000)))
    ).flat()
    const verifySignature = (_: string, signature: string) => signature === 'sig'
    assert.deepEqual(
      verifyJournal({
        entries,
        table: checkpoints,
        sink: checkpoints,
        signers: new Map([['k', verifySignature]]),
      }),
      [],
    )
  })

  test('a flag has a history, and every write is journaled with it', async () => {
    const environment = fresh('env')
    const write = {
      environment,
      target: 'wix',
      flag: 'F',
      lock: false,
      passLock: false,
      because: 'test',
      now: T0,
    }
    const change = { kind: 'change', id: 'CHG-1' } as const
    const flags = store().flags
    assert.deepEqual(await flags.set({ ...write, value: false, actor: ALICE }), { set: true, already: false })
    assert.deepEqual(await flags.set({ ...write, value: false, actor: ALICE }), { set: true, already: true })
    assert.equal(await flags.before(environment, 'wix', 'F', 'CHG-1'), undefined)
    await flags.set({ ...write, value: true, actor: change })
    await flags.set({ ...write, value: 'later', actor: change })
    assert.equal(await flags.before(environment, 'wix', 'F', 'CHG-1'), false)
    await flags.set({ ...write, flag: 'New', value: 1, actor: change })
    assert.equal(await flags.before(environment, 'wix', 'New', 'CHG-1'), null)
    await flags.set({ ...write, flag: 'New', value: null, actor: change })
    assert.equal(await flags.leftBy(environment, 'wix', 'F', 'CHG-1'), 'later')
    assert.equal(await flags.leftBy(environment, 'wix', 'New', 'CHG-1'), null)
    assert.equal(await flags.leftBy(environment, 'wix', 'F', 'CHG-2'), undefined)
    const listed = await flags.list(environment)
    assert.deepEqual(
      listed.map(({ flag, value, version }) => [flag, value, version]),
      [['F', 'later', 3]],
    )
    const history = await flags.history(environment, 'wix', 'F')
    assert.deepEqual(
      history.map(({ value, by }) => [value, by]),
      [
        [false, 'alice'],
        [true, 'CHG-1'],
        ['later', 'CHG-1'],
      ],
    )
    assert.equal((await store().journal.read(`flags/${environment}`, 0, 100)).length, 5)
  })

  test('of a long history the newest is told, and each version by its number', async () => {
    const environment = fresh('env')
    const flags = store().flags
    const write = {
      environment,
      target: 'wix',
      flag: 'F',
      lock: false,
      passLock: false,
      because: 'x',
      now: T0,
    }
    const large = (i: number) =>
      ({ state: 'ENABLED', variants: { on: `${i}${'x'.repeat(1_500_000)}` }, defaultVariant: 'on' }) as const
    const versionsOf = async (...certain: readonly number[]) =>
      (await flags.history(environment, 'wix', 'F', certain.length === 0 ? undefined : certain)).map(
        ({ version }) => version,
      )
    for (let i = 1; i <= 4; i++) await flags.set({ ...write, value: large(i), actor: ALICE })
    assert.deepEqual(await versionsOf(), [3, 4])
    assert.deepEqual(await versionsOf(1, 4, 9), [1, 4])
    assert.deepEqual(await flags.history(environment, 'wix', 'F', []), [])
  })

  test('many flags are set together or, when a lock refuses one, not at all, and each is journaled', async () => {
    const environment = fresh('env')
    const flags = store().flags
    const write = (flag: string, value: boolean) => ({
      ...{ environment, target: 'wix', flag, value, actor: ALICE },
      ...{ lock: false, passLock: false, because: 'a file', now: T0 },
    })
    const journaled = async () => (await store().journal.read(`flags/${environment}`, 0, 100)).length
    const shown = async () => (await flags.list(environment)).map(({ flag, value }) => [flag, value])
    assert.deepEqual(await flags.setAll([write('b', true), write('a', true)]), { set: true })
    assert.deepEqual(
      [await shown(), await journaled()],
      [
        [
          ['a', true],
          ['b', true],
        ],
        2,
      ],
    )
    await flags.lock(environment, 'wix', 'b', ALICE, 'an audit', T0)
    const before = await journaled()
    const refused = await flags.setAll([write('c', true), write('b', false), write('a', false)])
    assert.deepEqual(refused, { set: false, locked: [{ flag: 'b', lockedBy: 'alice', because: 'an audit' }] })
    assert.deepEqual(
      [await shown(), await journaled()],
      [
        [
          ['a', true],
          ['b', true],
        ],
        before,
      ],
    )
    assert.deepEqual(await flags.setAll([write('b', true), write('a', false)]), { set: true })
    assert.equal(await journaled(), before + 1, 'what is so already is no entry')
  })

  test('a flag holds a definition as it holds a value', async () => {
    const environment = fresh('env')
    const flags = store().flags
    const write = {
      environment,
      target: 'wix',
      flag: 'F',
      lock: false,
      passLock: false,
      because: 'test',
      now: T0,
    }
    const change = { kind: 'change', id: 'CHG-3' } as const
    const fixed = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } as const
    const split = { ...fixed, targeting: { fractional: [['on', 1], ['off']] } } as const
    const seen = async () => (await flags.marks()).environments.get(environment)
    const shown = async () =>
      (await flags.list(environment)).map(({ value, definition }) => [value, definition])

    await flags.set({ ...write, value: split, actor: ALICE })
    const mark = await seen()
    assert.deepEqual(await shown(), [[null, split]])
    const reordered = Object.fromEntries(Object.entries(split).reverse()) as typeof split
    assert.deepEqual(await flags.set({ ...write, value: reordered, actor: ALICE }), {
      set: true,
      already: true,
    })
    assert.equal(await seen(), mark, 'nothing was written')
    await flags.set({ ...write, value: true, actor: change })
    assert.notEqual(await seen(), mark)
    assert.deepEqual(await shown(), [[true, null]])
    assert.deepEqual(await flags.before(environment, 'wix', 'F', 'CHG-3'), split)
    await flags.set({ ...write, value: fixed, restores: 7, actor: ALICE })
    assert.deepEqual(await shown(), [[true, fixed]], 'everybody gets the same')
    assert.deepEqual(
      (await flags.history(environment, 'wix', 'F')).map(({ value, definition }) => [value, definition]),
      [
        [null, split],
        [true, null],
        [true, fixed],
      ],
    )
    const entries = await store().journal.read(`flags/${environment}`, 0, 100)
    assert.deepEqual(
      entries.map(({ type }) => type),
      ['flag-defined', 'flag-set', 'flag-defined'],
    )
    assert.deepEqual(entries.at(-1)?.data, {
      target: 'wix',
      flag: 'F',
      definition: fixed,
      was: true,
      locked: false,
      because: 'test',
      restored: 7,
    })
  })

  test('a lock refuses later sets until it is lifted; a rollback passes it and lifts its own', async () => {
    const environment = fresh('env')
    const flags = store().flags
    const change = { kind: 'change', id: 'CHG-2' } as const
    const write = {
      environment,
      target: 'wix',
      flag: 'F',
      value: true,
      lock: true,
      passLock: false,
      because: 'freeze',
      now: T0,
    }
    await flags.set({ ...write, actor: change })
    assert.deepEqual(await flags.set({ ...write, actor: change }), { set: true, already: true })
    const refused = { set: false, lockedBy: 'CHG-2', because: 'freeze' }
    assert.deepEqual(await flags.set({ ...write, value: false, lock: false, actor: ALICE }), refused)
    assert.deepEqual((await flags.list(environment))[0]?.lock, { by: 'CHG-2', because: 'freeze', since: T0 })
    await flags.set({ ...write, value: false, lock: false, passLock: true, actor: change })
    assert.deepEqual((await flags.list(environment))[0]?.lock, null)
    assert.deepEqual(await flags.lock(environment, 'wix', 'F', ALICE, 'party', T0), { already: false })
    assert.deepEqual(await flags.lock(environment, 'wix', 'F', ALICE, 'party', T0), { already: true })
    await flags.set({ ...write, lock: false, passLock: true, actor: change })
    assert.equal((await flags.list(environment))[0]?.lock?.by, 'alice')
    assert.deepEqual(await flags.unlock(environment, 'wix', 'F', ALICE, 'over', T0), { already: false })
    assert.deepEqual(await flags.unlock(environment, 'wix', 'F', ALICE, 'over', T0), { already: true })
  })

  test('a change replaces the lock that an earlier one of its plan left, and its rollback puts that back', async () => {
    const environment = fresh('env')
    const flags = store().flags
    const changeOf = async (plan: string) => {
      const runbook = { ...exampleRunbook(environment), plan }
      return (await store().ticks.create(newChange(runbook))).id
    }
    const end = (id: string) =>
      store().ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded, { change: succeeded(loaded.change) }))
    const [first, second, other] = [
      await changeOf('example'),
      await changeOf('example'),
      await changeOf('another'),
    ]
    const set = (id: string, value: boolean, passLock = false) =>
      flags.set({
        environment,
        target: 'wix',
        flag: 'F',
        value,
        lock: !passLock,
        passLock,
        because: id,
        actor: { kind: 'change', id },
        now: T0,
      })
    const locked = async () => (await flags.list(environment))[0]?.lock?.by
    const refused = { set: false, lockedBy: first, because: first }

    await set(first, true)
    assert.deepEqual(await set(second, false), refused, 'the first one runs still')
    assert.deepEqual((await flags.held(environment, ['wix']))[0]?.lock.change, {
      id: first,
      plan: 'example',
      over: false,
    })
    await end(first)
    assert.deepEqual(await flags.held(environment, ['docs', 'wix']), [
      {
        target: 'wix',
        flag: 'F',
        content: true,
        lock: { by: first, because: first, since: T0, change: { id: first, plan: 'example', over: true } },
      },
    ])
    assert.deepEqual(await set(other, false), refused)
    assert.deepEqual(await set(other, true), { set: true, already: true }, 'it stands already')
    assert.equal(await locked(), first)
    assert.deepEqual(await set(second, false), { set: true, already: false })
    assert.equal(await locked(), second)
    await set(second, true, true)
    assert.equal(await locked(), first, 'as it was before')
    assert.deepEqual(await flags.held(environment, []), [])
  })

  test('a write replaces or lifts the lock of a change that it names, and no other one', async () => {
    const environment = fresh('env')
    const flags = store().flags
    const of = (id: string) => ({ actor: { kind: 'change', id } as const })
    const write = { environment, target: 'wix', flag: 'F', passLock: false, because: 'x', now: T0 }
    const lockNow = async () => (await flags.list(environment))[0]?.lock?.by ?? null
    await flags.set({ ...write, ...of('CHG-1'), value: 1, lock: true })
    const refused = { set: false, lockedBy: 'CHG-1', because: 'x' }
    const stranger = { ...write, ...of('CHG-2'), value: 2, lock: true }
    assert.deepEqual(await flags.set({ ...stranger, replaces: ['CHG-9'] }), refused)
    assert.deepEqual(await flags.set({ ...stranger, replaces: ['CHG-1'] }), { set: true, already: false })
    assert.equal(await lockNow(), 'CHG-2')
    await flags.set({ ...write, ...of('CHG-3'), value: 2, lock: false, replaces: ['CHG-2'] })
    assert.equal(await lockNow(), null)
    await flags.lock(environment, 'wix', 'F', ALICE, 'mine', T0)
    const answer = await flags.set({ ...write, ...of('CHG-3'), value: 3, lock: false, replaces: ['alice'] })
    assert.deepEqual(answer, { set: false, lockedBy: 'alice', because: 'mine' })
  })

  test('a notice is kept until it is delivered or given up', async () => {
    const [a, b] = [exampleNotice(), exampleNotice()]
    await store().notices.add([a, b])
    await store().notices.add([a])
    const pending = async (now: number) => {
      const all = await store().notices.take(now, 1_000, now + 1)
      return all
        .filter(({ notice }) => [a.id, b.id].includes(notice.id))
        .map(({ notice, attempt }) => [notice.id, attempt])
    }
    await store().notices.failed(a.id, 'refused \u0000', T0 + 5)
    assert.deepEqual(await pending(T0), [[b.id, 1]])
    assert.deepEqual(await pending(T0), [], 'somebody has it')
    const both = await Promise.all([pending(T0 + 5), pending(T0 + 5)])
    assert.deepEqual(both.flat(), [
      [b.id, 1],
      [a.id, 2],
    ])
    await store().notices.delivered(b.id, T0)
    await store().notices.failed(a.id, 'no such hook', null)
    assert.deepEqual(await pending(T0 + 1e6), [])
  })
}
