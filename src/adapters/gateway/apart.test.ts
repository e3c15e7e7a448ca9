import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketOf, classicCounts } from '../../core/histogram/latency-buckets.ts'
import type { TelemetrySecond } from '../../ports/store/observation.ts'
import { measureApart } from './apart.ts'
import { WantedCounting } from './counting.ts'
import { startTelemetry } from './telemetry.ts'
import { telemetryPuller } from './telemetry-puller.ts'
import type { Counting } from './wire.ts'

const TARGET = 'staging/wix'
const success = { kind: 'ratio', statusBelow: 500, withinMs: null } as const

function second(over: Partial<TelemetrySecond>, bad = 0): TelemetrySecond {
  const requests = over.requests ?? 10
  const latencyFine = requests === 0 ? [] : [bucketOf(5), requests - bad]
  return {
    ...{ seq: 1, target: TARGET, slot: 'canary', version: 'v2', reason: 'percentage', at: 0 },
    ...{ requests, latencyFine, latency: classicCounts(latencyFine) },
    classes: { ok: requests - bad, redirect: 0, client: 0, server: bad, none: 0 },
    ...over,
  }
}

function told(label: string, records: readonly TelemetrySecond[], paths = ['/a', '/b']) {
  const sample = measureApart(label, paths)(success, 0, records)
  if (sample === null) return null
  const figures = (one: object) => ('good' in one && 'total' in one ? `${one.good}/${one.total}` : 'none')
  return {
    whole: figures(sample),
    ...Object.fromEntries((sample.series ?? []).map(({ name, sample }) => [name, figures(sample)])),
  }
}

test('each path has its own, and one that is declared and not asked for has none', () => {
  const records = [
    second({ path: '/a' }, 4),
    second({ path: 'other' }),
    second({ path: '/a', version: 'v3' }),
  ]
  assert.deepEqual(told('path', records), { whole: '26/30', '/a': '16/20', '/b': '0/0', other: '10/10' })
})

test('a second that was counted apart in part only is not measured', () => {
  assert.equal(told('path', [second({ path: '/a' }), second({})]), null)
  assert.equal(told('segment', [second({ path: '/a' })]), null)
})

test('a second in which nobody came is measured, also where nothing was counted apart', () => {
  assert.deepEqual(told('path', [second({ requests: 0 })]), { whole: '0/0', '/a': '0/0', '/b': '0/0' })
  assert.deepEqual(told('segment', [second({ requests: 0 })]), { whole: '0/0' })
})

test('who chose the version by header is a reason, and no part of a path or a segment', () => {
  const records = [
    second({ path: '/a', segment: 'beta', reason: 'header' }, 10),
    second({ path: '/a', segment: 'beta', reason: 'segment' }, 1),
    second({ path: '/a', segment: 'public' }),
  ]
  assert.deepEqual(told('path', records, ['/a']), { whole: '19/20', '/a': '19/20' })
  assert.deepEqual(told('segment', records), { whole: '19/20', beta: '9/10', public: '10/10' })
  assert.deepEqual(told('reason', records), {
    ...{ whole: '19/30', header: '0/10', percentage: '10/10', segment: '9/10' },
  })
})

function counted() {
  const clock = { now: 1_700_000_000_000 }
  const telemetry = startTelemetry({
    targets: [TARGET],
    isOpen: () => true,
    now: () => clock.now,
    keepSeconds: 600,
    keeper: { before: [], add: () => {}, fetched: () => {} },
  })
  const ask = (url: string, segment: string | null = null, version = 'v2') =>
    telemetry.count(
      TARGET,
      'canary',
      'percentage',
      { version, status: 200, latencyMs: 3 },
      { url, segment, subject: null, isNamed: (name) => name === 'beta' },
    )
  const nextSecond = () => {
    const from = clock.now
    clock.now += 1_000
    return telemetry.page(0, 10_000).records.filter(({ at, slot }) => at === from && slot === 'canary')
  }
  return { clock, telemetry, ask, nextSecond }
}

test('a gateway counts apart what it was told to, and for a minute', () => {
  const { clock, telemetry, ask, nextSecond } = counted()
  ask('/a')
  assert.deepEqual(
    nextSecond().map(({ path, segment }) => [path, segment]),
    [[undefined, undefined]],
  )
  telemetry.countApart(TARGET, { paths: ['/a', '/b/*'], segments: true })
  ask('/a?x=1', 'beta')
  ask('/b/1')
  ask('/b/2')
  ask('/secret/token', 'made up')
  assert.deepEqual(
    nextSecond().map(({ path, segment, requests }) => [path, segment, requests]),
    [
      ['/a', 'beta', 1],
      ['/b/*', 'public', 2],
      ['other', 'other', 1],
    ],
  )
  clock.now += 60_000
  telemetry.tick()
  ask('/a')
  assert.deepEqual(
    nextSecond().map(({ path }) => path),
    [undefined],
  )
})

test('however many versions, paths and segments come, a second has a bounded number of records and every request', () => {
  const { telemetry, ask, nextSecond } = counted()
  const paths = Array.from({ length: 20 }, (_, i) => `/${i}`)
  telemetry.countApart(TARGET, { paths, segments: true })
  for (let i = 0; i < 2_000; i++) ask(`/${i % 25}`, i % 3 === 0 ? 'beta' : `made up ${i}`, `v${i % 40}`)
  const records = nextSecond()
  assert.ok(records.length <= 70, String(records.length))
  assert.equal(
    records.reduce((sum, { requests }) => sum + requests, 0),
    2_000,
  )
  assert.ok(records.every(({ path }) => path === 'other' || paths.includes(path ?? '')))
})

test('users of stable fall into the same few slices each second, where somebody compares with them', () => {
  const { clock, telemetry } = counted()
  const ask = (slot: 'stable' | 'canary', subject: string | null) =>
    telemetry.count(
      TARGET,
      slot,
      'percentage',
      { version: 'v2', status: 200, latencyMs: 3 },
      { url: '/', segment: null, subject, isNamed: () => false },
    )
  const slicesOf = (slot: 'stable' | 'canary') => {
    const from = clock.now
    clock.now += 1_000
    return telemetry
      .page(0, 10_000)
      .records.filter((record) => record.at === from && record.slot === slot)
      .map(({ slice, requests }) => [slice, requests])
      .toSorted(([a = -1], [b = -1]) => a - b)
  }
  ask('stable', 'ann')
  assert.deepEqual(slicesOf('stable'), [[undefined, 1]], 'nobody asked for slices')
  telemetry.countApart(TARGET, { slices: true })
  for (let user = 0; user < 4_000; user++) ask('stable', `user ${user}`)
  const once = slicesOf('stable')
  assert.deepEqual(
    once.map(([slice]) => slice),
    [0, 1, 2, 3],
  )
  for (const [, requests = 0] of once) assert.ok(requests > 900 && requests < 1_100, String(requests))
  for (let user = 0; user < 4_000; user++) ask('stable', `user ${user}`)
  assert.deepEqual(slicesOf('stable'), once, 'the same users, the same slices')
  ask('canary', 'ann')
  assert.deepEqual(slicesOf('canary'), [[undefined, 1]], 'a canary has none')
  ask('stable', null)
  assert.deepEqual(slicesOf('stable'), [[undefined, 1]], 'nobody looked who it was')
})

test('gateways are told what is wanted while somebody asks, again after a restart, and nothing else', async () => {
  const clock = { now: 0 }
  const counting = new WantedCounting(new Map([[TARGET, ['/a']]]), () => clock.now)
  const heard: Counting[] = []
  const client = {
    socket: 'a',
    telemetry: async () => ({ instance: 'g', records: [], watermark: 0, more: false, droppedUpTo: 0 }),
    count: async (wanted: Counting) => void heard.push(wanted),
  }
  const samples = { add: async () => {}, cursor: async () => 0 }
  const { pull } = telemetryPuller({ client, samples, clock: { now: () => clock.now }, counting })
  const pullAt = async (now: number) => {
    clock.now = now
    await pull(AbortSignal.timeout(1_000))
  }
  const question = { environment: 'staging', target: 'wix' }
  await pullAt(0)
  counting.note(question)
  counting.note({ ...question, each: 'reason' })
  await pullAt(1_000)
  assert.deepEqual(heard, [])
  counting.note({ ...question, each: 'path' })
  await pullAt(2_000)
  await pullAt(3_000)
  assert.deepEqual(heard, [{ targets: { [TARGET]: { paths: ['/a'] } } }])
  counting.note({ ...question, each: 'segment' })
  await pullAt(4_000)
  assert.deepEqual(heard.at(-1), { targets: { [TARGET]: { paths: ['/a'], segments: true } } })
  await pullAt(9_000)
  assert.equal(heard.length, 3)
  await pullAt(120_000)
  assert.equal(heard.length, 3)
  counting.note({ ...question, bySegment: true })
  await pullAt(121_000)
  assert.deepEqual(heard.at(-1), { targets: { [TARGET]: { slices: true } } })
})
