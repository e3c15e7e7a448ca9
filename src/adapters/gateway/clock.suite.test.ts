/** Machines whose clocks are an hour apart: the real gateway, by a clock that is wrong and is set right. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import { gatewayUnderTest, until } from './gateway.testing.ts'
import { samplesInMemory } from './samples.testing.ts'
import { telemetryPuller } from './telemetry-puller.ts'

/** An hour ahead until SIGUSR2. */
const AHEAD = `data:text/javascript,${encodeURIComponent(
  `const now = Date.now; let ahead = 3_600_000
   Date.now = () => now() + ahead
   process.on('SIGUSR2', () => { ahead = 0 })`,
)}`

test('a gateway whose clock is an hour ahead routes, measures nothing, and measures on when it is set right', {
  timeout: 60_000,
}, async () => {
  const program = ['--import', AHEAD, join(import.meta.dirname, 'main.ts')]
  const gateway = await gatewayUnderTest({ program })
  try {
    const samples = samplesInMemory()
    const { pull } = telemetryPuller({ client: gateway.admin, samples, clock: { now: Date.now } })
    const visit = async () => assert.equal((await fetch(gateway.url())).status, 200)
    await visit()
    await assert.rejects(pull(AbortSignal.timeout(3_000)), (error: unknown) => {
      assert.ok(error instanceof MetricsUnavailable)
      assert.match(error.message, /its clock is 3600 s ahead of ours.*The traffic is split as it was told/)
      return true
    })
    gateway.process().kill('SIGUSR2')
    await until(async () => {
      await visit()
      const { records } = await pull(AbortSignal.timeout(3_000)).catch(() => ({ records: 0 }))
      return records > 0
    })
    const watermark = (await samples.watermark(gateway.admin.socket)) ?? Number.NaN
    assert.ok(Math.abs(Date.now() - watermark) < 5_000, String(watermark))
  } finally {
    await gateway.close()
  }
})
