import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { until } from '../../../demo/process/until.ts'
import { spanIdOf } from '../../core/trace/ids.ts'
import type { Span } from '../../core/trace/span.ts'
import type { Traces } from '../../ports/traces.ts'
import { type Collector, collector } from './collector.testing.ts'
import { otlpTraces } from './otlp-traces.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const span = (over: Partial<Span> = {}): Span => ({
  key: 'step deploy',
  parent: 'change',
  name: 'step deploy',
  from: 1_760_000_000_000,
  to: 1_760_000_001_250,
  failed: null,
  attributes: { 'cutwater.step': 'deploy', 'cutwater.stage': 2, 'cutwater.weight': 0.05 },
  notes: [{ at: 1_760_000_000_500, name: 'step:started', says: 'deploy started' }],
  ...over,
})

describe('traces by OTLP', () => {
  let outside: Collector
  let traces: Traces
  const warned: string[] = []
  const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT'
  beforeEach(async () => {
    outside = await collector()
    warned.length = 0
    process.env[ENDPOINT] = outside.url
    traces = otlpTraces({ service: 'cutwater', instance: 'here', warn: (message) => warned.push(message) })
  })
  afterEach(async () => {
    delete process.env[ENDPOINT]
    await outside.close()
    await traces.close()
  })

  test('a span comes with its place in the tree, its time, its end and what happened in it', async () => {
    traces.tell(TRACE, [span(), span({ key: 'rollback', failed: 'guard errors tripped', notes: [] })])
    await traces.close()
    assert.deepEqual(traces.counts(), { told: 2, failed: 0, dropped: 0 })
    const [step, rollback] = outside.spans
    assert.deepEqual(step, {
      traceId: TRACE,
      spanId: spanIdOf(TRACE, 'step deploy'),
      parentSpanId: spanIdOf(TRACE, 'change'),
      name: 'step deploy',
      startMs: 1_760_000_000_000,
      endMs: 1_760_000_001_250,
      code: 1,
      message: '',
      attributes: { 'cutwater.step': 'deploy', 'cutwater.stage': '2', 'cutwater.weight': 0.05 },
      events: [{ name: 'step:started', attributes: { 'cutwater.says': 'deploy started' } }],
      service: 'cutwater',
    })
    assert.deepEqual([rollback?.code, rollback?.message], [2, 'guard errors tripped'])
  })

  test('nothing waits for a collector that refuses, and what it did not take is counted and said once', async () => {
    outside.answers = 400
    traces.tell(TRACE, [span()])
    await until('the first is refused', 15_000, () => traces.counts().failed === 1)
    traces.tell(TRACE, [span()])
    await until('the second is refused', 15_000, () => traces.counts().failed === 2)
    assert.equal(warned.length, 1)
    assert.match(warned[0] ?? '', /traces cannot be told/)
  })

  test('a collector that is busy for a moment gets it a moment later', async () => {
    outside.answers = 503
    traces.tell(TRACE, [span()])
    await until('it is asked', 15_000, () => outside.asked > 0)
    outside.answers = 200
    await until('it is told', 15_000, () => traces.counts().told === 1)
  })

  test('while one says nothing, so many wait and the rest is left out', async () => {
    outside.answers = null
    const began = performance.now()
    for (let i = 0; i < 6; i++)
      traces.tell(
        TRACE,
        Array.from({ length: 1_000 }, (_, n) => span({ key: `${i}/${n}`, notes: [] })),
      )
    assert.ok(performance.now() - began < 2_000, 'it was waited for')
    assert.equal(traces.counts().dropped, 6_000 - 4_096)
  })
})
