import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { exposition } from '../../exposition/exposition.ts'
import { eventLoopMetrics } from './event-loop-metrics.ts'

const BLOCKED_MS = 200
const TRIES = 20

test('says for how long nothing could be answered', async () => {
  const exposed = exposition()
  eventLoopMetrics(exposed)
  let text = await exposed.text()
  // A busy machine may not have let the clock of the measurement begin before the loop is blocked.
  for (let tries = 0; tries < TRIES && largestIn(text) < 0.9 * (BLOCKED_MS / 1_000); tries++) {
    await sleep(50)
    const until = performance.now() + BLOCKED_MS
    while (performance.now() < until);
    await sleep(50)
    text = await exposed.text()
  }
  assert.ok(largestIn(text) >= 0.9 * (BLOCKED_MS / 1_000), text)
  assert.match(text, /^cutwater_event_loop_delay_seconds_bucket\{le="0.1"\} /m)
})

const largestIn = (text: string): number =>
  Number(/^cutwater_event_loop_delay_max_seconds (\S+)$/m.exec(text)?.[1])
