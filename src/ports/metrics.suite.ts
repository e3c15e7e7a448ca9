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
  /** The way to the source is troubled, or well again with null. Requests flow all the same. */
  trouble(kind: Trouble | null): Promise<void>
  /** It can tell numbers and no distribution. */
  readonly onlyNumbers?: true
  /** What nobody asked for in time is lost. */
  readonly keepsNoHistory?: true
  /** It tells the series of a label of a ratio apart, two of which can be sent to. Left out: none of any. */
  readonly each?: {
    readonly signal: string
    readonly label: string
    readonly names: readonly [string, string]
    send(slot: Slot, name: string, count: number, outcome: 'good' | 'error'): Promise<void>
  }
  /** What it counts with begins anew; left out where nothing counts on. */
  restartCounters?(): Promise<void>
  close(): Promise<void>
}

/** Nobody listens; somebody listens and says nothing; an answer ends in the middle. */
export const TROUBLES = ['away', 'hangs', 'half'] as const
export type Trouble = (typeof TROUBLES)[number]

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
      if (harness.onlyNumbers === true) return
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

  for (const kind of TROUBLES)
    fact(
      `a source that ${IS[kind]} is neither good nor bad: no newer sample, until what was missed is there`,
      async (harness) => {
        const from = startOfInterval(harness)
        await settled(harness, nowCounted(harness))
        await harness.trouble(kind)
        await harness.send('canary', 10, 'error')
        const during = nowCounted(harness)
        await new Promise((resolve) => setTimeout(resolve, 1_500))
        const began = performance.now()
        try {
          await harness.collect()
        } catch (cause) {
          assert.ok(cause instanceof MetricsUnavailable, String(cause))
        }
        try {
          assert.ok((await ask(harness, 'canary', 'success', from)).watermark <= during)
        } catch (cause) {
          assert.ok(cause instanceof MetricsUnavailable, String(cause))
          assert.ok(!cause.message.includes('\n'), cause.message)
        }
        assert.ok(performance.now() - began < 11_000, 'it was waited for without a limit')
        await harness.trouble(null)
        await settled(harness, during, from)
        const { total, good } = ratio(await ask(harness, 'canary', 'success', from))
        assert.equal(good, 0)
        assert.ok(total === 10 || (harness.keepsNoHistory === true && total === 0), String(total))
      },
    )

  fact('counters that begin anew invent no request, and none that was good', async (harness, t) => {
    if (harness.restartCounters === undefined) return t.skip('nothing counts on here')
    const from = startOfInterval(harness)
    await harness.send('canary', 10, 'good')
    await settled(harness, nowCounted(harness))
    await harness.restartCounters()
    await harness.send('canary', 5, 'error')
    await settled(harness, nowCounted(harness) + harness.metrics.intervalMs)
    const { total, good } = ratio(await ask(harness, 'canary', 'success', from))
    assert.ok(total <= 15 && good <= 10, `${good} of ${total}`)
  })

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

  fact('tells each series of a label, and all of them together', async (harness, t) => {
    if (harness.each === undefined) return t.skip('it tells none apart')
    const { signal, label, names, send } = harness.each
    const [first, second] = names
    // A source that counts apart only on request is told by this question.
    await ask(harness, 'canary', signal, harness.now(), label).catch(() => null)
    await harness.collect()
    const from = startOfInterval(harness)
    await send('canary', first, 3, 'error')
    await send('canary', first, 5, 'good')
    await send('canary', second, 4, 'good')
    await send('stable', second, 2, 'good')
    await settled(harness, nowCounted(harness))
    const canary = await ask(harness, 'canary', signal, from, label)
    const { [first]: one, [second]: other } = seriesOf(canary)
    assert.deepEqual(
      { [first]: one, [second]: other },
      {
        [first]: { total: 8, good: 5 },
        [second]: { total: 4, good: 4 },
      },
    )
    assert.deepEqual(ratio(canary), { total: 12, good: 9 })
    assert.deepEqual(seriesOf(await ask(harness, 'stable', signal, from, label))[second], {
      total: 2,
      good: 2,
    })
    const whole = await ask(harness, 'canary', signal, from)
    assert.ok(whole.samples.every(({ series }) => series === undefined))

    const later = startOfInterval(harness) + harness.metrics.intervalMs
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, later - harness.now()) + 20))
    await send('canary', second, 6, 'good')
    await settled(harness, nowCounted(harness), later)
    const after = seriesOf(await ask(harness, 'canary', signal, later, label))
    assert.deepEqual(after[second], { total: 6, good: 6 })
    assert.equal(after[first]?.total ?? 0, 0)
  })

  fact('refuses a label by which it tells nothing apart', async (harness) => {
    await assert.rejects(ask(harness, 'canary', 'success', 0, 'weather'), MetricsUnavailable)
  })

  fact('refuses a signal and a target that it does not know', async (harness) => {
    await assert.rejects(ask(harness, 'canary', 'happiness', 0), MetricsUnavailable)
    await assert.rejects(ask({ ...harness, target: 'nobody' }, 'canary', 'success', 0), MetricsUnavailable)
  })
}

const IS: Readonly<Record<Trouble, string>> = {
  away: 'is away',
  hangs: 'says nothing',
  half: 'answers half',
}

function startOfInterval({ now, metrics }: MetricsHarness): number {
  return Math.floor(now() / metrics.intervalMs) * metrics.intervalMs
}

const sideOf = (slot: Slot) => (slot === 'stable' ? 'blue' : 'green')

async function ask(
  harness: MetricsHarness,
  slot: Slot,
  signal: string,
  from: number,
  each?: string,
): Promise<Measured> {
  const { environment, target } = harness
  const asked = { environment, target, slot, side: sideOf(slot), signal, from } as const
  const question = each === undefined ? asked : { ...asked, each }
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
async function settled(harness: MetricsHarness, until: number, from = until): Promise<void> {
  const deadline = Date.now() + 30_000
  for (;;) {
    await harness.collect()
    const seen = await ask(harness, 'canary', 'success', from).catch((error: unknown) => {
      // One that has just come back is not asked again at once.
      if (!(error instanceof MetricsUnavailable)) throw error
      return error
    })
    if ('watermark' in seen && seen.watermark >= until) return
    const stays = 'watermark' in seen ? `the watermark stays at ${seen.watermark}` : seen.message
    assert.ok(Date.now() < deadline, `${stays}, ${until} was expected`)
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

/** What each series of a label had in all samples together. */
function seriesOf({ samples }: Measured): Record<string, { total: number; good: number }> {
  const named = samples.flatMap(({ series = [] }) => series)
  return Object.fromEntries(
    [...Map.groupBy(named, ({ name }) => name)].map(([name, those]) => [
      name,
      ratio({ samples: those.map(({ sample }) => sample), watermark: 0 }),
    ]),
  )
}
