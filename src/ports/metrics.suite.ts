import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { DistributionSample, RatioSample } from '../core/judge/sample.ts'
import type { Slot } from '../core/traffic/desired.ts'
import { type Answer, type Measured, type Metrics, MetricsUnavailable } from './metrics.ts'

/**
 * A real source that measures one real target, whose two slots are open. The signal `success` is a ratio of answers
 * below 500 within one second, `latency` a distribution. Blue plays stable.
 */
export type MetricsHarness = {
  readonly metrics: Metrics
  readonly environment: string
  readonly target: string
  /** The source's idea of the present, in milliseconds since the epoch. */
  now(): number
  /** How much later than it was a request may be counted; left out when it is not late at all. */
  readonly lateMs?: number
  /** Sends requests that the slot answers so. */
  send(slot: Slot, count: number, outcome: 'good' | 'error' | 'slow' | 'none'): Promise<void>
  /** Whatever brings measurements to where `read` looks: a scrape, a pull. May fail during an outage. */
  collect(): Promise<void>
  /** The source stops, or goes on. Requests flow all the same. */
  outage(on: boolean): Promise<void>
  close(): Promise<void>
}

/** What every metrics adapter must do, tried on the real thing. */
export function metricsSuite(name: string, setup: () => Promise<MetricsHarness>): void {
  const fact = (title: string, check: (harness: MetricsHarness, t: TestContext) => Promise<void>) =>
    test(`${name}: ${title}`, { timeout: 120_000 }, async (t) => {
      const harness = await setup()
      try {
        await check(harness, t)
      } finally {
        await harness.close()
      }
    })

  fact('counts good and bad answers of each slot', async (harness) => {
    const from = startOfInterval(harness)
    await harness.send('canary', 20, 'good')
    await harness.send('canary', 5, 'error')
    await harness.send('stable', 10, 'good')
    await settled(harness, nowCounted(harness))
    assert.deepEqual(ratio(await ask(harness, 'canary', 'success', from)), { total: 25, good: 20 })
    assert.deepEqual(ratio(await ask(harness, 'stable', 'success', from)), { total: 10, good: 10 })
  })

  fact('counts an attempt without an answer as a request that was not good', async (harness) => {
    const from = startOfInterval(harness)
    await harness.send('canary', 6, 'good')
    await harness.send('canary', 4, 'none')
    await settled(harness, nowCounted(harness))
    assert.deepEqual(ratio(await ask(harness, 'canary', 'success', from)), { total: 10, good: 6 })
  })

  fact(
    'an answer slower than the signal allows is not good, and lies in its place of the distribution',
    async (harness) => {
      const from = startOfInterval(harness)
      await harness.send('canary', 8, 'good')
      await harness.send('canary', 2, 'slow')
      await settled(harness, nowCounted(harness))
      assert.deepEqual(ratio(await ask(harness, 'canary', 'success', from)), { total: 10, good: 8 })
      const samples = (await ask(harness, 'canary', 'latency', from)).samples as DistributionSample[]
      let slow = 0
      let all = 0
      for (const { edges, counts } of samples)
        counts.forEach((count, edge) => {
          all += count
          if ((edges[edge - 1] ?? 0) >= 1000) slow += count
        })
      assert.deepEqual({ all, slow }, { all: 10, slow: 2 })
    },
  )

  fact('without traffic there are samples with total 0, and the watermark goes on', async (harness) => {
    const from = startOfInterval(harness)
    await settled(harness, from + 2 * harness.metrics.intervalMs)
    const measured = await ask(harness, 'canary', 'success', from)
    assert.ok(measured.samples.length > 0)
    assert.deepEqual(ratio(measured), { total: 0, good: 0 })
  })

  fact(
    'gives each interval once, in order, from the instant asked for up to the watermark',
    async (harness) => {
      await harness.send('canary', 5, 'good')
      await settled(harness, harness.now() + harness.metrics.intervalMs)
      const from = startOfInterval(harness) - harness.metrics.intervalMs
      const { samples, watermark } = await ask(harness, 'canary', 'success', from)
      const starts = samples.map((sample) => sample.at)
      assert.deepEqual(
        starts,
        [...new Set(starts)].sort((a, b) => a - b),
      )
      for (const { at, span } of samples) assert.ok(at >= from && at + span <= watermark)
    },
  )

  fact('what lies before the watermark never changes afterwards', async (harness) => {
    const from = startOfInterval(harness)
    await harness.send('canary', 10, 'good')
    await settled(harness, nowCounted(harness))
    const first = await ask(harness, 'canary', 'success', from)
    await harness.send('canary', 10, 'good')
    await settled(harness, nowCounted(harness))
    const later = await ask(harness, 'canary', 'success', from)
    assert.deepEqual(
      later.samples.filter((sample) => sample.at < first.watermark),
      first.samples,
    )
  })

  fact(
    'an outage is neither good nor bad: no sample and no newer watermark, until what was missed is there',
    async (harness) => {
      const from = startOfInterval(harness)
      await settled(harness, nowCounted(harness))
      await harness.outage(true)
      await harness.send('canary', 10, 'error')
      const during = nowCounted(harness)
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      try {
        await harness.collect()
      } catch (cause) {
        assert.ok(cause instanceof MetricsUnavailable, String(cause))
      }
      try {
        assert.ok((await ask(harness, 'canary', 'success', from)).watermark <= during)
      } catch (cause) {
        assert.ok(cause instanceof MetricsUnavailable, String(cause))
      }
      await harness.outage(false)
      await settled(harness, during)
      assert.deepEqual(ratio(await ask(harness, 'canary', 'success', from)), { total: 10, good: 0 })
    },
  )

  fact('answers many questions in their order', async (harness) => {
    const from = startOfInterval(harness)
    await harness.send('canary', 3, 'good')
    await harness.send('stable', 7, 'good')
    await settled(harness, nowCounted(harness))
    const { environment, target } = harness
    const slots: Slot[] = ['stable', 'canary', 'stable']
    const answers = await harness.metrics.read(
      slots.map((slot) => ({ environment, target, slot, side: sideOf(slot), signal: 'success', from })),
      AbortSignal.timeout(5_000),
    )
    assert.deepEqual(
      answers.map((answer) => ratio(measuredBy(answer)).total),
      [7, 3, 7],
    )
  })

  fact('refuses a signal and a target that it does not know', async (harness) => {
    await assert.rejects(ask(harness, 'canary', 'happiness', 0), MetricsUnavailable)
    await assert.rejects(ask({ ...harness, target: 'nobody' }, 'canary', 'success', 0), MetricsUnavailable)
  })
}

function startOfInterval({ now, metrics }: MetricsHarness): number {
  return Math.floor(now() / metrics.intervalMs) * metrics.intervalMs
}

const sideOf = (slot: Slot) => (slot === 'stable' ? 'blue' : 'green')

async function ask(harness: MetricsHarness, slot: Slot, signal: string, from: number): Promise<Measured> {
  const { environment, target } = harness
  const question = { environment, target, slot, side: sideOf(slot), signal, from } as const
  const [answer] = await harness.metrics.read([question], AbortSignal.timeout(5_000))
  return measuredBy(answer)
}

/** A question that could not be answered is told as an error of the whole read would be. */
function measuredBy(answer: Answer | undefined): Measured {
  assert.ok(answer !== undefined)
  if (answer instanceof MetricsUnavailable) throw answer
  return answer
}

/** By when everything that was sent until now has been counted. */
const nowCounted = ({ now, lateMs = 0 }: MetricsHarness): number => now() + lateMs

/** Collects until everything before `until` is complete. */
async function settled(harness: MetricsHarness, until: number): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    await harness.collect()
    const { watermark } = await ask(harness, 'canary', 'success', until)
    if (watermark >= until) return
    assert.ok(Date.now() < deadline, `the watermark stays at ${watermark}, ${until} was expected`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function ratio({ samples }: Measured): { total: number; good: number } {
  const ratios = samples as readonly RatioSample[]
  return {
    total: ratios.reduce((sum, sample) => sum + sample.total, 0),
    good: ratios.reduce((sum, sample) => sum + sample.good, 0),
  }
}
