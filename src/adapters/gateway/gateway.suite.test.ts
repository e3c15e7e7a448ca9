import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { measure } from '../../core/judge/measure.ts'
import { metricsSuite } from '../../ports/metrics.suite.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import { type TrafficHarness, trafficSuite, type Visitor } from '../../ports/traffic.suite.ts'
import { ALLOWS, trafficModeSuite } from '../../ports/traffic-mode.suite.ts'
import { wayTo } from '../../ports/way-to.testing.ts'
import { adminClient } from './admin-client.ts'
import { askAs } from './ask-as.testing.ts'
import { WantedCounting } from './counting.ts'
import { type GatewayUnderTest, gatewayUnderTest } from './gateway.testing.ts'
import { gatewayMetrics } from './metrics.ts'
import { samplesInMemory } from './samples.testing.ts'
import { sendAs } from './send-as.testing.ts'
import { telemetryPuller } from './telemetry-puller.ts'
import { gatewayTraffic } from './traffic.ts'

const send = (gateway: GatewayUnderTest, visitor: Visitor, path = '/') =>
  sendAs(gateway.url(), gateway.agent, visitor, path)

test('of two gateways one may fall silent: it is told as out of reach in time, and the other has the word', async () => {
  const gateway = await gatewayUnderTest()
  const silent = createServer(() => undefined)
  const socket = join(gateway.directory, 'silent.sock')
  await once(silent.listen(socket), 'listening')
  const traffic = gatewayTraffic({ sockets: [gateway.socket, socket], timeoutMs: 1_000 })
  const client = adminClient({ socket, timeoutMs: 1_000 })
  try {
    const closed = { generation: 7, stable: 'blue', split: { mode: 'closed', latched: false } } as const
    const began = performance.now()
    const [first, second] = await traffic.write(gateway.target, closed, AbortSignal.timeout(5_000))
    assert.deepEqual(first?.reached && first.has, closed)
    assert.equal(second?.reached, false)
    const { pull } = telemetryPuller({ client, samples: samplesInMemory(), clock: { now: Date.now } })
    await assert.rejects(pull(AbortSignal.timeout(5_000)), MetricsUnavailable)
    assert.ok(performance.now() - began < 5_000)
  } finally {
    await Promise.all([traffic.close(), client.close()])
    silent.close()
    await gateway.close()
  }
})

const harness = async (): Promise<TrafficHarness> => {
  const gateway = await gatewayUnderTest({ maintenance: ALLOWS })
  const traffic = gatewayTraffic({ sockets: [gateway.socket], timeoutMs: 2_000 })
  return {
    traffic,
    target: gateway.target,
    send: (visitor) => send(gateway, visitor),
    ask: (question) => askAs(gateway.url(), gateway.agent, question),
    restart: async () => {
      await gateway.stop()
      await gateway.start()
    },
    lose: async () => {
      await gateway.stop('SIGKILL')
    },
    killUpstream: gateway.killUpstream,
    close: async () => {
      await traffic.close()
      await gateway.close()
    },
  }
}
trafficSuite('gateway', harness)
trafficModeSuite('gateway', harness)

test('a p95 of some 408 ms is told to within 5 %, where it was told as 495', async () => {
  const gateway = await gatewayUnderTest()
  const samples = samplesInMemory()
  const { pull } = telemetryPuller({ client: gateway.admin, samples, clock: { now: Date.now } })
  const signals = { latency: { kind: 'distribution', quantile: 0.95 } } as const
  const targets = new Map([[gateway.target, [gateway.socket]]])
  const metrics = gatewayMetrics({ samples, targets, signals })
  try {
    const from = Math.floor(Date.now() / 1_000) * 1_000
    const took = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const began = performance.now()
        await send(gateway, { subject: `user-${i}` }, i < 4 ? '/slow/408' : '/slow/20')
        return performance.now() - began
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await pull(AbortSignal.timeout(5_000))
    const question = {
      environment: 'staging',
      target: 'wix',
      slot: 'stable',
      side: 'blue',
      signal: 'latency',
    } as const
    const [measured] = await metrics.read([{ ...question, from }], AbortSignal.timeout(5_000))
    assert.ok(measured !== undefined && !(measured instanceof MetricsUnavailable))
    const { value, samples: counted } = measure(measured.samples)
    // The true one lies between what the upstream waits and what the client saw.
    const seen = took.toSorted((a, b) => a - b)[Math.ceil(0.95 * took.length) - 1] ?? 0
    assert.equal(counted, 40)
    assert.ok(
      value !== null && value >= 0.95 * 407 && value <= 1.05 * seen,
      `${value} ms, and ${seen} ms at the client`,
    )
  } finally {
    await gateway.close()
  }
})

metricsSuite('gateway', async () => {
  const gateway = await gatewayUnderTest({ args: ['--demo-faults'] })
  const samples = samplesInMemory()
  const near = join(gateway.directory, 'way.sock')
  const way = await wayTo({ path: gateway.socket }, { path: near })
  const client = adminClient({ socket: near, timeoutMs: 2_000 })
  const counting = new WantedCounting(
    new Map([[gateway.target, ['/status/*', '/slow/*', '/never/asked']]]),
    Date.now,
  )
  const puller = telemetryPuller({ client, samples, clock: { now: Date.now }, counting })
  const segments = [{ name: 'staff', weight: 10_000 }]
  await gateway.admin.write(gateway.target, {
    generation: 1,
    stable: 'blue',
    split: { mode: 'open', weight: 0, cohort: 'c', segments, headerOverride: false },
  })
  const paths = { good: '/', error: '/status/503', slow: '/slow/1100', none: '/reset/green' }
  return {
    metrics: gatewayMetrics({
      samples,
      targets: new Map([[gateway.target, [near]]]),
      signals: {
        success: { kind: 'ratio', statusBelow: 500, withinMs: 1_000 },
        latency: { kind: 'distribution', quantile: 0.95 },
      },
      counting,
    }),
    environment: 'staging',
    target: 'wix',
    now: Date.now,
    send: async (slot, count, outcome) => {
      const visitor = slot === 'canary' ? { subject: 'ann', segment: 'staff' } : { subject: 'ann' }
      await Promise.all(Array.from({ length: count }, () => send(gateway, visitor, paths[outcome])))
    },
    each: {
      signal: 'success',
      label: 'path',
      names: ['/status/*', '/slow/*'],
      send: async (slot, name, count, outcome) => {
        const visitor = slot === 'canary' ? { subject: 'ann', segment: 'staff' } : { subject: 'ann' }
        const status = outcome === 'good' ? 200 : 503
        const path = name === '/slow/*' ? '/slow/1?id=' : `/status/${status}?id=`
        await Promise.all(Array.from({ length: count }, (_, i) => send(gateway, visitor, `${path}${i}`)))
      },
    },
    collect: async () => {
      await puller.pull(AbortSignal.timeout(5_000))
    },
    trouble: async (kind) => way.trouble(kind),
    close: async () => {
      await client.close()
      await way.close()
      await gateway.close()
    },
  }
})
