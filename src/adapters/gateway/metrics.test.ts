import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quantileOf } from '../../core/histogram/histogram.ts'
import { bucketOf, CLASSIC_EDGES_MS, classicCounts } from '../../core/histogram/latency-buckets.ts'
import { MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import type { TelemetrySecond } from '../../ports/store/observation.ts'
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
  const latencyFine = [bucketOf(5), bad === 'redirect' || bad === 'client' ? 9 : 8, bucketOf(1900), 1]
  const latency = classicCounts(latencyFine)
  const classes = { ok: 9, redirect: 0, client: 0, server: 0, none: 0, [bad]: 1 }
  const facts = { target: 'staging/wix', slot: 'canary', version: 'v2', reason: 'percentage' } as const
  return {
    seq: ++seq,
    ...facts,
    at,
    requests: 10,
    classes,
    latency,
    latencyFine,
    ...rest,
  } satisfies TelemetrySecond
}

const CANARY = {
  environment: 'staging',
  target: 'wix',
  slot: 'canary',
  side: 'green',
  signal: 'it',
} as const

async function read(
  batches: Record<string, TelemetrySecond[]>,
  signal: GatewaySignal,
  from = 0,
  over: Pick<Question, 'bySegment'> = {},
) {
  const samples = samplesInMemory()
  for (const [instance, batch] of Object.entries(batches)) await samples.add(instance, batch, 0)
  const targets = new Map([['staging/wix', Object.keys(batches)]])
  const metrics = gatewayMetrics({ samples, targets, signals: { it: signal } })
  const [measured] = await metrics.read([{ ...CANARY, ...over, from }], AbortSignal.timeout(1000))
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
    [{ ...success, withinMs: 1850 }, 'server', 8],
    [{ ...success, withinMs: 1900 }, 'server', 9],
    [{ ...success, withinMs: 2000 }, 'server', 9],
  ]
  for (const [signal, bad, good] of cases)
    assert.deepEqual((await read({ a: [second(1000, { bad })] }, signal))?.samples, [
      { kind: 'ratio', at: 1000, span: 1000, total: 10, good },
    ])
})

const p95 = { kind: 'distribution', quantile: 0.95 } as const

test('latency is a distribution without its empty buckets', async () => {
  const [sample] = (await read({ a: [second(1000)] }, p95))?.samples ?? []
  assert.ok(sample?.kind === 'distribution')
  assert.deepEqual(
    [sample.edges, sample.counts],
    [
      [4.9, 5, 1850, 1900],
      [0, 8, 0, 1, 0],
    ],
  )
  assert.equal(sample.quantile, 0.95)
  const [empty] = (await read({ a: [second(1000, { latencyFine: [] })] }, p95))?.samples ?? []
  assert.deepEqual(empty?.kind === 'distribution' && [empty.edges, empty.counts], [[], [0]])
})

/** As a gateway of an earlier version tells it. */
function coarse(at: number): TelemetrySecond {
  const { latencyFine: _, ...record } = second(at)
  return record
}

test('a gateway of an earlier version goes on, and what it counts adds up with the others, only coarser', async () => {
  const measured = await read({ a: [second(1000), second(2000)], b: [coarse(1000), coarse(2000)] }, p95)
  for (const sample of measured?.samples ?? []) {
    assert.ok(sample.kind === 'distribution')
    assert.deepEqual(
      [sample.edges, sample.counts],
      [
        [5, 1500, 2000],
        [16, 0, 2, 0],
      ],
    )
    const found = quantileOf(sample, 0.95)
    assert.deepEqual([Math.round(found?.value ?? 0), found?.low, found?.high], [1775, 1500, 2000])
  }
  const alone = await read({ b: [coarse(1000)] }, p95)
  assert.deepEqual(
    alone?.samples.map((sample) => sample.kind === 'distribution' && sample.edges),
    [[5, 1500, 2000]],
  )
})

test('a second whose latencies were counted too coarsely for the limit was not measured', async () => {
  const ratio = { ...success, withinMs: 1900 }
  const measured = await read({ a: [second(1000), coarse(2000), second(3000)] }, ratio)
  assert.deepEqual(
    measured?.samples.map(({ at }) => at),
    [1000, 3000],
  )
  assert.equal(CLASSIC_EDGES_MS.includes(2000), true)
  const known = (await read({ a: [coarse(1000)] }, { ...success, withinMs: 2000 }))?.samples
  assert.deepEqual(known, [{ kind: 'ratio', at: 1000, span: 1000, total: 10, good: 9 }])
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

test('a limit inside a bucket, or a quantile that is none, is refused when it is configured', () => {
  const configured = (signal: GatewaySignal) =>
    gatewayMetrics({ samples: samplesInMemory(), targets: new Map(), signals: { it: signal } })
  assert.throws(
    () => configured({ ...success, withinMs: 1234 }),
    /signal it: within has to be an edge of the gateway's buckets; the nearest: 1200ms, 1250ms/,
  )
  assert.throws(() => configured({ ...success, withinMs: 61_000 }), /the nearest: 60000ms$/)
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
    count: async () => {},
  }
  const puller = telemetryPuller({ client, samples, clock: { now: () => 0 } })
  assert.deepEqual(await puller.pull(AbortSignal.timeout(1000)), { records: 5, gap: false })
  assert.deepEqual(await puller.pull(AbortSignal.timeout(1000)), { records: 0, gap: false })
  assert.equal(await samples.watermark('a'), 5000)
  droppedUpTo = (made.at(-1)?.seq ?? 0) + 10
  assert.deepEqual(await puller.pull(AbortSignal.timeout(1000)), { records: 0, gap: true })
})

test('what a gateway dates by a clock that is wrong is not stored, and by which it is said', async () => {
  const samples = samplesInMemory()
  const clock = { now: 10_000_000 }
  const page = { instance: 'g', records: [second(0)], watermark: 0, more: false, droppedUpTo: 0 }
  const from = async (now: number | undefined) => {
    const client = { socket: 'a', telemetry: async () => ({ ...page, now }), count: async () => {} }
    return telemetryPuller({ client, samples, clock: { now: () => clock.now } }).pull(
      AbortSignal.timeout(1000),
    )
  }
  for (const [off, words] of [
    [3_600_000, /3600 s ahead of ours.*set both by NTP/],
    [-3_600_000, /3600 s behind ours/],
  ] as const)
    await assert.rejects(from(clock.now + off), (error: unknown) => {
      assert.ok(error instanceof MetricsUnavailable)
      assert.match(error.message, words)
      return true
    })
  assert.equal(await samples.watermark('a'), null)
  assert.equal((await from(clock.now - 1_900)).records, 1)
  // One of an earlier version does not say its time.
  assert.equal((await from(undefined)).records, 1)
})

test('a gateway that cannot be asked makes the pull fail, and nothing is stored', async () => {
  const samples = samplesInMemory()
  const refused = () => Promise.reject(new Error('refused'))
  const client = { socket: 'a', telemetry: refused, count: refused }
  const puller = telemetryPuller({ client, samples, clock: { now: () => 0 } })
  await assert.rejects(puller.pull(AbortSignal.timeout(1000)), MetricsUnavailable)
  assert.equal(await samples.watermark('a'), null)
})

test('who has a share of their own is told apart where a comparison asks, and nobody who chose by header is in it', async () => {
  const seconds = [
    second(0),
    second(0, { reason: 'segment', bad: 'none' }),
    second(0, { reason: 'header' }),
    second(1000),
  ]
  const told = await read({ a: seconds }, success, 0, { bySegment: true })
  assert.deepEqual(
    told?.samples.map(({ segments = [], ...whole }) => [
      'total' in whole && whole.total,
      segments.map((one) => one.segment),
    ]),
    [
      [20, ['percentage', 'segment']],
      [10, ['percentage']],
    ],
  )
  const whole = await read({ a: seconds }, success)
  assert.equal(whole?.samples[0]?.segments, undefined)
})

test('slices of stable are told each second, by segment, where all of it was counted by slices', async () => {
  const slice = (at: number, slice: number, over: Parameters<typeof second>[1] = {}) =>
    second(at, { ...over, slice })
  const seconds = [
    ...[slice(0, 0), slice(0, 1, { bad: 'none' }), slice(0, 1), slice(0, 3, { reason: 'segment' })],
    // A second in which counting by slices began, and one of a gateway that has other slices.
    ...[slice(1_000, 0), second(1_000)],
    ...[slice(2_000, 7)],
    ...[second(3_000, { requests: 0 })],
  ]
  const told = await read({ a: seconds }, success, 0, { bySegment: true })
  const figures = (one: object) => ('good' in one && 'total' in one ? `${one.good}/${one.total}` : 'none')
  assert.deepEqual(
    told?.samples.map(({ segments = [] }) =>
      segments.map(({ segment, slices }) => [segment, slices?.map(figures) ?? null]),
    ),
    [
      [
        ['percentage', ['9/10', '18/20', '0/0', '0/0']],
        ['segment', ['0/0', '0/0', '0/0', '9/10']],
      ],
      [['percentage', null]],
      [['percentage', null]],
      [['percentage', null]],
    ],
  )
  const latency = await read({ a: [slice(0, 0), slice(0, 2)] }, p95, 0, { bySegment: true })
  const [{ slices = [] } = assert.fail('no segment')] = latency?.samples[0]?.segments ?? []
  assert.deepEqual(
    slices.map((one) => one.kind === 'distribution' && one.counts.reduce((a, b) => a + b, 0)),
    [9, 0, 9, 0],
  )
})
