import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { eventLoopMetrics } from './event-loop-metrics.ts'

test('says for how long nothing could be answered', async () => {
  const registry = new Registry()
  eventLoopMetrics(registry)
  await sleep(50)
  const until = performance.now() + 200
  while (performance.now() < until);
  await sleep(50)
  const text = await registry.metrics()
  const largest = Number(/^cutwater_event_loop_delay_max_seconds (\S+)$/m.exec(text)?.[1])
  assert.ok(largest >= 0.18, text)
  assert.match(await registry.metrics(), /^cutwater_event_loop_delay_seconds_bucket\{le="0.1"\} /m)
})
