import assert from 'node:assert/strict'
import { readdir, readFile, rename, utimes, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import fc from 'fast-check'
import { Agent, request } from 'undici'
import {
  acceptWrite,
  CLOSED,
  type Desired,
  FULL,
  LATCHED,
  latchLocally,
  type Split,
} from '../../core/traffic/desired.ts'
import { entryOf, type Held, readEntry } from './entry.ts'
import { type HaproxyUnderTest, skip, withHaproxy } from './haproxy.testing.ts'
import { latchHaproxy } from './latch.ts'
import { askHaproxy } from './runtime-socket.ts'
import { haproxyTraffic } from './traffic.ts'

const EVERYBODY: Split = {
  mode: 'open',
  weight: FULL,
  cohort: 'c',
  segments: [{ name: 'staff', weight: FULL }],
  headerOverride: true,
}
const INSISTING = { subject: 'ann', segment: 'staff', version: 'canary' }
const at = (generation: number, split: Split, stable: Desired['stable'] = 'blue'): Desired => ({
  generation,
  stable,
  split,
})

const fact = (title: string, ...check: Parameters<typeof withHaproxy>) =>
  test(`haproxy: ${title}`, { skip, timeout: 60_000 }, withHaproxy(...check))

const trafficOf = (haproxy: HaproxyUnderTest) => haproxyTraffic({ instances: [haproxy], timeoutMs: 3_000 })
const write = (haproxy: HaproxyUnderTest, desired: Desired) =>
  trafficOf(haproxy).write(haproxy.target, desired, AbortSignal.timeout(5_000))
const read = (haproxy: HaproxyUnderTest) =>
  trafficOf(haproxy).read(haproxy.target, AbortSignal.timeout(5_000))
const command = (haproxy: HaproxyUnderTest, text: string) =>
  askHaproxy(haproxy.socket, text, { timeoutMs: 3_000 })

for (const [name, split, stable] of [
  ['closed', CLOSED, 'blue'],
  ['latched', LATCHED, 'blue'],
  ['closed after green was adopted', CLOSED, 'green'],
] as const)
  fact(`a restart while it is ${name} lets nobody to the canary, before anyone looks`, async (haproxy) => {
    await write(haproxy, at(1, EVERYBODY))
    assert.equal((await haproxy.send(INSISTING)).side, 'green')
    await write(haproxy, at(2, split, stable))
    for (let restarts = 0; restarts < 3; restarts++) {
      await haproxy.stop('SIGKILL')
      const started = haproxy.start()
      // Asked before it answers on its socket, from the first connection on.
      const seen = new Set<string>()
      for (let n = 0; n < 150; )
        await haproxy.send(INSISTING).then(
          ({ side }) => {
            seen.add(side)
            n++
          },
          () => new Promise((resolve) => setTimeout(resolve, 1)),
        )
      await started
      assert.deepEqual([...seen], [stable])
    }
    assert.deepEqual(await read(haproxy), [
      { instance: haproxy.socket, reached: true, has: at(2, split, stable) },
    ])
  })

fact('a server state that was lost is put right by the next look', async (haproxy) => {
  await write(haproxy, at(1, CLOSED))
  await command(haproxy, 'set server wix/green state ready; set server wix/green weight 100')
  assert.deepEqual((await read(haproxy))[0], {
    instance: haproxy.socket,
    reached: true,
    has: at(1, CLOSED),
  })
  const { servers } = await haproxy.control.show(haproxy.target)
  assert.deepEqual([servers.green.status, servers.green.weight, servers.blue.weight], ['MAINT', 0, 100])
})

fact('a canary put into maintenance by hand is a kill, and stays one', async (haproxy) => {
  await write(haproxy, at(7, EVERYBODY))
  await command(haproxy, 'set server wix/green state maint')
  assert.equal((await haproxy.send(INSISTING)).side, 'blue')
  const [seen] = await read(haproxy)
  assert.deepEqual(seen, { instance: haproxy.socket, reached: true, has: at(8, LATCHED) })
  const [written] = await write(haproxy, at(9, EVERYBODY))
  assert.ok(written?.reached)
  assert.deepEqual(written.has, at(8, LATCHED), 'only who adopted the latch may go on')
  await haproxy.stop()
  await haproxy.start()
  assert.equal((await haproxy.send(INSISTING)).side, 'blue')
  await write(haproxy, at(10, LATCHED))
  await write(haproxy, at(11, CLOSED))
  await write(haproxy, at(12, EVERYBODY))
  assert.equal((await haproxy.send(INSISTING)).side, 'green')
})

fact('kill --direct closes and latches, also what the map file says', async (haproxy) => {
  await write(haproxy, at(3, EVERYBODY))
  const latch = () => latchHaproxy({ ...haproxy, timeoutMs: 3_000 }, haproxy.target)
  assert.deepEqual(await latch(), {
    proxy: haproxy.socket,
    already: false,
    has: at(4, LATCHED),
    unsure: null,
  })
  assert.deepEqual(await latch(), { proxy: haproxy.socket, already: true, has: at(4, LATCHED), unsure: null })
  assert.match(await readFile(haproxy.mapFile, 'utf8'), /^staging\/wix 4 blue latched here$/m)
  assert.equal((await haproxy.send(INSISTING)).side, 'blue')
})

fact(
  'an entry that was broken by hand counts as closed, and is repaired from the map file',
  async (haproxy) => {
    await write(haproxy, at(5, CLOSED, 'green'))
    const text = await readFile(haproxy.mapFile, 'utf8')
    await writeFile(haproxy.mapFile, '')
    await command(haproxy, `set map ${haproxy.mapFile} ${haproxy.target} nonsense`)
    assert.equal((await haproxy.send(INSISTING)).side, 'green', 'stable')
    assert.deepEqual((await haproxy.control.show(haproxy.target)).held.desired, at(0, CLOSED, 'green'))
    await writeFile(haproxy.mapFile, text)
    assert.deepEqual((await read(haproxy))[0], {
      instance: haproxy.socket,
      reached: true,
      has: at(5, CLOSED, 'green'),
    })
  },
)

fact('closes also when the map file cannot be written, and says that it could not', async (haproxy) => {
  await write(haproxy, at(1, EVERYBODY))
  await rename(haproxy.maps, `${haproxy.maps}.away`)
  const [report] = await write(haproxy, at(2, CLOSED))
  assert.ok(report !== undefined && !report.reached)
  assert.match(report.because, /map file .* cannot be written/)
  assert.equal((await haproxy.send(INSISTING)).side, 'blue')
  await rename(`${haproxy.maps}.away`, haproxy.maps)
  assert.deepEqual((await read(haproxy))[0], { instance: haproxy.socket, reached: true, has: at(2, CLOSED) })
  assert.match(await readFile(haproxy.mapFile, 'utf8'), /^staging\/wix 2 blue closed$/m)
})

fact('decides as the core does, whatever is written in whatever order', async (haproxy, t) => {
  const seed = Date.now() % 1_000_000
  t.diagnostic(`seed ${seed}`)
  const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  const weight = fc.integer({ min: 0, max: FULL })
  const plain = { noNullPrototype: true }
  const split: fc.Arbitrary<Split> = fc.oneof(
    fc.constant(CLOSED),
    fc.constant(LATCHED),
    fc.record(
      {
        mode: fc.constant('open' as const),
        weight,
        cohort: name,
        segments: fc.array(fc.record({ name, weight }, plain), { maxLength: 4 }),
        headerOverride: fc.boolean(),
      },
      plain,
    ),
  )
  const act = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ split, step: fc.integer({ min: -2, max: 3 }), green: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.constant('latch' as const) },
  )
  let held: Held = { desired: at(0, CLOSED), latchedLocally: false }
  for (const each of fc.sample(act, { numRuns: 300, seed })) {
    if (each === 'latch') {
      const now = latchLocally(held.desired)
      if (now !== held.desired) held = { desired: now, latchedLocally: true }
      assert.deepEqual((await haproxy.control.latch(haproxy.target)).held, held)
      continue
    }
    const generation = Math.max(0, held.desired.generation + each.step)
    const incoming = at(generation, each.split, each.green ? 'green' : 'blue')
    const expected = acceptWrite(held.desired, incoming, held.latchedLocally)
    if (expected.accepted && generation > held.desired.generation)
      held = { desired: incoming, latchedLocally: false }
    const answer = await haproxy.control.write(
      haproxy.target,
      entryOf({ desired: incoming, latchedLocally: false }),
    )
    assert.equal(answer.refused, expected.accepted ? null : expected.because)
    assert.deepEqual(answer.held, held)
    assert.deepEqual(readEntry(answer.entry), held)
  }
})

fact('what a killed server was writing is removed once it is old', async (haproxy) => {
  const leftover = (letter: string) => `${haproxy.mapFile}.${letter.repeat(12)}`
  for (const letter of ['a', 'b']) await writeFile(leftover(letter), 'half')
  const anHourAgo = new Date(Date.now() - 3_600_000)
  await utimes(leftover('a'), anHourAgo, anHourAgo)
  await write(haproxy, at(1, CLOSED))
  const there = (await readdir(haproxy.maps)).sort()
  assert.deepEqual(there, ['staging.wix.map', 'staging.wix.map.bbbbbbbbbbbb'])
})

fact('two who write at once end at the newest, in the proxy and in the file', async (haproxy) => {
  const writers = [trafficOf(haproxy), trafficOf(haproxy)]
  const last = 60
  await Promise.all(
    writers.map(async (traffic, who) => {
      for (let generation = 1 + who; generation <= last; generation += 2) {
        const split = generation % 3 === 0 ? CLOSED : { ...EVERYBODY, weight: generation * 100 }
        const [report] = await traffic.write(
          haproxy.target,
          at(generation, split),
          AbortSignal.timeout(10_000),
        )
        assert.ok(report?.reached, JSON.stringify(report))
        assert.ok(report.has.generation >= generation, 'a write was lost')
      }
    }),
  )
  const newest = entryOf({ desired: at(last, CLOSED), latchedLocally: false })
  assert.equal((await haproxy.control.show(haproxy.target)).entry, newest)
  assert.match(await readFile(haproxy.mapFile, 'utf8'), new RegExp(`^staging/wix ${newest}$`, 'm'))

  const away = { socket: `${haproxy.socket}.away`, maps: `${haproxy.maps}.away` }
  const both = haproxyTraffic({ instances: [haproxy, away], timeoutMs: 3_000 })
  const reports = await both.read(haproxy.target, AbortSignal.timeout(5_000))
  assert.deepEqual(
    reports.map(({ instance, reached }) => [instance, reached]),
    [
      [haproxy.socket, true],
      [away.socket, false],
    ],
  )
})

fact('sends again what is safe, and nothing else', async (haproxy) => {
  await write(haproxy, at(1, EVERYBODY))
  assert.deepEqual(await haproxy.send(INSISTING, '/reset/green'), { status: 200, side: 'blue' })
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    // On a connection of its own: on one that was used before, HAProxy answers a lost request by closing it.
    const dispatcher = new Agent()
    const headers = { 'x-user-id': 'ann' }
    const { statusCode, body } = await request(`${haproxy.url}/reset/green`, {
      dispatcher,
      method,
      headers,
      body: 'once',
    })
    await body.dump()
    await dispatcher.destroy()
    assert.equal(statusCode, 502, method)
  }
})

fact(
  'what a peer that is not trusted says of itself is dropped',
  async (haproxy) => {
    await write(haproxy, at(1, { ...EVERYBODY, weight: 0 }))
    const { body, headers } = await request(`${haproxy.url}/echo`, {
      dispatcher: haproxy.agent,
      headers: { 'x-user-id': 'ann', 'X-USER-SEGMENT': 'staff', 'x-canary-version': 'canary' },
    })
    const echoed = (await body.json()) as { side: string; rawHeaders: string[] }
    assert.equal(echoed.side, 'blue')
    assert.doesNotMatch(echoed.rawHeaders.join(' '), /x-user-id|x-user-segment|x-canary-version/i)
    assert.match(
      [headers['set-cookie'] ?? []].flat().join(),
      /cutwater-subject=/,
      'known by a cookie instead',
    )
  },
  { trusted: [] },
)

fact('an old map file in the way of a new one is not lost: what HAProxy has wins', async (haproxy) => {
  await write(haproxy, at(4, CLOSED))
  await writeFile(haproxy.mapFile, 'staging/wix 3 blue open 10000 c -\n')
  await read(haproxy)
  assert.match(await readFile(haproxy.mapFile, 'utf8'), /^staging\/wix 4 blue closed$/m)
})

fact(
  'one that stands still is reported within the time limit, and reached again when it goes on',
  async (haproxy) => {
    await write(haproxy, at(1, CLOSED))
    const traffic = haproxyTraffic({ instances: [haproxy], timeoutMs: 300 })
    haproxy.freeze(true)
    const [report] = await traffic.write(haproxy.target, at(2, EVERYBODY), AbortSignal.timeout(5_000))
    haproxy.freeze(false)
    assert.ok(report !== undefined && !report.reached)
    assert.match(report.because, /gave no answer in 300 ms/)
    const [again] = await write(haproxy, at(3, CLOSED))
    assert.ok(again?.reached)
    assert.deepEqual(again.has, at(3, CLOSED))
  },
)
