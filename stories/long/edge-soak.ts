/**
 * Mixed traffic through one gateway for as long as is asked for, at a steady rate, while its weight changes every
 * second: pages on kept connections, uploads that are summed, streams, connections that go over to another protocol,
 * and people who leave in the middle. None may fail because of us, and memory and handles stay flat. It takes long, so
 * `npm test` leaves it out: `node tools/run.mjs stories/soak.ts --minutes 60 --rate 200`.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '../../demo/traffic/users.ts'
import {
  type GatewayUnderTest,
  gatewayUnderTest,
  TARGET,
} from '../../src/adapters/gateway/gateway.testing.ts'
import { startSoakUpstream } from './soak-parts.testing.ts'
import { type Soaked, soakTraffic } from './soak-traffic.testing.ts'

const MINUTES = Number(process.env.SOAK_MINUTES ?? 60)
const RATE = Number(process.env.SOAK_RATE ?? 200)
const SEED = Number(process.env.SOAK_SEED ?? 1)
const SAMPLE_MS = 5_000
/** From the quarters before to the last: what a heap breathes, and seconds that a gateway keeps for two hours. */
const GROWTH_MOST = 1.15

test(`${MINUTES} minutes of mixed traffic at ${RATE} requests a second: nothing fails, nothing grows`, {
  timeout: (MINUTES + 5) * 60_000,
}, async (t) => {
  const random = seeded(SEED)
  const [blue, green] = await Promise.all([startSoakUpstream('v1'), startSoakUpstream('v2')])
  const gateway = await gatewayUnderTest({
    config: {
      routes: [{ target: TARGET, listen: '127.0.0.1:0', sides: { blue: blue.url, green: green.url } }],
    },
  })
  try {
    const ending = new AbortController()
    const until = Date.now() + MINUTES * 60_000
    const weights = changeWeights(gateway, random, ending.signal)
    const sampled = sample(gateway, ending.signal)
    const seen = await soakTraffic({ url: gateway.url(), rate: RATE, until, random })
    ending.abort()
    tell(t, seen, await weights)
    const samples = await sampled
    tellSamples(t, samples)
    assert.deepEqual(seen.failures.slice(0, 50), [])
    isFlat(samples)
  } finally {
    await gateway.close()
    await Promise.all([blue.close(), green.close()])
  }
})

/** Any weight from 1 to 99 %, and each half minute stable alone. Answers how many times. */
async function changeWeights(
  { admin, target }: GatewayUnderTest,
  random: () => number,
  ending: AbortSignal,
): Promise<number> {
  let generation = 0
  while (!ending.aborted) {
    generation += 1
    const weight = generation % 30 === 0 ? 0 : 100 + Math.floor(random() * 9_800)
    const split = { mode: 'open', weight, cohort: 'soak', segments: [], headerOverride: false } as const
    await admin.write(target, { generation, stable: 'blue', split })
    await sleep(1_000, undefined, { signal: ending }).catch(() => undefined)
  }
  return generation
}

type Sample = { readonly at: number; readonly mib: number; readonly handles: number; readonly cpuMs: number }

/** As the system counts them. */
async function sample(gateway: GatewayUnderTest, ending: AbortSignal): Promise<readonly Sample[]> {
  const { pid } = gateway.process()
  const samples: Sample[] = []
  while (!ending.aborted) {
    const [, kib = ''] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    const ticks = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? []
    samples.push({
      at: Date.now(),
      mib: Number(kib) / 1_024,
      handles: readdirSync(`/proc/${pid}/fd`).length,
      cpuMs: ticks.reduce((sum, count) => sum + Number(count) * 10, 0),
    })
    await sleep(SAMPLE_MS, undefined, { signal: ending }).catch(() => undefined)
  }
  return samples
}

const quartersOf = (samples: readonly Sample[]) => {
  const quarter = Math.floor(samples.length / 4)
  return [0, 1, 2, 3].map((n) => samples.slice(n * quarter, (n + 1) * quarter))
}
const mean = (of: readonly Sample[], what: 'mib' | 'handles') =>
  of.reduce((sum, one) => sum + one[what], 0) / Math.max(1, of.length)

function tellSamples(t: TestContext, samples: readonly Sample[]): void {
  const shown = (what: 'mib' | 'handles') =>
    quartersOf(samples)
      .map((of) => mean(of, what).toFixed(0))
      .join(', ')
  t.diagnostic(`memory by quarters of the time: ${shown('mib')} MiB; handles: ${shown('handles')}`)
  const [from, to] = [samples[0], samples.at(-1)]
  if (from !== undefined && to !== undefined)
    t.diagnostic(`${((100 * (to.cpuMs - from.cpuMs)) / (to.at - from.at)).toFixed(0)} % of a processor`)
}

/** Handles follow how busy the machine is, so none of the quarters before is exceeded by much. */
function isFlat(samples: readonly Sample[]): void {
  const [, second = [], third = [], last = []] = quartersOf(samples)
  for (const what of ['mib', 'handles'] as const) {
    const before = Math.max(mean(second, what), mean(third, what))
    assert.ok(
      mean(last, what) <= GROWTH_MOST * before,
      `${what}: ${before.toFixed(0)} became ${mean(last, what).toFixed(0)}`,
    )
  }
}

function tell(t: TestContext, { counts, slowestMs, failures }: Soaked, weights: number): void {
  const kinds = Object.entries(counts).map(([kind, count]) => `${count.toLocaleString('en-US')} ${kind}`)
  t.diagnostic(`${kinds.join(', ')}; ${weights} changes of weight; ${failures.length} failed`)
  t.diagnostic(`the slowest page took ${slowestMs.toFixed(0)} ms`)
}
