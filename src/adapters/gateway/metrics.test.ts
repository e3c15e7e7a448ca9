import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import { LATENCY_EDGES_MS, type TelemetrySecond } from '../../ports/store/observation.ts'
import { gatewayMetrics } from './metrics.ts'
import { samplesInMemory } from './samples.testing.ts'
import type { GatewaySignal } from './signal.ts'
import { telemetryPuller } from './telemetry-puller.ts'

let seq = 0
/** One second with ten answers: `ok` quick ones, the rest in the class named. */
function second(
  at: number,
  over: Partial<TelemetrySecond> & { bad?: keyof TelemetrySecond['classes'] } = {},
) {
  const { bad = 'server', ...rest } = over
  const latency: number[] = new Array(LATENCY_EDGES_MS.length + 1).fill(0)
  latency[0] = bad === 'redirect' || bad === 'client' ? 9 : 8
  latency[LATENCY_EDGES_MS.indexOf(2000)] = 1
  const classes = { ok: 9, redirect: 0, client: 0, server: 0, none: 0, [bad]: 1 }
  const facts = { target: 'staging/wix', slot: 'canary', version: 'v2', reason: 'percentage' } as const
  return { seq: ++seq, ...facts, at, requests: 10, classes, latency, ...rest } satisfies TelemetrySecond
}

const CANARY = {
  environment: 'staging',
  target: 'wix',
  slot: 'canary',
  side: 'green',
  signal: 'it',
} as const

async function read(batches: Record<string, TelemetrySecond[]>, signal: GatewaySignal, from = 0) {
  const samples = samplesInMemory()
  for (const [instance, batch] of Object.entries(batches)) await samples.add(instance, batch, 0)
  const targets = new Map([['staging/wix', Object.keys(batches)]])
  const metrics = gatewayMetrics({ samples, targets, signals: { it: signal } })
  const [measured] = await metrics.read([{ ...CANARY, from }], AbortSignal.timeout(1000))
  assert.ok(!(measured instanceof MetricsUnavailable))
  return measured
}

const success = { kind: 'ratio', statusBelow: 500, withinMs: null } as const

test('good is what lies below the status and within the time', async () => {
  const cases: readonly (readonly [GatewaySignal, bad: keyof TelemetrySecond['classes'], good: number])[] = [
    [success, 'server', 9],
    [success, 'none', 9],
    [success, 'client', 10],
    [{ ...success, statusBelow: 400 }, 'client', 9],
    [{ ...success, statusBelow: 300 }, 'redirect', 9],
    [{ ...success, withinMs: 1000 }, 'server', 8],
    [{ ...success, withinMs: 2000 }, 'server', 9],
  ]
  for (const [signal, bad, good] of cases)
    assert.deepEqual((await read({ a: [second(1000, { bad })] }, signal))?.samples, [
      { kind: 'ratio', at: 1000, span: 1000, total: 10, good },
    ])
})

test('latency is a distribution over the fixed edges', async () => {
  const [sample] =
    (await read({ a: [second(1000)] }, { kind: 'distribution', quantile: 0.95 }))?.samples ?? []
  assert.ok(sample?.kind === 'distribution')
  assert.equal(sample.counts.length, sample.edges.length + 1)
  assert.equal(sample.counts[sample.edges.indexOf(2000)], 1)
  assert.equal(sample.quantile, 0.95)
})

test('requests that chose by header are left out, also where they are all there is', async () => {
  const mixed = [second(1000), second(1000, { reason: 'header' }), second(2000, { reason: 'header' })]
  const measured = await read({ a: mixed }, success)
  assert.deepEqual(
    measured?.samples.map((sample) => sample.kind === 'ratio' && sample.total),
    [10, 0],
  )
})

test('a target is complete up to its slowest gateway, and their seconds add up', async () => {
  const measured = await read({ a: [second(1000), second(2000)], b: [second(1000)] }, success)
  assert.equal(measured?.watermark, 2000)
  assert.deepEqual(measured?.samples, [{ kind: 'ratio', at: 1000, span: 1000, total: 20, good: 18 }])
})

test('a gateway that never answered leaves nothing complete', async () => {
  const measured = await read({ a: [second(1000)], b: [] }, success)
  assert.deepEqual(measured, { samples: [], watermark: 0 })
})

test('a second that nobody recorded has no sample', async () => {
  const measured = await read({ a: [second(1000), second(3000)] }, success)
  assert.deepEqual(
    measured?.samples.map(({ at }) => at),
    [1000, 3000],
  )
})

test('a limit between two edges, or a quantile that is none, is refused when it is configured', () => {
  const configured = (signal: GatewaySignal) =>
    gatewayMetrics({ samples: samplesInMemory(), targets: new Map(), signals: { it: signal } })
  assert.throws(
    () => configured({ ...success, withinMs: 1234 }),
    /signal it: within has to be one of 5ms, .*1000ms/,
  )
  assert.throws(() => configured({ kind: 'distribution', quantile: 1 }), /quantile/)
  assert.throws(() => configured({ ...success, statusBelow: 450 }), /statusBelow has to be 300, 400 or 500/)
})

test('a store that fails is no measurement', async () => {
  const samples = { ...samplesInMemory(), watermark: () => Promise.reject(new Error('gone')) }
  const metrics = gatewayMetrics({
    samples,
    targets: new Map([['staging/wix', ['a']]]),
    signals: { it: success },
  })
  await assert.rejects(metrics.read([{ ...CANARY, from: 0 }], AbortSignal.timeout(1000)), MetricsUnavailable)
})

test('the puller goes on where it stopped, page after page, and tells of what was dropped', async () => {
  const made = Array.from({ length: 5 }, (_, i) => second(i * 1000))
  const samples = samplesInMemory()
  let droppedUpTo = 0
  const client = {
    socket: 'a',
    telemetry: async (after: number) => {
      const [next, ...rest] = made.filter((record) => record.seq > after)
      const records = next === undefined ? [] : [next]
      return { instance: 'g', records, watermark: 0, more: rest.length > 0, droppedUpTo }
    },
  }
  const puller = telemetryPuller({ client, samples, clock: { now: () => 0 } })
  assert.deepEqual(await puller.pull(AbortSignal.timeout(1000)), { records: 5, gap: false })
  assert.deepEqual(await puller.pull(AbortSignal.timeout(1000)), { records: 0, gap: false })
  assert.equal(await samples.watermark('a'), 5000)
  droppedUpTo = (made.at(-1)?.seq ?? 0) + 10
  assert.deepEqual(await puller.pull(AbortSignal.timeout(1000)), { records: 0, gap: true })
})

test('a gateway that cannot be asked makes the pull fail, and nothing is stored', async () => {
  const samples = samplesInMemory()
  const client = { socket: 'a', telemetry: () => Promise.reject(new Error('refused')) }
  const puller = telemetryPuller({ client, samples, clock: { now: () => 0 } })
  await assert.rejects(puller.pull(AbortSignal.timeout(1000)), MetricsUnavailable)
  assert.equal(await samples.watermark('a'), null)
})
