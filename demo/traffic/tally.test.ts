import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blameFor, latencyEdgesMs, quantileEdge, Tally } from './tally.ts'

const at = new Date('2026-01-01T00:00:00Z')

test('blames a version for an error that carries its name, and us for every other', () => {
  const answer = (status: number, version: string | null) =>
    blameFor({ saw: 'answer', status, version, ms: 1 })
  assert.equal(answer(200, 'v2'), 'none')
  assert.equal(answer(500, 'v2'), 'version')
  assert.equal(answer(502, null), 'us')
  assert.equal(answer(404, null), 'us')
  assert.equal(blameFor({ saw: 'nothing', cause: 'ECONNRESET', ms: 1 }), 'us')
})

test('keeps what failed apart by cause, version and target', () => {
  const tally = new Tally()
  tally.count('wix', { saw: 'answer', status: 200, version: 'v1', ms: 3 }, at)
  tally.count('wix', { saw: 'answer', status: 500, version: 'v2', ms: 3 }, at)
  tally.count('wix', { saw: 'answer', status: 504, version: null, ms: 3 }, at)
  tally.count('gamma', { saw: 'nothing', cause: 'timeout', ms: 10_001 }, at)
  const report = tally.report(2, at, at, true)
  assert.deepEqual(
    [report.requests, report.ok, report.failedBecauseOfUs, report.failedBecauseOfVersion],
    [4, 1, 2, 1],
  )
  assert.deepEqual(report.targets.wix?.becauseOfUs, { 504: 1 })
  assert.deepEqual(report.targets.wix?.byVersion.v2, { requests: 1, failed: 1, byStatus: { 500: 1 } })
  assert.deepEqual(
    report.failures.map((failure) => failure.blame),
    ['version', 'us', 'us'],
  )
})

test('names the edge of the bucket a quantile lies in, and none above the last', () => {
  const counts = latencyEdgesMs.map((edge): number => (edge === 5 ? 95 : 0)).concat([5])
  assert.equal(quantileEdge(counts, 0.95), 5)
  assert.equal(quantileEdge(counts, 0.99), null)
})
