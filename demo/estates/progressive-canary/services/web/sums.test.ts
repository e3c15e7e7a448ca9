import assert from 'node:assert/strict'
import { test } from 'node:test'
import { webMetrics } from './metrics.ts'
import { Sums } from './sums.ts'

const LIMIT_BYTES = 1e12

async function counted(requests: number) {
  const { registry, count } = webMetrics('v1', LIMIT_BYTES)
  for (let i = 0; i < requests; i += 1) count('/', 200, 0.2)
  return registry.getMetricsAsJSON()
}

const sample = (text: string, name: string) =>
  Number(new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'm').exec(text)?.[1])

test('workers add up, and one that dies keeps what it counted', async () => {
  const sums = new Sums()
  sums.take(1, await counted(3))
  sums.take(2, await counted(4))
  const both = await sums.text()
  assert.equal(sample(both, 'http_requests_total'), 7)
  assert.equal(sample(both, 'http_request_duration_seconds_count'), 7)
  sums.retire(1)
  sums.take(3, await counted(1))
  sums.retire(2)
  const later = await sums.text()
  assert.equal(sample(later, 'http_requests_total'), 8)
  assert.ok(sample(later, 'process_cpu_seconds_total') > 0)
})

test('the memory of the dead is no memory, and of the living the worst share counts', async () => {
  const sums = new Sums()
  sums.take(1, await counted(1))
  const one = sample(await sums.text(), 'process_resident_memory_bytes')
  sums.take(2, await counted(1))
  const text = await sums.text()
  assert.ok(sample(text, 'process_resident_memory_bytes') > 1.5 * one)
  assert.ok(sample(text, 'memory_limit_used_ratio') < (1.5 * one) / LIMIT_BYTES)
  sums.retire(1)
  assert.ok(sample(await sums.text(), 'process_resident_memory_bytes') < 1.5 * one)
})
