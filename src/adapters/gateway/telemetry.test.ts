import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketOf, LATENCY_EDGES_MS } from '../../core/histogram/latency-buckets.ts'
import { startTelemetry } from './telemetry.ts'
import type { Keeper } from './telemetry-file.ts'

const START = 1_700_000_000_000

const FORGETFUL: Keeper = { before: [], add: () => {}, fetched: () => {} }

function started({ canaryOpen = true, keepSeconds = 60, keeper = FORGETFUL } = {}) {
  const clock = { now: START }
  const telemetry = startTelemetry({
    targets: ['staging/wix'],
    isOpen: (_, slot) => slot === 'stable' || canaryOpen,
    now: () => clock.now,
    keepSeconds,
    keeper,
  })
  const answer = (status: number, latencyMs = 3, version = 'v2') =>
    telemetry.count('staging/wix', 'canary', 'percentage', { version, status, latencyMs })
  return { clock, telemetry, answer }
}

test('a second is not shown before it is over', () => {
  const { clock, telemetry, answer } = started()
  answer(200)
  clock.now += 999
  assert.deepEqual(telemetry.page(0, 100), { records: [], watermark: START, more: false, droppedUpTo: 0 })
  clock.now += 1
  assert.equal(telemetry.page(0, 100).watermark, START + 1000)
})

test('counts answers by class, and latency of those below 500', () => {
  const { clock, telemetry, answer } = started()
  for (const status of [200, 204, 302, 404, 500, 503, 0]) answer(status)
  answer(200, 5)
  answer(200, 5.1)
  answer(200, 99_999)
  clock.now += 1000
  const record = telemetry.page(0, 100).records.find(({ slot }) => slot === 'canary')
  assert.equal(record?.requests, 10)
  assert.deepEqual(record?.classes, { ok: 5, redirect: 1, client: 1, server: 2, none: 1 })
  const fine = [bucketOf(3), 4, bucketOf(5), 1, bucketOf(5.1), 1, LATENCY_EDGES_MS.length, 1]
  assert.deepEqual(record?.latencyFine, fine)
  // What a server of an earlier version reads.
  assert.deepEqual([record?.latency[0], record?.latency[1], record?.latency.at(-1)], [5, 1, 1])
})

test('keeps versions and reasons apart', () => {
  const { clock, telemetry, answer } = started()
  answer(200)
  answer(200, 3, 'v3')
  telemetry.count('staging/wix', 'canary', 'header', { version: 'v3', status: 200, latencyMs: 1 })
  clock.now += 1000
  const shown = telemetry.page(0, 100).records.filter(({ slot }) => slot === 'canary')
  assert.deepEqual(
    shown.map(({ version, reason }) => `${version} ${reason}`),
    ['v2 percentage', 'v3 percentage', 'v3 header'],
  )
})

test('a second without traffic is zero for every slot that is open, and for no other', () => {
  for (const [canaryOpen, slots] of [
    [true, ['stable', 'canary']],
    [false, ['stable']],
  ] as const) {
    const { clock, telemetry } = started({ canaryOpen })
    clock.now += 1000
    const { records } = telemetry.page(0, 100)
    assert.deepEqual(
      records.map(({ slot, requests }) => [slot, requests]),
      slots.map((slot) => [slot, 0]),
    )
  }
})

test('a process that stood still claims nothing about the time in between', () => {
  const { clock, telemetry } = started()
  clock.now += 60_000
  const { records, watermark } = telemetry.page(0, 100)
  assert.deepEqual([...new Set(records.map(({ at }) => at))], [START])
  assert.equal(watermark, START + 60_000)
})

test('a page never splits a second, and the next one goes on after it', () => {
  const { clock, telemetry } = started()
  clock.now += 3000
  const first = telemetry.page(0, 3)
  assert.equal(first.records.length, 4)
  assert.deepEqual([first.more, first.watermark], [true, START + 2000])
  const second = telemetry.page(first.records.at(-1)?.seq ?? 0, 3)
  assert.deepEqual([second.records.length, second.more, second.watermark], [2, false, START + 3000])
})

test('drops the oldest seconds when nobody comes, and says so', () => {
  const { clock, telemetry } = started({ keepSeconds: 10 })
  for (let i = 0; i < 30; i++) {
    clock.now += 1000
    telemetry.page(0, 1)
  }
  const { records, droppedUpTo } = telemetry.page(0, 1000)
  assert.equal(new Set(records.map(({ at }) => at)).size, 10)
  assert.equal(droppedUpTo, (records[0]?.seq ?? 0) - 1)
})

test('sequence numbers go on over a restart', () => {
  const first = started()
  first.clock.now += 5000
  const last = first.telemetry.page(0, 100).records.at(-1)
  const again = startTelemetry({
    targets: ['a/b'],
    isOpen: () => true,
    now: () => START + 6000,
    keepSeconds: 60,
    keeper: FORGETFUL,
  })
  again.count('a/b', 'stable', 'closed', { version: '', status: 200, latencyMs: 1 })
  assert.ok((last?.seq ?? 0) < START + 6000)
})

test('a clock that is set back never makes a second twice', () => {
  const { clock, telemetry, answer } = started()
  clock.now += 2000
  telemetry.page(0, 100)
  clock.now -= 1500
  answer(200)
  clock.now += 3000
  const starts = telemetry.page(0, 100).records.filter(({ slot }) => slot === 'canary')
  assert.deepEqual(
    starts.map(({ at }) => at - START),
    [0, 1000, 2000],
  )
})

test('a clock that was an hour ahead and is set right counts on at once, and what it dated is lost and told', () => {
  const { clock, telemetry, answer } = started()
  clock.now += 2_000
  const right = telemetry.page(0, 100).records.at(-1)
  clock.now += 3_600_000
  answer(200)
  clock.now += 1_000
  const wrong = telemetry.page(0, 100).records.at(-1)
  assert.equal(wrong?.at, START + 3_602_000)
  clock.now -= 3_600_000
  answer(500)
  clock.now += 1_000
  const { records, watermark, droppedUpTo } = telemetry.page(right?.seq ?? 0, 100)
  assert.equal(droppedUpTo, wrong?.seq)
  assert.ok(records.every(({ at }) => at >= START + 2_000 && at < watermark))
  assert.equal(watermark, START + 4_000)
  assert.equal(
    records.reduce((sum, { classes }) => sum + classes.server, 0),
    1,
  )
  assert.ok(records.every(({ seq }) => seq > (wrong?.seq ?? 0)))
})

test('an upstream that invents versions does not grow the buffer without end', () => {
  const { clock, telemetry, answer } = started()
  for (let i = 0; i < 1000; i++) answer(200, 3, `v${i}`)
  clock.now += 1000
  const { records } = telemetry.page(0, 10_000)
  assert.ok(records.length < 30)
  assert.equal(
    records.reduce((sum, { requests }) => sum + requests, 0),
    1000,
  )
})
