/** A HAProxy on another machine: who is obeyed there, in which words others are refused, and what it keeps. */
import assert from 'node:assert/strict'
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import { tlsSocket } from '../../core/address/tls-socket.ts'
import type { Desired } from '../../core/traffic/desired.ts'
import type { AdminIdentity } from '../../ports/admin-identity.ts'
import { type Authority, authorityIn, type Signed } from '../../ports/authority.testing.ts'
import { eventually } from '../../ports/eventually.testing.ts'
import { trafficSuite } from '../../ports/traffic.suite.ts'
import { haproxyControl } from './control.ts'
import { entryOf } from './entry.ts'
import { examineHaproxy } from './examine.ts'
import { type HaproxyUnderTest, haproxyUnderTest, skip } from './haproxy.testing.ts'
import { harnessOf } from './harness.testing.ts'
import { latchHaproxy } from './latch.ts'
import { entryInFile } from './map-file.ts'
import { HaproxyUnavailable } from './runtime-socket.ts'
import { haproxyTraffic } from './traffic.ts'

const NOT_ACCEPTED = /does not accept our certificate: expired, revoked, or signed by another authority/
const soon = () => AbortSignal.timeout(5_000)
const half = (generation: number): Desired => ({
  generation,
  stable: 'blue',
  split: { mode: 'open', weight: 5_000, cohort: 'x', segments: [], headerOverride: false },
})

if (skip) test('haproxy, by TLS', { skip }, () => {})
else {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-haproxy-tls-'))
  const own = (name: string) => join(dir, name)
  const ours = authorityIn(own('ours'))
  const others = authorityIn(own('others'))
  after(() => rmSync(dir, { recursive: true, force: true }))

  const as = ({ certificate, key }: Signed, { ca }: Authority = ours): AdminIdentity => {
    const read = (file: string) => readFileSync(file, 'utf8')
    return () => ({ ca: read(ca), cert: read(certificate), key: read(key) })
  }
  const server = as(ours.sign('server-1'))

  /** HAProxy wants both in one file, and reads it when it starts. */
  const put = ({ certificate, key }: Signed) => {
    writeFileSync(own('edge.new'), `${readFileSync(certificate)}${readFileSync(key)}`)
    renameSync(own('edge.new'), own('edge.pem'))
  }
  const raise = async (over: Parameters<typeof haproxyUnderTest>[0] = {}) => {
    put(ours.sign('localhost'))
    copyFileSync(ours.revoked, own('revoked.pem'))
    const channel = { certificate: own('edge.pem'), ca: ours.ca, revoked: own('revoked.pem') }
    const admin = { ...channel, names: ['server-1', 'server-2'], identity: server }
    return haproxyUnderTest({ admin, ...over })
  }

  trafficSuite('haproxy, by TLS', async () => harnessOf(await raise(), server))

  describe('the admin channel of a HAProxy', { timeout: 120_000 }, () => {
    let haproxy: HaproxyUnderTest
    before(async () => {
      haproxy = await raise({ master: true })
    })
    after(() => haproxy?.close())

    const ask = (identity: AdminIdentity, socket = haproxy.socket) =>
      haproxyControl({ socket, timeoutMs: 3_000, identity }).show(haproxy.target)
    const refused = (why: RegExp, identity: AdminIdentity, socket?: string) =>
      assert.rejects(ask(identity, socket), (error: unknown) => {
        assert.ok(error instanceof HaproxyUnavailable, String(error))
        assert.match(error.message, why)
        assert.doesNotMatch(error.message, /PRIVATE KEY/)
        return true
      })

    test('refuses everybody whom it does not know, and says why', async () => {
      await refused(/names somebody, and it obeys server-1, server-2 alone/, as(ours.sign('somebody')))
      await refused(NOT_ACCEPTED, as(others.sign('server-1'), ours))
      await refused(NOT_ACCEPTED, as(ours.sign('server-1', -1)))
      await refused(/nobody who is trusted/, as(ours.sign('server-1'), others))
      const byAddress = haproxy.socket.replace('localhost', '127.0.0.1')
      await refused(/its certificate is for another name/, server, byAddress)
      const gone: AdminIdentity = () => {
        throw new Error('The key /nowhere cannot be read: there is no such file.')
      }
      await refused(/\/nowhere cannot be read/, gone)
      assert.equal((await ask(as(ours.sign('server-2')))).held.desired.generation, 0)
    })

    test('takes the commands of Cutwater alone', async () => {
      const said = await whatIsSaid(haproxy, server, 'shutdown sessions server wix/blue')
      assert.equal(said.trim(), 'Unknown command')
    })

    test('keeps its map file itself, and says when it cannot', async () => {
      const traffic = haproxyTraffic({ instances: [haproxy], timeoutMs: 3_000, identity: server })
      const state = half(3)
      const [report] = await traffic.write(haproxy.target, state, soon())
      assert.deepEqual(report?.reached && report.has, state)
      const entry = entryOf({ desired: state, latchedLocally: false })
      assert.equal(await entryInFile(haproxy.mapFile, haproxy.target), entry)
      assert.match(readFileSync(haproxy.mapFile, 'utf8'), /^# Kept by cutwater/)
    })

    test('a kill past every server latches it there, and in its file', async () => {
      const { has } = await latchHaproxy({ ...haproxy, timeoutMs: 3_000, identity: server }, haproxy.target)
      assert.deepEqual(has.split, { mode: 'closed', latched: true })
      assert.match((await entryInFile(haproxy.mapFile, haproxy.target)) ?? '', /^4 blue latched here/)
      await haproxy.stop()
      const order = { ...haproxy, timeoutMs: 500, identity: server }
      await assert.rejects(latchHaproxy(order, haproxy.target), (error: unknown) => {
        assert.ok(error instanceof HaproxyUnavailable)
        assert.doesNotMatch(error.message, /says so/)
        return true
      })
      await haproxy.start()
      assert.equal((await ask(server)).held.latchedLocally, true)
    })

    test('doctor sees what can be seen from here', async () => {
      const sides = haproxy.sides
      const expected = { ...haproxy, backend: 'wix', sides }
      const seen = await examineHaproxy(expected, 3_000, server)
      assert.deepEqual(
        seen.filter(({ is }) => is === 'bad'),
        [],
      )
      assert.ok(seen.some(({ says }) => says.startsWith(`it keeps ${haproxy.mapFile}`)))
      const [refusal] = await examineHaproxy(expected, 3_000, as(ours.sign('somebody')))
      assert.match(refusal?.says ?? '', /names somebody/)
    })

    test('certificates are renewed by a reload, and no order and no request fails', async (t) => {
      const traffic = haproxyTraffic({ instances: [haproxy], timeoutMs: 3_000, identity: server })
      const ending = new AbortController()
      let generation = 10
      const orders = (async () => {
        while (!ending.signal.aborted) {
          generation += 1
          const [report] = await traffic.write(haproxy.target, half(generation), soon())
          assert.ok(report?.reached, JSON.stringify(report))
        }
      })()
      const visits = visiting(haproxy, ending.signal)
      const now = await served(haproxy, server)
      for (let renewed = 0; renewed < 3; renewed += 1) {
        put(ours.sign('localhost'))
        await haproxy.replace()
        await sleep(1_000)
      }
      await eventually(async () => assert.notEqual(await served(haproxy, server), now))
      ending.abort()
      await orders
      t.diagnostic(`${await visits} requests and ${generation - 10} orders around three reloads`)
    })

    test('one that is revoked is not obeyed any more after a reload', async () => {
      const signed = ours.sign('server-2')
      await ask(as(signed))
      ours.revoke(signed)
      copyFileSync(ours.revoked, own('revoked.pem'))
      await haproxy.replace()
      await eventually(() => refused(NOT_ACCEPTED, as(signed)))
      await ask(server)
    })
  })

  test('a map file that its user may not write is told', { timeout: 60_000 }, async (t) => {
    // The master starts as root, which may write everything; its workers may not.
    if (process.getuid?.() !== 0) return t.skip('only root can give workers another user')
    const edited = (config: string) => config.replace('global\n', 'global\n    user nobody\n')
    const haproxy = await raise({ edited })
    try {
      chmodSync(dir, 0o755)
      const traffic = haproxyTraffic({ instances: [haproxy], timeoutMs: 2_000, identity: server })
      const [report] = await traffic.write(haproxy.target, half(1), soon())
      assert.ok(report?.reached === false)
      assert.match(report.because, /its map file .* cannot be (written|read) by HAProxy/)
      const seen = await examineHaproxy({ ...haproxy, backend: 'wix' }, 3_000, server)
      assert.ok(seen.some(({ is, says }) => is === 'bad' && /chroot/.test(says)))
    } finally {
      await haproxy.close()
    }
  })
}

/** 200 requests a second; answers how many there were. */
async function visiting(haproxy: HaproxyUnderTest, ending: AbortSignal): Promise<number> {
  const all: Promise<{ status: number }>[] = []
  while (!ending.aborted) {
    all.push(haproxy.send({ subject: `user-${all.length}` }))
    await sleep(5)
  }
  for (const { status } of await Promise.all(all)) assert.equal(status, 200)
  return all.length
}

const channelOf = ({ socket }: HaproxyUnderTest, identity: AdminIdentity) => {
  const { ca, cert, key } = identity()
  return connect({ ...(tlsSocket(socket) ?? assert.fail(socket)), servername: 'localhost', ca, cert, key })
}

async function whatIsSaid(haproxy: HaproxyUnderTest, identity: AdminIdentity, line: string): Promise<string> {
  const channel = channelOf(haproxy, identity)
  channel.write(`${line}\n`)
  let said = ''
  for await (const chunk of channel) said += chunk
  return said
}

/** The serial number of the certificate that it shows. */
async function served(haproxy: HaproxyUnderTest, identity: AdminIdentity): Promise<string> {
  const channel = channelOf(haproxy, identity)
  await new Promise((resolve, reject) => channel.once('secureConnect', resolve).once('error', reject))
  const { serialNumber } = channel.getPeerCertificate()
  channel.destroy()
  return serialNumber
}
