import assert from 'node:assert/strict'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { request } from 'undici'
import { type GatewayUnderTest, gatewayUnderTest, until } from '../adapters/gateway/gateway.testing.ts'
import { type Collector, collector } from '../adapters/otel/collector.testing.ts'

const PROGRAM = [join(import.meta.dirname, '..', 'cli', 'main.ts'), 'gateway']
const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT'
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const CALLER = 'b7ad6b7169203331'

describe('requests of a gateway in the traces of those who call it', () => {
  let outside: Collector
  let gateway: GatewayUnderTest
  before(async () => {
    outside = await collector()
    process.env[ENDPOINT] = outside.url
    gateway = await gatewayUnderTest({ program: PROGRAM })
  })
  after(async () => {
    delete process.env[ENDPOINT]
    await gateway?.close()
    await outside?.close()
  })

  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const { body } = await request(`${gateway.url()}${path}`, { headers, dispatcher: gateway.agent })
    return body.text()
  }
  /** What the service was told of the trace. */
  const echoed = async (headers: Record<string, string>) => {
    const { rawHeaders } = JSON.parse(await ask('/echo', headers)) as { rawHeaders: string[] }
    const of = (wanted: string) =>
      rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === wanted)
    const [parent = '', ...more] = of('traceparent')
    assert.deepEqual(more, [])
    const [, traceId = '', spanId = '', flags] = parent.split('-')
    return { traceId, spanId, flags, state: of('tracestate') }
  }
  const told = async (spanId: string) => {
    await until(() => outside.spans.some((span) => span.spanId === spanId))
    return outside.spans.find((span) => span.spanId === spanId) ?? assert.fail()
  }
  const open = (weight: number) =>
    gateway.admin.write(gateway.target, {
      generation: weight + 1,
      stable: 'blue',
      split: { mode: 'open', weight, cohort: 'c', segments: [], headerOverride: false },
    })

  test("stable's are told where the caller asked for it, in its trace, and passed on with its state", async () => {
    const went = await echoed({ traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: 'shop=1' })
    assert.deepEqual([went.traceId, went.flags, went.state], [TRACE, '01', ['shop=1']])
    const span = await told(went.spanId)
    assert.deepEqual([span.traceId, span.parentSpanId, span.service], [TRACE, CALLER, 'cutwater-gateway'])
    assert.deepEqual(span.attributes, {
      'http.request.method': 'GET',
      'http.response.status_code': '200',
      'cutwater.target': gateway.target,
      'cutwater.slot': 'stable',
      'cutwater.reason': 'closed',
    })
    const unasked = await echoed({ traceparent: `00-${TRACE}-${CALLER}-00` })
    assert.deepEqual([unasked.traceId, unasked.flags], [TRACE, '00'])
    const begun = await echoed({ traceparent: 'nonsense', tracestate: 'of=nothing' })
    assert.deepEqual([begun.traceId === TRACE, begun.flags, begun.state], [false, '00', []])
    assert.ok(outside.spans.every(({ spanId }) => spanId !== unasked.spanId && spanId !== begun.spanId))
  })

  test('each of a canary is told, what failed as failed', async () => {
    await open(10_000)
    const went = await echoed({ traceparent: `00-${TRACE}-${CALLER}-00` })
    assert.deepEqual([went.traceId, went.flags], [TRACE, '01'])
    const span = await told(went.spanId)
    assert.deepEqual([span.attributes['cutwater.slot'], span.code], ['canary', 1])
    await ask('/status/503')
    await until(() => outside.spans.some(({ message }) => message === 'status 503'))
    const failed = outside.spans.find(({ message }) => message === 'status 503')
    assert.deepEqual([failed?.code, failed?.parentSpanId], [2, ''])
    // 100 % of stable for the next, and the rest is told when the gateway ends.
    await ask('/')
    assert.equal(await gateway.stop(), 0)
    assert.equal(outside.spans.filter(({ attributes }) => attributes['cutwater.slot'] === 'canary').length, 3)
  })
})
