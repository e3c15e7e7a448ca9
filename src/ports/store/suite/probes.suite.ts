import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Running } from '../../../core/change/state/change.ts'
import type { Probing } from '../../../core/change/state/probing.ts'
import { answered, UNASKED } from '../../../core/probe/answer.ts'
import type { Probe } from '../../../core/probe/probe.ts'
import type { Store } from '../store.ts'
import { exampleRunbook, fresh, newChange, running, succeeded, T0, turnOf } from './example.testing.ts'

export function probesSuite(store: () => Store): void {
  const ready: Probe = {
    ...{ kind: 'ready', path: '/ready', delayMs: 0, everyMs: 5_000, timeLimitMs: 3_000 },
    ...{ failures: 3, successes: 1 },
  }
  const states = { ready: answered(ready, UNASKED, { ok: true, says: 'Healthy', at: T0 + 1 }) }
  const begin = async () => {
    const runbook = { ...exampleRunbook(fresh('env')), probes: [ready] }
    return store().ticks.create(newChange(runbook))
  }
  const turn = async (id: string, probing: Probing | null) => {
    const result = await store().ticks.tick(id, T0, 'wait', (loaded) => {
      const next = probing === null ? succeeded(loaded.change) : running(loaded.change)
      const change =
        probing === null ? next : { ...(next as Running), run: { ...(next as Running).run, probing } }
      return turnOf(loaded, { change })
    })
    assert.ok(result.ticked)
  }
  const asked = async (id: string) => (await store().probes.asked()).filter(({ change }) => change === id)
  const side = (from: number) => ({ wix: { side: 'green', from, told: {}, silentSince: null } }) as const

  test('a side is asked from the turn that says so, anew after another deploy, and no more once it has ended', async () => {
    const { id, runbook } = await begin()
    await turn(id, side(T0))
    const [row] = await asked(id)
    const { environment } = runbook
    const of = { change: id, environment, target: 'wix', side: 'green', probes: [ready] }
    assert.deepEqual(row, { ...of, from: T0, states: {}, revision: 0 })
    const save = { change: id, target: 'wix', from: T0, states, revision: 0, wake: null }
    assert.deepEqual(await store().probes.saveAll([save]), [true])
    await turn(id, side(T0))
    assert.deepEqual((await asked(id))[0]?.states, states, 'a turn that changes nothing about it leaves it')
    await turn(id, side(T0 + 9))
    assert.deepEqual(await asked(id), [{ ...of, from: T0 + 9, states: {}, revision: 0 }])
    assert.deepEqual(
      await store().probes.saveAll([{ ...save, revision: 1 }]),
      [false],
      'it is of the other deploy',
    )
    await turn(id, null)
    assert.deepEqual(await asked(id), [])
    assert.deepEqual(await store().probes.saveAll([save]), [false])
  })

  test('of two servers that have asked, one counts; the change is woken and hears what was answered', async () => {
    const { id } = await begin()
    await turn(id, side(T0))
    const save = { change: id, target: 'wix', from: T0, states, revision: 0, wake: T0 + 2 }
    const saved = await Promise.all([store().probes.saveAll([save]), store().probes.saveAll([save])])
    assert.deepEqual(saved.flat().sort(), [false, true])
    assert.equal((await asked(id))[0]?.revision, 1)
    assert.ok((await store().ticks.due(T0 + 2, 100_000)).includes(id))
    await store().ticks.tick(id, T0 + 2, 'wait', (loaded) => {
      assert.deepEqual(loaded.observations.probed, [{ target: 'wix', from: T0, states }])
      return turnOf(loaded)
    })
  })
}
