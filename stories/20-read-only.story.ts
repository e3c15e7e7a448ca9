/**
 * Read-only under writes, on the gateway and on HAProxy, with server and proxies killed at any moment: no write that
 * was answered is lost, and none is let in after the answer that the writes are over.
 */
import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { seeded } from '../demo/traffic/users.ts'
import { gatewayUnderTest } from '../src/adapters/gateway/gateway.testing.ts'
import { haproxyUnderTest, skip } from '../src/adapters/haproxy/haproxy.testing.ts'
import { httpClient } from '../src/http/client/client.ts'
import { type SmallHouse, smallHouse } from './props/small-house.testing.ts'
import { openLedger, startWriters, type Write } from './props/writers.testing.ts'

const KILLS = Number(process.env.READ_ONLY_KILLS ?? 15)
const SEED = Number(process.env.READ_ONLY_SEED ?? 1)
/** Of each proxy. */
const WRITES_PER_SECOND = 100
const TAKES_MS = [20, 400] as const
const TARGETS = ['production/wix', 'staging/wix'] as const
const BANNER = 'Scheduled maintenance in progress.'

type Victim = 'server' | 'gateway' | 'haproxy'

test(`read-only under ${2 * WRITES_PER_SECOND} writes a second, ${KILLS} kills, seed ${SEED}`, {
  skip,
  timeout: 1_200_000,
}, async (t) => {
  const random = seeded(SEED)
  const between = (from: number, to: number) => from + random() * (to - from)
  const ledgers = {
    gateway: await openLedger(() => between(...TAKES_MS)),
    haproxy: await openLedger(() => between(...TAKES_MS)),
  }
  const sides = (port: number) => ({ blue: `http://127.0.0.1:${port}`, green: `http://127.0.0.1:${port}` })
  const gateway = await gatewayUnderTest({
    config: { routes: [{ target: TARGETS[0], listen: '127.0.0.1:0', sides: sides(ledgers.gateway.port) }] },
  })
  const haproxy = await haproxyUnderTest({ sides: sides(ledgers.haproxy.port) })
  const house = smallHouse(bindingOf(gateway.socket, haproxy, ledgers.gateway.port, ledgers.haproxy.port))
  await house.start()
  const writers = {
    gateway: startWriters('gateway', WRITES_PER_SECOND, gateway.url),
    haproxy: startWriters('haproxy', WRITES_PER_SECOND, () => haproxy.url),
  }
  t.after(async () => {
    await Promise.all([writers.gateway.stop(), writers.haproxy.stop()])
    await house.remove()
    await Promise.all([gateway.close(), haproxy.close(), ledgers.gateway.close(), ledgers.haproxy.close()])
  })

  /** Asks whichever server there is, until one answers. */
  const asked = async <T>(ask: (client: ReturnType<typeof httpClient>) => Promise<T>): Promise<T> => {
    for (const ends = performance.now() + 60_000; ; ) {
      try {
        return await ask(httpClient({ url: house.url(), token: house.token(), timeoutMs: 5_000 }))
      } catch (cause) {
        if (performance.now() > ends) throw cause
        await sleep(50)
      }
    }
  }
  const untilTargets = async (what: string, holds: (target: Target) => boolean) => {
    for (const ends = performance.now() + 60_000; ; await sleep(50)) {
      const targets = await asked((client) => client.targets())
      if (targets.every(holds)) return performance.now()
      assert.ok(performance.now() < ends, `${what}: ${JSON.stringify(targets)}`)
    }
  }
  await t.test('by hand it is set, shown and lifted, and what cannot be meant is refused', () =>
    byHand(house),
  )

  const killed: Record<Victim, number> = { server: 0, gateway: 0, haproxy: 0 }
  const strike = async (victim: Victim) => {
    killed[victim]++
    if (victim === 'server') {
      await house.kill()
      return house.start()
    }
    const proxy = victim === 'gateway' ? gateway : haproxy
    await proxy.stop('SIGKILL')
    await proxy.start()
  }

  const refusedFor = new Set<Write>()
  const drains: number[] = []
  let lateArrivals = 0
  let orphans = 0
  for (let round = 0; round < KILLS; round++) {
    const victim = (['server', 'gateway', 'haproxy'] as const)[round % 3] as Victim
    await Promise.all(
      TARGETS.map((name) =>
        asked((client) => client.setMode(name, { traffic: 'normal', because: 'a new round' })),
      ),
    )
    await untilTargets('normal again', ({ settled, traffic }) => settled && traffic.mode === 'normal')
    await sleep(between(500, 1_000))
    // From before the order to well after its end.
    const blow = sleep(between(0, 1_800)).then(() => strike(victim))
    await sleep(200)
    const orderedAt = performance.now()
    await Promise.all(
      TARGETS.map((name) =>
        asked((client) =>
          client.setMode(name, { traffic: 'read-only', banner: BANNER, because: `round ${round}` }),
        ),
      ),
    )
    const drainedAt = await untilTargets('drained', ({ settled, traffic }) => settled && traffic.writes === 0)
    drains.push(drainedAt - orderedAt)
    orphans += ledgers.gateway.underWay() + ledgers.haproxy.underWay()
    await blow
    await sleep(400)
    for (const proxy of ['gateway', 'haproxy'] as const) {
      lateArrivals += [...ledgers[proxy].arrivedAt.values()].filter((at) => at > drainedAt).length
      for (const write of writers[proxy].writes)
        if (write.sentAt > drainedAt && write.status !== null) refusedFor.add(write)
      await writers[proxy].read()
    }
    assert.equal(
      lateArrivals,
      0,
      `round ${round}: writes came to a service after its drain was answered (${victim} was killed)`,
    )
  }
  await Promise.all([writers.gateway.stop(), writers.haproxy.stop()])

  const all = [...writers.gateway.writes, ...writers.haproxy.writes]
  const lost = all.filter(
    ({ id, status }) => status === 200 && !ledgers.gateway.done.has(id) && !ledgers.haproxy.done.has(id),
  )
  assert.deepEqual(lost, [], 'answered, and not done')
  const odd = all.filter(({ status }) => ![200, 503, 0].includes(status ?? -1))
  assert.deepEqual(odd.slice(0, 5), [])
  const count = (status: number) => all.filter((write) => write.status === status).length
  for (const { status } of refusedFor) assert.ok(status === 503 || status === 0, `${status} after the drain`)
  const { reads, failedReads } = {
    reads: writers.gateway.reads().reads + writers.haproxy.reads().reads,
    failedReads: [...writers.gateway.reads().failedReads, ...writers.haproxy.reads().failedReads],
  }
  assert.deepEqual(failedReads, [])
  drains.sort((a, b) => a - b)
  t.diagnostic(
    `${all.length} writes: ${count(200)} answered and done, ${count(503)} refused, ${count(0)} broken by a kill; ` +
      `${refusedFor.size} sent after a drain, none let in; ${reads} reads while read-only; kills: ${JSON.stringify(killed)}`,
  )
  t.diagnostic(
    `drained after ${Math.round(drains[Math.floor(drains.length / 2)] ?? 0)} ms median, ${Math.round(drains.at(-1) ?? 0)} ms at most; ` +
      `${orphans} writes of killed proxies were still at work in the services at that moment`,
  )
})

/** As the how-to says it. */
async function byHand({ cutwater }: Pick<SmallHouse, 'cutwater'>): Promise<void> {
  const said = ['--message', BANNER, '--because', 'MNT-0123'] as const
  const wrong = await cutwater('maintenance', 'enable', 'production/wix', ...said, '--until', 'tomorrow')
  assert.deepEqual([wrong.code, wrong.out], [1, ''])
  assert.match(wrong.err, /"tomorrow" is not an ISO 8601 instant/)
  const set = await cutwater(
    ...['maintenance', 'enable', 'production/wix', '--read-only', ...said],
    ...['--until', '2h', '--drain', '30s', '--json'],
  )
  assert.equal(set.code, 0, set.err)
  const { traffic, open, writes } = JSON.parse(set.out)
  assert.deepEqual([traffic, open, writes], ['read-only', [], 0])
  const status = await cutwater('maintenance', 'status', 'production/wix')
  assert.match(
    status.out,
    /read-only, no write under way\n.* by admin, expected until .*: MNT-0123\n +"Scheduled/,
  )
  const other = JSON.parse((await cutwater('maintenance', 'status', 'staging/wix', '--json')).out)
  assert.deepEqual([other[0].target, other[0].mode, other[0].set], ['staging/wix', 'normal', null])
  const lifted = await cutwater('maintenance', 'disable', 'production/wix', '--because', 'upgraded')
  assert.match(lifted.out, /lets everything through again/)
  const shown = await cutwater('traffic', 'production/wix')
  assert.match(shown.out, /normal: nothing is turned away\n.* by admin: upgraded/)
  const journal = await cutwater('journal', 'show', 'target/production/wix')
  assert.match(journal.out, /mode-set .*read-only.*MNT-0123[\s\S]*mode-set .*normal.*upgraded/)
}

type Target = Awaited<ReturnType<ReturnType<typeof httpClient>['targets']>>[number]

const bindingOf = (
  gatewaySocket: string,
  haproxy: { readonly socket: string; readonly maps: string },
  atGateway: number,
  atHaproxy: number,
) => `environments:
  production:
    targets:
      wix:
        traffic: { gateway: ${gatewaySocket} }
        sides: { blue: 'http://127.0.0.1:${atGateway}', green: 'http://127.0.0.1:${atGateway}' }
  staging:
    targets:
      wix:
        traffic: { haproxy: { socket: ${haproxy.socket}, maps: ${haproxy.maps} } }
        sides: { blue: 'http://127.0.0.1:${atHaproxy}', green: 'http://127.0.0.1:${atHaproxy}' }
`
