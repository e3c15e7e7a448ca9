import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrafficObserved } from '../../../core/change/outside/observations.ts'
import { CLOSED, type Desired, LATCHED } from '../../../core/traffic/desired.ts'
import type { Restriction, TrafficMode } from '../../../core/traffic/mode.ts'
import type { Store } from '../store.ts'
import { ALICE, carryOut, exampleRunbook, fresh, newChange, open, T0, turnOf } from './example.testing.ts'

const READ_ONLY: Restriction = { traffic: 'read-only', banner: 'Back at four', until: T0 + 3_600_000 }

/** A target's mode, as a change orders it and as a person sets it. */
export function modesSuite(store: () => Store): void {
  const target = async () => {
    const environment = fresh('env')
    const name = `${environment}/wix`
    await store().targets.ensure([name], T0)
    const { id } = await store().ticks.create(newChange(exampleRunbook(environment, ['wix'])))
    const row = async () => (await store().targets.get(name)) ?? assert.fail(name)
    const desired = async () => (await row()).desired
    return { name, id, row, desired }
  }
  const claim = { order: 'claim' as const, targets: ['wix'] }
  const mode = (mode: TrafficMode) => ({
    order: 'mode' as const,
    target: 'wix',
    mode,
    because: 'Take no writes',
  })
  const split = (weight: number) => ({ order: 'split' as const, target: 'wix', split: open(weight) })

  test('a change orders a mode in a generation of its own, and splits and adoptions keep it', async () => {
    const { name, id, row, desired } = await target()
    await carryOut(store(), id, [claim, split(500), mode(READ_ONLY)])
    assert.deepEqual(await desired(), { generation: 3, stable: 'blue', split: open(500), mode: READ_ONLY })
    assert.deepEqual((await row()).modeSet, { by: { kind: 'change', id }, because: 'Take no writes', at: T0 })
    await carryOut(store(), id, [mode(READ_ONLY)])
    await carryOut(store(), id, [split(900), { order: 'adopt', target: 'wix' }])
    assert.deepEqual(await desired(), { generation: 5, stable: 'green', split: CLOSED, mode: READ_ONLY })
    await carryOut(store(), id, [mode({ traffic: 'normal' })])
    assert.deepEqual(await desired(), { generation: 6, stable: 'green', split: CLOSED })
    const entries = await store().journal.read(`target/${name}`, 0, 10)
    assert.deepEqual(
      entries.map(({ type }) => type),
      ['named', 'split', 'mode-set', 'split', 'adopt', 'mode-set'],
    )
  })

  test('a person who sets what a change has set makes it theirs, and the change sees that', async () => {
    const { name, id, row, desired } = await target()
    await carryOut(store(), id, [claim, mode(READ_ONLY)])
    const before = await desired()
    const seen = async () => {
      let observed: TrafficObserved | undefined
      await store().ticks.tick(id, T0, 'wait', (loaded) => {
        observed = loaded.observations.traffic.wix
        return turnOf(loaded)
      })
      return observed?.modeTaken
    }
    assert.equal(await seen(), undefined)
    const set = () => store().targets.setMode(name, READ_ONLY, ALICE, 'the database is restored', T0 + 5)
    assert.deepEqual(await set(), { owner: id, already: false })
    assert.deepEqual(await set(), { owner: id, already: true })
    assert.deepEqual(await desired(), before, 'nothing is new for its proxies')
    assert.deepEqual((await row()).modeSet, { by: ALICE, because: 'the database is restored', at: T0 + 5 })
    assert.equal(await seen(), true)
    const entries = await store().journal.read(`target/${name}`, 0, 10)
    assert.deepEqual(entries.map(({ type, actor }) => [type, actor.kind]).slice(-2), [
      ['mode-set', 'change'],
      ['mode-set', 'person'],
    ])
  })

  test('a person sets and lifts it, latched or not; who and why are kept', async () => {
    const { name, id, row, desired } = await target()
    await carryOut(store(), id, [claim, split(500)])
    await store().targets.latch(name, ALICE, 'odd', T0)
    const set = () => store().targets.setMode(name, READ_ONLY, ALICE, 'the database moves', T0 + 5)
    assert.deepEqual(await set(), { owner: id, already: false })
    assert.deepEqual(await set(), { owner: id, already: true })
    assert.deepEqual(await desired(), { generation: 4, stable: 'blue', split: LATCHED, mode: READ_ONLY })
    assert.deepEqual((await row()).modeSet, { by: ALICE, because: 'the database moves', at: T0 + 5 })
    await store().targets.release(name, ALICE, 'fine again', T0 + 6)
    assert.deepEqual((await desired()).mode, READ_ONLY)
    await store().targets.setMode(name, { traffic: 'normal' }, ALICE, 'moved', T0 + 7)
    assert.deepEqual(await desired(), { generation: 6, stable: 'blue', split: CLOSED })
    assert.deepEqual((await row()).modeSet, { by: ALICE, because: 'moved', at: T0 + 7 })
  })

  test('a change that does not own a target sets no mode there', async () => {
    const { id } = await target()
    await assert.rejects(carryOut(store(), id, [mode(READ_ONLY)]), /does not own/)
  })

  for (const how of ['adopt-proxy', 'overwrite-proxy'] as const)
    test(`a conflict about the mode is a person's to decide: ${how}`, async () => {
      const { name, desired, row } = await target()
      const has: Desired = { generation: 9, stable: 'blue', split: CLOSED, mode: READ_ONLY }
      assert.equal(await store().targets.conflict(name, 'p1', has, T0), true)
      await store().targets.decide(name, how, ALICE, 'seen', T0 + 1)
      const kept = how === 'adopt-proxy' ? { mode: READ_ONLY } : {}
      assert.deepEqual(await desired(), { generation: 11, stable: 'blue', split: CLOSED, ...kept })
      const said = how === 'adopt-proxy' ? { by: ALICE, because: 'seen', at: T0 + 1 } : null
      assert.deepEqual((await row()).modeSet, said)
    })

  test('a latch that a proxy took itself keeps the mode of the newer one', async () => {
    for (const [generation, kept] of [
      [2, { traffic: 'maintenance' }],
      [9, READ_ONLY],
    ] as const) {
      const { name, desired } = await target()
      await store().targets.setMode(name, { traffic: 'maintenance' }, ALICE, 'x', T0)
      await store().targets.adoptLatch(
        name,
        { generation, stable: 'blue', split: LATCHED, mode: READ_ONLY },
        T0,
      )
      assert.deepEqual((await desired()).mode, kept)
    }
  })

  test('the owner is woken by each count of its writes, and a count of all the same is no news', async () => {
    const { name, id, row, desired } = await target()
    await carryOut(store(), id, [claim, mode(READ_ONLY)])
    const has = await desired()
    const say = (at: number, ...counts: (number | null)[]) =>
      store().targets.report(
        name,
        counts.map((writes, i) => ({ instance: `p${i}`, reached: true, has, writes })),
        T0 + at,
        T0 + at,
      )
    /** What a turn sees, which ends whatever woke the change. */
    const observed = async () => {
      let seen: TrafficObserved | undefined
      await store().ticks.tick(id, T0 + 100, 'wait', (loaded) => {
        seen = loaded.observations.traffic.wix
        return turnOf(loaded)
      })
      return seen
    }
    const isDue = async () => (await store().ticks.due(T0 + 100, 100_000)).includes(id)
    await say(1, 7, null)
    const { settled, writes } = (await observed()) ?? assert.fail()
    assert.deepEqual([settled, writes], [true, null])
    await say(2, 7, 0)
    assert.deepEqual([await isDue(), (await observed())?.writes], [true, 7])
    await say(3, 7, 0)
    assert.equal(await isDue(), false)
    await say(4, 0, 0)
    assert.deepEqual([await isDue(), (await observed())?.writes], [true, 0])
    assert.deepEqual(
      (await row()).proxies.map(({ writes }) => writes),
      [0, 0],
    )
  })
}
