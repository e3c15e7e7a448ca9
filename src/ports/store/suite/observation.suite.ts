import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LATENCY_BUCKETS } from '../../../core/histogram/latency-buckets.ts'
import type { Judged } from '../../../core/judge/verdict.ts'
import type { JudgeRow, TelemetrySecond } from '../observation.ts'
import type { Store } from '../store.ts'
import { exampleRunbook, fresh, newChange, preparing, running, T0, turnOf } from './example.testing.ts'

export function observationSuite(store: () => Store): void {
  const judged = (watermark: number): Judged => ({
    step: 'rollout',
    rule: 'g',
    target: 'wix',
    from: T0,
    verdict: 'no-worse',
    watermark,
    measuredUntil: watermark,
    intervalMs: 1_000,
    evidence: {
      signal: 's',
      bound: { op: 'below', value: 1 },
      value: null,
      samples: 0,
      minSamples: 1,
      from: T0,
      to: watermark,
      stable: null,
      sharedIncident: false,
    },
  })
  const row = (watermark: number): JudgeRow => ({
    key: 'g@wix',
    from: T0,
    state: { sum: 1 },
    judged: judged(watermark),
  })
  const second = (target: string, seq: number, at = T0 + seq * 1_000): TelemetrySecond => ({
    seq,
    target,
    slot: 'canary',
    version: 'v2',
    reason: 'percentage',
    at,
    requests: 3,
    classes: { ok: 2, redirect: 0, client: 0, server: 1, none: 0 },
    latency: [1, 1, 1],
  })

  test('of two observers with the same watermark one saves and the other changes nothing', async () => {
    const { id } = await store().ticks.create(newChange(exampleRunbook(fresh('env'))))
    const save = async (watermark: number, expected: number | null) => {
      const saves = [{ change: id, row: row(watermark), expected, wake: T0 }]
      return (await store().judges.saveAll(saves))[0]
    }
    assert.deepEqual((await Promise.all([save(T0 + 1, null), save(T0 + 1, null)])).sort(), [false, true])
    assert.deepEqual((await Promise.all([save(T0 + 2, T0 + 1), save(T0 + 3, T0 + 1)])).sort(), [false, true])
    const [saved] = await store().judges.rows(id)
    assert.equal(await save(T0 + 9, T0 + 1), false)
    assert.deepEqual(await store().judges.rows(id), [saved])
    assert.ok((await store().ticks.due(T0, 100_000)).includes(id))
    await store().ticks.tick(id, T0, 'wait', (loaded) => {
      assert.deepEqual(loaded.observations.judged, [saved?.judged])
      return turnOf(loaded)
    })
  })

  test('many rows are saved at once, each for itself, and read at once', async () => {
    const [one, two, none] = await Promise.all(
      [1, 2, 3].map(async () => (await store().ticks.create(newChange(exampleRunbook(fresh('env'))))).id),
    )
    const [a, b, c] = [one as string, two as string, none as string]
    const save = (change: string, key: string, watermark: number, expected: number | null) => ({
      change,
      row: { ...row(watermark), key },
      expected,
      wake: null,
    })
    const first = [save(a, 'x', T0 + 1, null), save(b, 'y', T0 + 1, null), save(a, 'w', T0 + 1, null)]
    assert.deepEqual(await store().judges.saveAll(first), [true, true, true])
    const next = [save(b, 'y', T0 + 2, T0 + 9), save(a, 'x', T0 + 2, T0 + 1), save(a, 'w', T0 + 2, null)]
    assert.deepEqual(await store().judges.saveAll(next), [false, true, false])
    assert.deepEqual(await store().judges.saveAll([]), [])
    const rows = await store().judges.rowsOf([a, b, c])
    const seen = [a, b, c].map((id) => rows.get(id)?.map(({ key, judged }) => [key, judged.watermark - T0]))
    const asWritten = [
      [
        ['w', 1],
        ['x', 2],
      ],
      [['y', 1]],
      [],
    ]
    assert.deepEqual(seen, asWritten)
  })

  test('a verdict that is saved without a wake lets the change sleep', async () => {
    const { id } = await store().ticks.create(newChange(exampleRunbook(fresh('env'))))
    await store().ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded, { change: running(loaded.change) }))
    const unwaked = { change: id, row: row(T0 + 1), expected: null, wake: null }
    assert.deepEqual(await store().judges.saveAll([unwaked]), [true])
    assert.ok(!(await store().ticks.due(T0, 100_000)).includes(id))
    assert.ok((await store().judges.watching()).some((change) => change.id === id))
  })

  test('a change that prepares is looked at by observers, for its checklists and captures', async () => {
    const { id } = await store().ticks.create(newChange(exampleRunbook(fresh('env'))))
    const watched = async () => (await store().judges.watching()).some((change) => change.id === id)
    assert.equal(await watched(), false)
    await store().ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded, { change: preparing(loaded.change) }))
    assert.equal(await watched(), true)
  })

  test('telemetry taken twice counts once, and the cursor never goes back', async () => {
    const [instance, target] = [fresh('gateway'), fresh('target')]
    assert.deepEqual(
      [await store().samples.cursor(instance), await store().samples.watermark(instance)],
      [0, null],
    )
    const batch = [1, 2, 3].map((seq) => second(target, seq))
    await Promise.all([store().samples.add(instance, batch, T0), store().samples.add(instance, batch, T0)])
    await store().samples.add(instance, batch.slice(0, 1), T0)
    assert.equal(await store().samples.cursor(instance), 3)
    assert.equal(await store().samples.watermark(instance), T0 + 4_000)
    assert.deepEqual(await store().samples.read(target, 'canary', T0 + 2_000), batch.slice(1))
    assert.deepEqual(await store().samples.read(target, 'stable', T0), [])
  })

  test('latencies are kept as finely as the gateway counted them', async () => {
    const [instance, target] = [fresh('gateway'), fresh('target')]
    const widest = Array.from({ length: LATENCY_BUCKETS }, (_, bucket) => [bucket, 1_000_000_000 + bucket])
    const counted = [[], [140, 3], widest.flat(), undefined]
    const batch = counted.map((latencyFine, i) => ({
      ...second(target, i + 1),
      ...(latencyFine === undefined ? {} : { latencyFine }),
    }))
    await store().samples.add(instance, batch, T0)
    assert.deepEqual(await store().samples.read(target, 'canary', T0), batch)
  })

  test('what was counted apart is kept by its path, segment and slice, and what was not has none', async () => {
    const [instance, target] = [fresh('gateway'), fresh('target')]
    const batch = [
      { ...second(target, 1), path: '/api/v1/*', segment: 'beta' },
      { ...second(target, 2), path: 'other', slice: 3 },
      second(target, 3),
    ]
    await store().samples.add(instance, batch, T0)
    assert.deepEqual(await store().samples.read(target, 'canary', T0), batch)
  })

  test('old telemetry is dropped by its age', async () => {
    const [instance, target] = [fresh('gateway'), fresh('target')]
    await store().samples.add(instance, [second(target, 1, 1_000), second(target, 2, 2_000)], T0)
    assert.equal(await store().samples.prune(2_000), 1)
    assert.equal((await store().samples.read(target, 'canary', 0)).length, 1)
  })
}
