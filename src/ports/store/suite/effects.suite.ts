import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callKey, type EffectRef, type Outcome } from '../../../core/change/outside/observations.ts'
import type { Store } from '../store.ts'
import { carryOut, exampleRunbook, fresh, newChange, T0, turnOf } from './example.testing.ts'

export function effectsSuite(store: () => Store): void {
  const ref = (attempt = 1): EffectRef => ({ item: 'deploy', direction: 'do', attempt })
  const act = { act: 'deploy', target: 'wix', version: 'v2' } as const
  const run = (attempt = 1) => ({
    order: 'run' as const,
    ref: ref(attempt),
    act,
    timeLimitMs: 1_000,
    repeatable: false,
  })
  const stop = { order: 'stop' as const, ref: ref() }
  const done: Outcome = { outcome: 'done', outputs: { n: 1 }, evidence: 'deployed \u0000' }
  const begin = async () => {
    const { id } = await store().ticks.create(newChange(exampleRunbook(fresh('env'))))
    await carryOut(store(), id, [run()])
    return { change: id, id: `${id}/deploy/do/1` }
  }
  const answersOf = async (change: string) => {
    const result = await store().ticks.tick(change, T0 + 10, 'wait', (loaded) => {
      return turnOf(loaded, {
        entries: [],
        notices: [],
        wakeAt: null,
        answers: [],
        orders: [],
        change: { ...loaded.change, revision: loaded.observations.answers.length },
      })
    })
    assert.ok(result.ticked)
    return result.turn.change.revision
  }

  test('an effect is started once, and answered once', async () => {
    const { change, id } = await begin()
    const started = await Promise.all([1, 2, 3].map((i) => store().effects.start(id, `server-${i}`, T0)))
    const [row] = started.filter((one) => one !== null)
    assert.equal(started.filter((one) => one !== null).length, 1)
    const key = callKey({ id: change, requestedAt: T0 }, ref())
    assert.deepEqual([row?.key, row?.fence, row?.act, row?.ref], [key, 1, act, ref()])
    assert.equal(await store().effects.finish(id, 1, done, T0 + 5), true)
    assert.equal(await store().effects.finish(id, 1, { outcome: 'failed', reason: 'late' }, T0 + 6), false)
    assert.ok((await store().ticks.due(T0 + 5, 100_000)).includes(change))
    assert.equal(await answersOf(change), 1)
    assert.equal(await answersOf(change), 0)
    const shown = (await store().questions.change(change))?.effects
    assert.deepEqual(shown, [
      { item: 'deploy', direction: 'do', attempt: 1, status: 'done', output: 'deployed \u0000' },
    ])
  })

  test('a result with an old fence changes nothing', async () => {
    const { id } = await begin()
    await store().effects.start(id, 'dead', T0)
    const seen = (await store().effects.unfinished()).find((row) => row.id === id)
    if (seen === undefined) assert.fail('a started effect is not over')
    const taken = await Promise.all(['one', 'two'].map((by) => store().effects.takeOver(seen, by, T0 + 1)))
    const [row] = taken.filter((one) => one !== null)
    assert.equal(taken.filter((one) => one !== null).length, 1, 'of two servers one takes it over')
    assert.deepEqual([row?.fence, row?.takenAt], [2, T0 + 1])
    assert.equal(await store().effects.finish(id, 1, done, T0), false)
    assert.equal(await store().effects.finish(id, 2, done, T0), true)
    assert.equal(await store().effects.takeOver({ id, fence: 2 }, 'alive', T0), null)
  })

  test('a pending effect that is to stop is over at once and never starts', async () => {
    const { change, id } = await begin()
    await carryOut(store(), change, [stop])
    assert.equal(await store().effects.start(id, 'server', T0), null)
    assert.ok((await store().ticks.due(T0, 100_000)).includes(change))
    assert.equal(await answersOf(change), 1)
  })

  test('a started effect that is to stop is shown to the server that runs it, until it has ended', async () => {
    const { change, id } = await begin()
    await store().effects.start(id, 'server', T0)
    await carryOut(store(), change, [stop])
    assert.ok((await store().effects.toStop()).some((row) => row.id === id))
    await store().effects.finish(id, 1, { outcome: 'stopped' }, T0)
    assert.ok(!(await store().effects.toStop()).some((row) => row.id === id))
  })

  test('the same effect ordered twice is refused, and nothing of that turn is saved', async () => {
    const { change } = await begin()
    const before = await store().ticks.load(change)
    await assert.rejects(carryOut(store(), change, [run(2), run()]), /duplicate key/)
    assert.deepEqual((await store().ticks.load(change))?.change, before?.change)
    assert.ok(!(await store().effects.pending()).includes(`${change}/deploy/do/2`))
  })

  test('what a turn orders is told at once where the turn was taken, and is pending until it is started', async () => {
    const { id: early } = await begin()
    const told: string[] = []
    const noMore = store().effects.whenOrdered(async (id) => {
      told.push(id)
      await store().effects.start(id, 'server', T0)
    })
    const { id } = await begin()
    await noMore()
    const { id: late } = await begin()
    assert.deepEqual(told, [id])
    const pending = await store().effects.pending()
    assert.deepEqual(
      [early, id, late].map((each) => pending.includes(each)),
      [true, false, true],
    )
  })

  test('one that cannot be begun stays pending', async () => {
    const noMore = store().effects.whenOrdered(() => Promise.reject(new Error('no place to begin it')))
    const { id } = await begin()
    await noMore()
    assert.ok((await store().effects.pending()).includes(id))
  })
}
