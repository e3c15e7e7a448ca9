import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { CLOSED, type Desired, FULL, type Split } from '../core/traffic/desired.ts'
import type { ProxyReport, Traffic } from './traffic.ts'

/** A real proxy in front of two real upstreams, blue (stable at first) and green. */
export type TrafficHarness = {
  readonly traffic: Traffic
  readonly target: string
  /** One GET through the proxy, as this person; `side` is the upstream that answered. */
  send(visitor: Visitor): Promise<{ readonly status: number; readonly side: string }>
  /** Anything else, and all of the answer; the proxy has `ALLOWS` as what maintenance allows. */
  ask(question: Question): Promise<Answered>
  /** The proxy ends and starts again with what it keeps. */
  restart(): Promise<void>
  /** The proxy ends, and its upstreams live on. */
  lose(): Promise<void>
  /** SIGKILL, in the middle of whatever it does. */
  killUpstream(side: 'blue' | 'green'): Promise<void>
  close(): Promise<void>
}

export type Visitor = { readonly subject: string; readonly segment?: string; readonly version?: string }

export type Question = {
  readonly method?: string
  readonly path?: string
  readonly subject?: string
  readonly segment?: string
  readonly accept?: string | undefined
  readonly body?: string
}
export type Answered = {
  readonly status: number
  readonly side: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** What every traffic adapter must do, tried on the real thing. */
export function trafficSuite(name: string, setup: () => Promise<TrafficHarness>): void {
  const fact = factsOf(name, setup)

  fact('reads back what was written', async (harness) => {
    for (const desired of [at(1, open(500)), at(2, open(2500, { segments: [INTERNAL] })), at(3, CLOSED)]) {
      assert.deepEqual(has(await write(harness, desired)), [desired])
      assert.deepEqual(has(await read(harness)), [desired])
    }
  })

  fact('refuses an older generation and says what it has', async (harness) => {
    await write(harness, at(5, CLOSED))
    assert.deepEqual(has(await write(harness, at(4, open(FULL)))), [at(5, CLOSED)])
    assert.equal((await harness.send(ANN)).side, 'blue')
  })

  fact('takes the same generation twice, and refuses it with another meaning', async (harness) => {
    const desired = at(5, open(2500))
    await write(harness, desired)
    assert.deepEqual(has(await write(harness, desired)), [desired])
    assert.deepEqual(has(await write(harness, at(5, open(5000)))), [desired])
  })

  fact('reports a proxy that cannot be reached instead of throwing', async (harness) => {
    const before = await write(harness, at(1, CLOSED))
    await harness.lose()
    for (const reports of [await read(harness), await write(harness, at(2, CLOSED))]) {
      assert.deepEqual(
        reports.map((report) => report.reached),
        before.map(() => false),
      )
      assert.deepEqual(
        reports.map((report) => report.instance),
        before.map((report) => report.instance),
      )
      for (const report of reports) assert.ok(!report.reached && report.because !== '')
    }
  })

  fact('sends everybody to stable when it was told nothing', async (harness) => {
    assert.equal((await harness.send({ ...ANN, segment: 'internal', version: 'canary' })).side, 'blue')
  })

  fact('header and segment reach the canary at weight 0, and closing overrides both', async (harness) => {
    await write(harness, at(1, open(0, { segments: [INTERNAL], headerOverride: true })))
    assert.equal((await harness.send(ANN)).side, 'blue')
    assert.equal((await harness.send({ ...ANN, segment: 'internal' })).side, 'green')
    assert.equal((await harness.send({ ...ANN, version: 'canary' })).side, 'green')
    assert.equal((await harness.send({ ...ANN, segment: 'internal', version: 'stable' })).side, 'blue')
    await write(harness, at(2, CLOSED))
    assert.equal((await harness.send({ ...ANN, segment: 'internal' })).side, 'blue')
    assert.equal((await harness.send({ ...ANN, version: 'canary' })).side, 'blue')
  })

  fact('does not hear the header where the plan forbids it', async (harness) => {
    await write(harness, at(1, open(0)))
    assert.equal((await harness.send({ ...ANN, version: 'canary' })).side, 'blue')
  })

  fact('adopting makes the canary stable in one write', async (harness) => {
    await write(harness, at(1, open(FULL)))
    assert.equal((await harness.send(ANN)).side, 'green')
    await write(harness, { ...at(2, CLOSED), stable: 'green' })
    assert.equal((await harness.send(ANN)).side, 'green')
  })

  fact('keeps its thresholds over a restart', async (harness) => {
    const desired = at(7, open(2500, { segments: [INTERNAL] }))
    await write(harness, desired)
    const before = await sides(harness, people(200))
    await harness.restart()
    assert.deepEqual(has(await read(harness)), [desired])
    assert.deepEqual(await sides(harness, people(200)), before)
  })

  fact(
    'shares lie near the weight, the same person always gets the same side, and raising only adds',
    async (harness) => {
      const everybody = people(1000)
      let before = new Set<string>()
      for (const [i, weight] of [500, 2500, 5000].entries()) {
        await write(harness, at(i + 1, open(weight)))
        const first = await sides(harness, everybody)
        assert.deepEqual(await sides(harness, everybody), first, 'somebody changed sides')
        const now = new Set(everybody.filter((_, n) => first[n] === 'green'))
        const share = now.size / everybody.length
        // Five standard deviations of a fair draw.
        const tolerance = 5 * Math.sqrt(((weight / FULL) * (1 - weight / FULL)) / everybody.length)
        assert.ok(Math.abs(share - weight / FULL) < tolerance, `${share} on the canary at ${weight}`)
        for (const person of before)
          assert.ok(now.has(person), `${person} was taken off while the weight rose`)
        before = now
      }
    },
  )

  fact('fails no request during 200 changes', async (harness, t) => {
    const load = startLoad(harness)
    for (let generation = 1; generation <= 200; generation++) {
      const split = generation % 10 === 0 ? CLOSED : open((generation * 977) % (FULL + 1))
      assert.deepEqual(has(await write(harness, at(generation, split))), [at(generation, split)])
    }
    const { sent, failed } = await load.stop()
    t.diagnostic(`${sent} requests during 200 changes`)
    assert.deepEqual(failed, [])
    assert.ok(sent > 200, `only ${sent} requests were sent`)
  })

  fact(
    'an upstream that is killed at half the traffic does not take its clients with it',
    async (harness, t) => {
      await write(harness, at(1, open(5000)))
      const load = startLoad(harness)
      await load.reached(300)
      await harness.killUpstream('green')
      await load.reached(1200)
      const { sent, failed } = await load.stop()
      t.diagnostic(`${sent} requests around the death of the canary`)
      assert.deepEqual(failed, [])
    },
  )
}

/** Each on a proxy of its own. */
export const factsOf =
  (name: string, setup: () => Promise<TrafficHarness>) =>
  (title: string, check: (harness: TrafficHarness, t: TestContext) => Promise<void>) =>
    test(`${name}: ${title}`, { timeout: 120_000 }, async (t) => {
      const harness = await setup()
      try {
        await check(harness, t)
      } finally {
        await harness.close()
      }
    })

const INTERNAL = { name: 'internal', weight: FULL }
const ANN: Visitor = { subject: 'ann' }
const WORKERS = 16
/** Loopback only, steady, and not for ever. */
const PAUSE_MS = 10
const LOAD_MAX = 50_000

const at = (generation: number, split: Split): Desired => ({ generation, stable: 'blue', split })
const open = (weight: number, over: Partial<Extract<Split, { mode: 'open' }>> = {}): Split => ({
  mode: 'open',
  weight,
  cohort: 'CHG-2026-0001',
  segments: [],
  headerOverride: false,
  ...over,
})
const people = (count: number) => Array.from({ length: count }, (_, n) => `user-${n}`)
const write = (harness: TrafficHarness, desired: Desired) =>
  harness.traffic.write(harness.target, desired, AbortSignal.timeout(5_000))
const read = (harness: TrafficHarness) => harness.traffic.read(harness.target, AbortSignal.timeout(5_000))

/** What the proxies have, each different answer once. */
function has(reports: readonly ProxyReport[]): Desired[] {
  const answers = reports.map((report) => {
    assert.ok(report.reached, report.reached ? '' : report.because)
    return report.has
  })
  return [...new Map(answers.map((desired) => [JSON.stringify(desired), desired])).values()]
}

async function sides(harness: TrafficHarness, everybody: readonly string[]): Promise<string[]> {
  const answers: string[] = []
  for (let from = 0; from < everybody.length; from += WORKERS) {
    const some = everybody.slice(from, from + WORKERS)
    answers.push(...(await Promise.all(some.map(async (subject) => (await harness.send({ subject })).side))))
  }
  return answers
}

function startLoad(harness: TrafficHarness) {
  let sent = 0
  let going = true
  const failed: string[] = []
  const worker = async (id: number) => {
    while (going && sent < LOAD_MAX) {
      const n = sent++
      try {
        const { status } = await harness.send({ subject: `user-${(id * 7919 + n) % 500}` })
        if (status !== 200) failed.push(`request ${n} was answered with ${status}`)
      } catch (cause) {
        failed.push(`request ${n}: ${cause instanceof Error ? cause.message : String(cause)}`)
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
  const workers = Promise.all(Array.from({ length: WORKERS }, (_, id) => worker(id)))
  return {
    /** Resolves once that many more requests were sent. */
    async reached(more: number) {
      const wanted = sent + more
      while (sent < wanted && sent < LOAD_MAX) await new Promise((resolve) => setTimeout(resolve, 2))
    },
    async stop() {
      assert.ok(sent < LOAD_MAX, 'the load ended before what it was to witness')
      going = false
      await workers
      return { sent, failed: failed.slice(0, 5) }
    },
  }
}
