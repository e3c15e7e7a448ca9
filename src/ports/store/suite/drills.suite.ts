import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DrillEnd, DrillProof } from '../../../core/change/state/beside.ts'
import type { Change } from '../../../core/change/state/change.ts'
import type { Runbook } from '../../../core/runbook/runbook.ts'
import type { Store } from '../store.ts'
import { exampleRunbook, fresh, newChange, running, T0, turnOf } from './example.testing.ts'

/** Drills of a plan, and which of them counts for a checklist. */
export function drillsSuite(store: () => Store): void {
  const drillOf = (plan: string, rollback: string): Runbook => ({
    ...exampleRunbook(fresh('drills')),
    plan,
    drill: { rollout: 'rollout', at: 500, requests: 'success-ratio', rollback },
  })
  async function drilled(plan: string, rollback: string, end: Pick<DrillEnd, 'at' | 'proven'> | null) {
    const { id } = await store().ticks.create(newChange(drillOf(plan, rollback)))
    if (end === null) return id
    const drill: DrillEnd = { because: [], counted: [], ...end }
    const ticked = await store().ticks.tick(id, T0, 'wait', (loaded) => {
      const back = { cause: { cause: 'drill', from: T0, answered: {} } }
      const over = { ...running(loaded.change), status: 'rolled-back', back, endedAt: T0, beside: { drill } }
      return { ...turnOf(loaded), change: over as unknown as Change }
    })
    assert.ok(ticked.ticked)
    return id
  }
  async function seenBy(runbook: Runbook): Promise<DrillProof | null | undefined> {
    const { id } = await store().ticks.create(newChange(runbook))
    let seen: DrillProof | null | undefined
    const look = (turn: (change: Change) => Change) =>
      store().ticks.tick(id, T0, 'wait', (loaded) => {
        seen = loaded.observations.drilled
        return { ...turnOf(loaded), change: turn(loaded.change) }
      })
    await look(running)
    await look((change) => change)
    return seen
  }

  test('the newest drill that proved this very rollback counts, and no other', async () => {
    const plan = fresh('plan')
    assert.equal(await store().questions.drillProof(plan, 'A'), null)
    await drilled(plan, 'A', { at: T0 - 2_000, proven: true })
    const newest = await drilled(plan, 'A', { at: T0 - 1_000, proven: true })
    await drilled(plan, 'A', { at: T0, proven: false })
    await drilled(plan, 'A', null)
    await drilled(plan, 'B', { at: T0, proven: true })
    await drilled(fresh('plan'), 'A', { at: T0, proven: true })
    assert.deepEqual(await store().questions.drillProof(plan, 'A'), { change: newest, at: T0 - 1_000 })
  })

  test('a change with a line that asks gets it with its turn, and any other gets nothing', async () => {
    const plan = fresh('plan')
    const id = await drilled(plan, 'A', { at: T0, proven: true })
    const asks = (rollback: string): Runbook => ({
      ...exampleRunbook(fresh('asks')),
      plan,
      accept: [{ id: 'drill', title: 'Drill', check: { check: 'drill', notOlderThanMs: 1_000, rollback } }],
    })
    assert.deepEqual(await seenBy(asks('A')), { change: id, at: T0 })
    assert.equal(await seenBy(asks('B')), null)
    assert.equal(await seenBy(exampleRunbook(fresh('asks'))), undefined)
  })

  test('drills are listed, newest first, of one plan, a page at a time', async () => {
    const plan = fresh('plan')
    const first = await drilled(plan, 'A', null)
    const second = await drilled(plan, 'A', { at: T0, proven: true })
    await store().ticks.create(newChange({ ...exampleRunbook(fresh('drills')), plan }))
    const ids = async (more: { readonly before?: string } = {}) =>
      (await store().questions.drills({ plan, limit: 10, ...more })).map(({ id }) => id)
    assert.deepEqual(await ids(), [second, first])
    assert.deepEqual(await ids({ before: second }), [first])
    assert.deepEqual(
      (await store().questions.drills({ limit: 1 })).map(({ id }) => id),
      [second],
    )
  })
}
