import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../store.ts'
import { fresh, T0 } from './example.testing.ts'

export function replicasSuite(store: () => Store): void {
  test('a server is alive from when it enters until it leaves, and keeps its last place', async () => {
    const [one, two] = [fresh('server'), fresh('server')]
    const seen = async () =>
      (await store().replicas.all())
        .filter(({ installation }) => [one, two].includes(installation))
        .map(({ installation, place, alive }) => [installation, place, alive])
    const first = await store().replicas.enter({ installation: one, place: 'here' }, T0)
    const second = await store().replicas.enter({ installation: two, place: 'there' }, T0)
    assert.deepEqual(await seen(), [
      [one, 'here', true],
      [two, 'there', true],
    ])
    await first.leave()
    assert.deepEqual(await seen(), [
      [one, 'here', false],
      [two, 'there', true],
    ])
    const again = await store().replicas.enter({ installation: one, place: 'moved' }, T0 + 1)
    assert.deepEqual((await seen())[0], [one, 'moved', true])
    await Promise.all([again.leave(), second.leave()])
  })
}
