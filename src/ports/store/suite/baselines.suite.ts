import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Found, KeptBaseline } from '../../../core/change/state/baseline.ts'
import type { CaptureStep, Runbook } from '../../../core/runbook/runbook.ts'
import type { Store } from '../store.ts'
import { carryOut, exampleRunbook, fresh, newChange, T0, turnOf } from './example.testing.ts'

/** Numbers that one change keeps for another. */
export function baselinesSuite(store: () => Store): void {
  const takes = (runbook: Runbook, ...names: readonly string[]): Runbook => ({
    ...runbook,
    steps: names.map(
      (kept, i): CaptureStep => ({
        kind: 'capture',
        id: `take-${i}`,
        title: 'Take',
        after: [],
        targets: [...runbook.targets],
        signals: [],
        spanMs: 0,
        stated: {},
        lastWeek: [],
        kept,
      }),
    ),
  })
  const found = (value: number): readonly Found[] => [
    { signal: 'latency', target: 'wix', value, seen: { from: T0 - 60_000, to: T0, samples: 1_234 } },
    { signal: 'conversion', target: '*', value: 0.855 },
  ]
  const keep = async (runbook: Runbook, name: string, value: number): Promise<string> => {
    const { id } = await store().ticks.create(newChange(runbook))
    await carryOut(store(), id, [{ order: 'keep-baseline', name, found: found(value) }])
    return id
  }
  async function seenBy(runbook: Runbook): Promise<Readonly<Record<string, KeptBaseline>> | undefined> {
    const { id } = await store().ticks.create(newChange(runbook))
    let kept: Readonly<Record<string, KeptBaseline>> | undefined
    await store().ticks.tick(id, T0, 'wait', (loaded) => {
      kept = loaded.observations.kept
      return turnOf(loaded)
    })
    return kept
  }

  test('a baseline is found by its name, with span and samples, and the newest counts', async () => {
    const environment = fresh('baselines')
    await keep(exampleRunbook(environment), 'usual', 180)
    const second = await keep(exampleRunbook(environment), 'usual', 200)
    const kept = await seenBy(takes(exampleRunbook(environment), 'usual', 'constructor'))
    assert.deepEqual(kept, { usual: { found: found(200), change: second, at: T0 } })
  })

  test('a baseline is of its environment, and a change that takes none is told none', async () => {
    const environment = fresh('baselines')
    await keep(exampleRunbook(environment), 'usual', 180)
    assert.deepEqual(await seenBy(takes(exampleRunbook(fresh('other')), 'usual')), {})
    assert.equal(await seenBy(exampleRunbook(environment)), undefined)
  })
}
