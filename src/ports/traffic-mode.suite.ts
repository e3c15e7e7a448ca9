import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { CLOSED, type Desired, LATCHED, type Split } from '../core/traffic/desired.ts'
import type { Restriction } from '../core/traffic/mode.ts'
import { healthOf, refusalOf } from '../core/traffic/refusal.ts'
import { type Answered, factsOf, type TrafficHarness } from './traffic.suite.ts'
import type { ProxyReport } from './traffic.ts'

/** What the harness's proxy is configured with. */
export const ALLOWS = {
  healthPath: '/cutwater-health',
  allowPaths: ['/status/204', '/open/*'],
  allowSegments: ['staff'],
  allowAddresses: ['192.0.2.0/24'],
} as const

const BANNER = 'A "new" <database> & more, by 04:00 – čas \\o/'

/** What every traffic adapter must do with a mode, tried on the real thing. */
export function trafficModeSuite(name: string, setup: () => Promise<TrafficHarness>): void {
  const fact = factsOf(name, setup)
  fact('a mode is read back, kept by splits, and gone when it is lifted', async (harness) => {
    const until = 1_796_000_000_000
    const said: readonly Desired[] = [
      at(1, OPEN, READ_ONLY),
      at(2, CLOSED, { traffic: 'maintenance', banner: BANNER, until }),
      at(3, LATCHED, { traffic: 'read-only', banner: BANNER }),
      at(4, OPEN, { traffic: 'read-only', until }),
      at(5, OPEN),
    ]
    for (const desired of said) {
      assert.deepEqual(await write(harness, desired), [desired])
      assert.deepEqual(has(await read(harness)), [desired])
    }
    assert.deepEqual(await write(harness, at(4, OPEN, READ_ONLY)), [at(5, OPEN)], 'older')
    assert.deepEqual(await write(harness, at(5, OPEN, READ_ONLY)), [at(5, OPEN)], 'another meaning')
  })

  fact(
    'read-only lets reads through on both sides, and refuses every write in the form asked for',
    async (harness) => {
      const mode: Restriction = { traffic: 'read-only', banner: BANNER }
      await write(harness, at(1, OPEN, mode))
      for (const method of ['GET', 'HEAD', 'OPTIONS'])
        for (const subject of ['user-1', 'user-2', 'user-3', 'user-4'])
          assert.equal((await harness.ask({ method, subject })).status, 200, method)
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])
        for (const accept of [undefined, 'text/html,*/*;q=0.8', 'application/json', 'text/plain'])
          refused(await harness.ask({ method, body: 'x=1', accept }), mode, accept)
      for (const path of [ALLOWS.allowPaths[0], '/open/x'])
        refused(await harness.ask({ method: 'POST', path, segment: 'staff' }), mode, undefined)
      await write(harness, at(2, OPEN))
      assert.equal((await harness.ask({ method: 'POST', body: 'x=1' })).status, 200)
    },
  )

  fact('maintenance refuses all but the paths and people that are allowed', async (harness) => {
    const mode: Restriction = { traffic: 'maintenance' }
    await write(harness, at(1, CLOSED, mode))
    for (const method of ['GET', 'POST', 'OPTIONS'])
      refused(await harness.ask({ method, accept: 'text/html' }), mode, 'text/html')
    const head = await harness.ask({ method: 'HEAD' })
    assert.deepEqual([head.status, head.body], [503, ''])
    for (const path of [
      '/status/204/',
      '/open',
      '/open/../echo',
      '/open/%2e%2e/echo',
      '/open/..%2fecho',
      '/open/..;/echo',
      '/open/..%3b/echo',
    ])
      refused(await harness.ask({ path }), mode, undefined, path)
    assert.equal((await harness.ask({ path: '/status/204?x=1' })).status, 204)
    assert.equal((await harness.ask({ path: '/open/door', method: 'POST' })).status, 200)
    assert.equal((await harness.ask({ segment: 'staff' })).status, 200)
    assert.equal((await harness.ask({ segment: 'staff', method: 'POST', body: 'x' })).status, 200)
    refused(await harness.ask({ segment: 'Staff' }), mode, undefined)
  })

  fact('the health path says which mode there is', async (harness) => {
    const modes = [undefined, READ_ONLY, { traffic: 'maintenance' } as const]
    for (const [i, mode] of modes.entries()) {
      await write(harness, at(i + 1, CLOSED, mode))
      const { status, body, headers } = await harness.ask({ path: `${ALLOWS.healthPath}?now` })
      assert.deepEqual([status, body, headers['content-type']], [200, healthOf(mode), 'application/json'])
    }
  })

  fact('Retry-After counts to the expected end', async (harness) => {
    const mode: Restriction = { traffic: 'maintenance', until: Date.now() + 600_000 }
    await write(harness, at(1, CLOSED, mode))
    refused(await harness.ask({ accept: 'text/plain' }), mode, 'text/plain')
    const past: Restriction = { traffic: 'maintenance', until: Date.now() - 600_000 }
    await write(harness, at(2, CLOSED, past))
    refused(await harness.ask({ accept: 'text/html' }), past, 'text/html')
  })

  fact('writes that were let through before are counted, finished and answered', async (harness) => {
    await write(harness, at(1, OPEN))
    const slow = { method: 'POST', path: '/slow/1500', body: 'x'.repeat(2_000) }
    const begun = Array.from({ length: 12 }, (_, n) => harness.ask({ ...slow, subject: `user-${n}` }))
    const reading = harness.ask({ path: '/slow/1500' })
    await sleep(500)
    const first = await reports(harness, at(2, OPEN, READ_ONLY))
    assert.deepEqual(writesIn(first), [12])
    refused(await harness.ask(slow), READ_ONLY, undefined)
    // Splits keep the mode, and the count goes on.
    assert.deepEqual(writesIn(await reports(harness, at(3, CLOSED, READ_ONLY))), [12])
    for (const one of [...(await Promise.all(begun)), await reading]) assert.equal(one.status, 200)
    await drained(harness)
    await write(harness, at(4, CLOSED))
    for (const report of await read(harness)) assert.equal(report.reached && report.writes, undefined)
  })

  fact('what maintenance allows is not waited for, and read-only waits for it', async (harness) => {
    await write(harness, at(1, OPEN, { traffic: 'maintenance' }))
    const staff = harness.ask({ method: 'POST', path: '/slow/1500', segment: 'staff', body: 'x' })
    await sleep(400)
    assert.deepEqual(writesIn(await read(harness)), [0])
    assert.deepEqual(writesIn(await reports(harness, at(2, OPEN, READ_ONLY))), [1])
    assert.equal((await staff).status, 200)
    await drained(harness)
  })

  fact('a mode outlives a restart, latched or not', async (harness) => {
    const mode: Restriction = { traffic: 'read-only', banner: BANNER }
    for (const [i, split] of [OPEN, LATCHED].entries()) {
      const desired = at(i + 1, split, mode)
      await write(harness, desired)
      await harness.restart()
      refused(await harness.ask({ method: 'POST' }), mode, undefined)
      const said = await read(harness)
      assert.deepEqual([has(said), writesIn(said)], [[desired], [0]])
      assert.equal((await harness.ask({})).status, 200)
    }
  })

  fact(
    'of many writes at once each is answered by the service or refused, and none is let in after the answer',
    async (harness) => {
      const wrong: string[] = []
      let through = 0
      let turnedAway = 0
      let going = true
      /** Set between the answer that says read-only and the next order. */
      let closed = false
      const worker = async (id: number) => {
        while (going) {
          const wasClosed = closed
          const { status } = await harness.ask({ method: 'POST', subject: `user-${id}`, body: 'x=1' })
          if (status === 200) through++
          else if (status === 503) turnedAway++
          else wrong.push(String(status))
          if (wasClosed && closed && status !== 503) wrong.push(`${status} while read-only`)
          await sleep(10)
        }
      }
      const workers = Array.from({ length: 8 }, (_, id) => worker(id))
      for (let generation = 1; generation <= 30; generation++) {
        const mode = generation % 2 === 0 ? READ_ONLY : undefined
        closed = false
        await write(harness, at(generation, generation % 3 === 0 ? CLOSED : OPEN, mode))
        closed = mode !== undefined
        await sleep(60)
      }
      going = false
      await Promise.all(workers)
      assert.deepEqual(wrong, [])
      assert.ok(through > 50 && turnedAway > 50, `${through} let through, ${turnedAway} refused`)
    },
  )
}

const READ_ONLY: Restriction = { traffic: 'read-only' }
const OPEN: Split = {
  mode: 'open',
  weight: 5_000,
  cohort: 'CHG-2026-0001',
  segments: [],
  headerOverride: false,
}

const at = (generation: number, split: Split, mode?: Restriction): Desired => ({
  generation,
  stable: 'blue',
  split,
  ...(mode === undefined ? {} : { mode }),
})

const reports = (harness: TrafficHarness, desired: Desired) =>
  harness.traffic.write(harness.target, desired, AbortSignal.timeout(5_000))
const write = async (harness: TrafficHarness, desired: Desired) => has(await reports(harness, desired))
const read = (harness: TrafficHarness) => harness.traffic.read(harness.target, AbortSignal.timeout(5_000))

function has(said: readonly ProxyReport[]): Desired[] {
  return said.map((report) => {
    assert.ok(report.reached, report.reached ? '' : report.because)
    return report.has
  })
}

const writesIn = (said: readonly ProxyReport[]) => said.map((report) => report.reached && report.writes)

async function drained(harness: TrafficHarness): Promise<void> {
  const until = Date.now() + 10_000
  while (writesIn(await read(harness)).some((writes) => writes !== 0)) {
    assert.ok(Date.now() < until, 'the writes are over, and still counted')
    await sleep(20)
  }
}

function refused(answered: Answered, mode: Restriction, accept: string | undefined, what = ''): void {
  const { status, headers, body } = refusalOf(mode, Date.now(), accept)
  assert.deepEqual([answered.status, answered.body, answered.side], [status, body, ''], what)
  for (const name of ['content-type', 'cache-control', 'vary'])
    assert.equal(answered.headers[name], headers[name], name)
  const late = Math.abs(Number(answered.headers['retry-after']) - Number(headers['retry-after']))
  assert.ok(late <= 2, `Retry-After: ${answered.headers['retry-after']}`)
}
