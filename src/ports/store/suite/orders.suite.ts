import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLOSED, LATCHED } from '../../../core/traffic/desired.ts'
import type { Store } from '../store.ts'
import {
  ALICE,
  carryOut,
  exampleRunbook,
  fresh,
  newChange,
  open,
  preparing,
  running,
  scheduled,
  succeeded,
  T0,
  turnOf,
} from './example.testing.ts'

export function ordersSuite(store: () => Store): void {
  /** Changes of one environment whose targets are known. */
  const changes = async (count: number, targets: readonly string[] = ['wix']) => {
    const environment = fresh('env')
    await store().targets.ensure(
      targets.map((name) => `${environment}/${name}`),
      T0,
    )
    const made = Array.from({ length: count }, () =>
      store().ticks.create(newChange(exampleRunbook(environment, targets))),
    )
    return { environment, ids: (await Promise.all(made)).map(({ id }) => id) as [string, string] }
  }
  const claim = (targets: readonly string[] = ['wix']) => ({ order: 'claim' as const, targets })
  const split = (weight: number) => ({ order: 'split' as const, target: 'wix', split: open(weight) })
  const desired = async (name: string) => (await store().targets.get(name))?.desired
  const isDue = async (id: string, at = T0 + 1) => (await store().ticks.due(at, 100_000)).includes(id)

  test('a split is a new generation, journaled for the target; the same again is none', async () => {
    const { environment, ids } = await changes(1)
    await carryOut(store(), ids[0], [claim(), split(500)])
    await carryOut(store(), ids[0], [split(500)])
    const name = `${environment}/wix`
    assert.deepEqual(await desired(name), { generation: 2, stable: 'blue', split: open(500) })
    const entries = await store().journal.read(`target/${name}`, 0, 10)
    assert.deepEqual(
      entries.map(({ type }) => type),
      ['named', 'split'],
    )
    assert.deepEqual(entries[1]?.actor, { kind: 'change', id: ids[0] })
  })

  test('adopting swaps the sides and closes, in one generation', async () => {
    const { environment, ids } = await changes(1)
    await carryOut(store(), ids[0], [claim(), split(10_000)])
    await carryOut(store(), ids[0], [{ order: 'adopt', target: 'wix' }])
    assert.deepEqual(await desired(`${environment}/wix`), { generation: 3, stable: 'green', split: CLOSED })
  })

  test('a latched target is never opened by a change, and stays latched when it is closed', async () => {
    const { environment, ids } = await changes(1)
    const name = `${environment}/wix`
    await carryOut(store(), ids[0], [claim(), split(500)])
    assert.deepEqual(await store().targets.latch(name, ALICE, 'odd', T0), { owner: ids[0], already: false })
    assert.deepEqual(await store().targets.latch(name, ALICE, 'odd', T0), { owner: ids[0], already: true })
    await store().targets.latch(name, { kind: 'person', name: 'bob' }, 'carts are empty', T0)
    await store().targets.explainLatch(name, ALICE, 'heard later', T0)
    assert.deepEqual(
      (await store().journal.read(`target/${name}`, 0, 100))
        .slice(-3)
        .map(({ type, data }) => [type, (data as { because: string }).because]),
      [
        ['latched', 'odd'],
        ['latch-reason', 'carts are empty'],
        ['latch-reason', 'heard later'],
      ],
      'every reason is kept, and the same one once',
    )
    await assert.rejects(carryOut(store(), ids[0], [split(600)]), /latched/)
    await carryOut(store(), ids[0], [{ order: 'split', target: 'wix', split: CLOSED }])
    assert.deepEqual(await desired(name), { generation: 3, stable: 'blue', split: LATCHED })
    assert.deepEqual(await store().targets.release(name, ALICE, 'fine again', T0), { already: false })
    assert.deepEqual(await store().targets.release(name, ALICE, 'fine again', T0), { already: true })
    assert.deepEqual((await desired(name))?.split, CLOSED)
  })

  test('a change cannot open a target that it does not own', async () => {
    const { ids } = await changes(2)
    await carryOut(store(), ids[0], [claim()])
    await assert.rejects(carryOut(store(), ids[1], [split(500)]), /does not own/)
  })

  test('a claim that somebody else took meanwhile makes the turn look again', async () => {
    const { ids } = await changes(2)
    const looks: (readonly string[])[] = []
    const both = ids.map((id) =>
      store().ticks.tick(id, T0, 'wait', (loaded) => {
        const { heldBy } = loaded.observations
        if (id === ids[1]) looks.push(heldBy)
        return heldBy.length > 0
          ? turnOf(loaded, { change: scheduled(loaded.change, heldBy) })
          : turnOf(loaded, { orders: [claim()] })
      }),
    )
    assert.ok((await Promise.all(both)).every(({ ticked }) => ticked))
    const [row] = (await store().targets.list()).filter(({ owner }) => owner !== null && ids.includes(owner))
    const waiting = ids.find((id) => id !== row?.owner) as string
    const change = (await store().ticks.load(waiting))?.change
    assert.deepEqual(change?.status === 'scheduled' && change.waitsFor, [row?.owner])
  })

  test('of many changes that claim crossing targets at once, none waits for another for ever', async () => {
    const targets = ['a', 'b', 'c']
    const { environment, ids } = await changes(6, targets)
    await Promise.all(
      ids.map((id, i) =>
        store().ticks.tick(id, T0, 'wait', (loaded) => {
          const free = loaded.observations.heldBy.length === 0
          return turnOf(loaded, { orders: free ? [claim(i % 2 ? targets : targets.toReversed())] : [] })
        }),
      ),
    )
    const rows = (await store().targets.list()).filter(({ name }) => name.startsWith(`${environment}/`))
    assert.equal(new Set(rows.map(({ owner }) => owner)).size, 1)
    assert.notEqual(rows[0]?.owner, null)
  })

  test('letting go of a target wakes the changes that wait for it, however the two ticks meet', async () => {
    for (let round = 0; round < 10; round++) {
      const { ids } = await changes(2)
      await carryOut(store(), ids[0], [claim()], {})
      await store().ticks.tick(ids[1], T0, 'wait', (loaded) => turnOf(loaded))
      const [, waiter] = await Promise.all([
        carryOut(store(), ids[0], [{ order: 'release-claims' }]),
        store().ticks.tick(ids[1], T0, 'wait', (loaded) =>
          turnOf(loaded, { change: scheduled(loaded.change, loaded.observations.heldBy) }),
        ),
      ])
      const change = waiter.ticked ? waiter.turn.change : null
      const waits = change?.status === 'scheduled' && change.waitsFor.length > 0
      assert.equal(await isDue(ids[1]), waits, `round ${round}`)
    }
  })

  test('a change that prepares holds no target, is due when it said, and waits for its targets like any other', async () => {
    const { ids } = await changes(2)
    await carryOut(store(), ids[0], [claim()], {})
    await store().ticks.tick(ids[1], T0, 'wait', (loaded) => {
      assert.deepEqual(loaded.observations.heldBy, [ids[0]], 'it is told who has them')
      return turnOf(loaded, { change: preparing(loaded.change), wakeAt: T0 + 5_000 })
    })
    assert.deepEqual([await isDue(ids[1], T0 + 4_999), await isDue(ids[1], T0 + 5_000)], [false, true])
    assert.ok((await store().targets.list()).every(({ owner }) => owner !== ids[1]))
    const saved = (await store().ticks.load(ids[1]))?.change
    assert.equal(saved?.status, 'preparing')

    await store().ticks.tick(ids[1], T0 + 5_000, 'wait', (loaded) =>
      turnOf(loaded, { change: preparing(loaded.change, loaded.observations.heldBy) }),
    )
    await carryOut(store(), ids[0], [{ order: 'release-claims' }])
    assert.ok(await isDue(ids[1], T0 + 5_000), 'who lets go wakes it')
  })

  test('superseding asks the other change to abort, once', async () => {
    const { ids } = await changes(2)
    for (let i = 0; i < 2; i++) await carryOut(store(), ids[1], [{ order: 'supersede', change: ids[0] }])
    assert.ok(await isDue(ids[0]))
    await store().ticks.tick(ids[0], T0, 'wait', (loaded) => {
      assert.deepEqual(
        loaded.commands.map(({ actor, command }) => [actor, command.command]),
        [[{ kind: 'change', id: ids[1] }, 'abort']],
      )
      return turnOf(loaded)
    })
  })

  test('a kill after the end still latches, and the present owner hears of it', async () => {
    const { environment, ids } = await changes(2)
    await carryOut(store(), ids[0], [claim(), { order: 'release-claims' }])
    await store().ticks.tick(ids[0], T0, 'wait', (loaded) =>
      turnOf(loaded, { change: succeeded(loaded.change) }),
    )
    await carryOut(store(), ids[1], [claim(), split(500)])
    await carryOut(store(), ids[0], [{ order: 'split', target: 'wix', split: LATCHED }])
    assert.deepEqual((await desired(`${environment}/wix`))?.split, LATCHED)
    assert.ok(await isDue(ids[1]))
  })

  test('a latch that a proxy has without us is taken over in a newer generation than its own', async () => {
    const { environment, ids } = await changes(1)
    await carryOut(store(), ids[0], [claim(), split(500)])
    const name = `${environment}/wix`
    const has = { generation: 41, stable: 'blue', split: LATCHED } as const
    for (let i = 0; i < 2; i++)
      assert.deepEqual(await store().targets.adoptLatch(name, has, T0), { owner: ids[0] })
    const taken = { generation: 42, stable: 'blue', split: LATCHED } as const
    assert.deepEqual(await desired(name), taken)
    // A proxy that was told beside the commit has latched nothing by itself.
    await store().targets.adoptLatch(name, taken, T0)
    assert.deepEqual(await desired(name), taken)
  })

  for (const [how, stable] of [
    ['adopt-proxy', 'green'],
    ['overwrite-proxy', 'blue'],
  ] as const)
    test(`a proxy that knows more is a conflict until a person decides: ${how}`, async () => {
      const { environment, ids } = await changes(1)
      await carryOut(store(), ids[0], [claim(), split(500)])
      const name = `${environment}/wix`
      const has = { generation: 41, stable: 'green', split: CLOSED } as const
      assert.equal(await store().targets.decide(name, how, ALICE, 'looked', T0), null)
      assert.equal(await store().targets.conflict(name, 'a', has, T0), true)
      assert.equal(await store().targets.conflict(name, 'a', has, T0), false)
      assert.deepEqual((await store().targets.get(name))?.conflict, { proxy: 'a', has, since: T0 })
      const decided = await store().targets.decide(name, how, ALICE, 'looked', T0)
      const split_ = how === 'adopt-proxy' ? CLOSED : open(500)
      assert.deepEqual(decided, { desired: { generation: 43, stable, split: split_ }, owner: ids[0] })
      const row = await store().targets.get(name)
      assert.equal(row?.conflict, null)
      assert.ok((row?.knownSince ?? 0) >= T0)
      assert.equal(row?.swappedUnder, how === 'adopt-proxy' ? ids[0] : null)
    })

  test('a kill during a conflict latches above what the proxy has, and moves nobody who is on stable', async () => {
    const { environment } = await changes(1)
    const name = `${environment}/wix`
    const has = { generation: 41, stable: 'green', split: open(500) } as const
    await store().targets.ensure([name], T0)
    await store().targets.conflict(name, 'a', has, T0)
    await store().targets.latch(name, ALICE, 'bad', T0)
    assert.deepEqual(await desired(name), { generation: 43, stable: 'green', split: LATCHED })
    assert.equal((await store().targets.get(name))?.conflict, null)
  })

  test('a target is settled when every proxy has acknowledged exactly what is desired, and not before', async () => {
    const { environment, ids } = await changes(1)
    const name = `${environment}/wix`
    await carryOut(store(), ids[0], [claim(), split(500)], {})
    const has = { generation: 2, stable: 'blue', split: open(500) } as const
    const old = { generation: 1, stable: 'blue', split: CLOSED } as const
    const observed = async () => {
      const result = await store().ticks.tick(ids[0], T0, 'wait', (loaded) =>
        turnOf(loaded, { change: running(loaded.change), orders: [] }),
      )
      assert.ok(result.ticked)
      let seen: unknown
      await store().ticks.tick(ids[0], T0, 'wait', (loaded) => {
        const { settled, observed } = loaded.observations.traffic.wix ?? assert.fail('no traffic')
        seen = [settled, observed]
        return turnOf(loaded)
      })
      return seen
    }
    assert.deepEqual(await observed(), [false, null])
    const reached = (instance: string, desired: typeof has | typeof old) => ({
      instance,
      reached: true as const,
      has: desired,
    })
    await store().targets.report(name, [reached('p1', has), reached('p2', old)], T0, T0)
    assert.ok(await isDue(ids[0]))
    assert.deepEqual(await observed(), [false, 500])
    await store().targets.report(name, [reached('p1', has), reached('p2', has)], T0, T0)
    assert.deepEqual(await observed(), [true, 500])
    await store().targets.report(name, [reached('p1', has), reached('p2', has)], T0, T0)
    assert.equal(await isDue(ids[0]), false, 'nothing new wakes nobody')
    await store().targets.report(
      name,
      [reached('p1', has), { instance: 'p2', reached: false, because: 'refused' }],
      T0,
      T0,
    )
    assert.deepEqual(await observed(), [false, 500])
    assert.equal(await store().targets.report(name, [reached('p1', has)], T0 + 20, T0 + 10), true)
    assert.deepEqual(await observed(), [true, 500])
    assert.equal(await store().targets.report(name, [reached('p1', old)], T0 + 30, T0 + 15), false)
    assert.deepEqual(await observed(), [true, 500], 'a slow server tells of what was')
  })
}
