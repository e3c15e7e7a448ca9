/** The admin channel on the network, before the real gateway: who is obeyed, who is refused, and in which words. */
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect } from 'node:tls'
import { freePorts } from '../../../../demo/process/free-ports.ts'
import { type Authority, authorityIn, type Signed } from '../../../ports/authority.testing.ts'
import { eventually } from '../../../ports/eventually.testing.ts'
import { type AdminClient, adminClient, GatewayUnavailable } from '../admin-client.ts'
import { type GatewayUnderTest, gatewayUnderTest, TARGET } from '../gateway.testing.ts'
import { pemFiles } from './pem-files.ts'

const NOT_ACCEPTED = /does not accept our certificate: its log says why/

describe('the admin channel on the network', { timeout: 120_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-admin-tls-'))
  let ours: Authority
  let others: Authority
  let gateway: GatewayUnderTest
  let port = 0
  const own = (name: string) => join(dir, name)
  const clients: AdminClient[] = []

  /** What the gateway shows from now on. */
  const shows = ({ certificate, key }: Signed) => {
    // The certificate last: the two belong together only once both are there.
    copyFileSync(key, own('gateway.key'))
    copyFileSync(certificate, own('gateway.pem'))
  }
  const as = (signed: Signed, trusting: Authority = ours, host = 'localhost'): AdminClient => {
    const identity = pemFiles({ ca: trusting.ca, ...signed }, '')
    const client = adminClient({ socket: `https://${host}:${port}`, identity, timeoutMs: 3_000 })
    clients.push(client)
    return client
  }
  const refused = (client: AdminClient, why: RegExp) =>
    assert.rejects(client.status(), (error: unknown) => {
      assert.ok(error instanceof GatewayUnavailable)
      assert.match(error.message, why)
      assert.doesNotMatch(error.message, /PRIVATE KEY/)
      return true
    })

  before(async () => {
    ours = authorityIn(own('ours'))
    others = authorityIn(own('others'))
    shows(ours.sign('localhost'))
    copyFileSync(ours.ca, own('servers.pem'))
    copyFileSync(ours.revoked, own('revoked.pem'))
    port = (await freePorts(1))[0] ?? 0
    const admin = {
      listen: `127.0.0.1:${port}`,
      certificate: own('gateway.pem'),
      key: own('gateway.key'),
      ca: own('servers.pem'),
      names: ['server-1', 'server-2'],
      revoked: own('revoked.pem'),
    }
    gateway = await gatewayUnderTest({ config: { admin } })
  })
  after(async () => {
    for (const client of clients) await client.close()
    await gateway?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  test('obeys a server that it knows, and says what the socket says', async () => {
    const server = as(ours.sign('server-1'))
    const status = await server.status()
    assert.equal(status.instance, 'gateway-1')
    const { desired } = status.targets[TARGET]?.held ?? assert.fail('it does not route the target')
    const next = { ...desired, generation: desired.generation + 1 }
    assert.equal((await server.write(TARGET, next)).accepted, true)
    assert.equal((await gateway.admin.status()).targets[TARGET]?.held.desired.generation, next.generation)
    assert.equal((await server.telemetry(0, 1)).instance, 'gateway-1')
  })

  test('refuses everybody else, and says why', async () => {
    await refused(as(ours.sign('somebody')), /403.*names somebody.*obeys server-1, server-2/)
    await refused(as(others.sign('server-1'), ours), NOT_ACCEPTED)
    await refused(as(ours.sign('server-1', -1)), NOT_ACCEPTED)
    await assert.rejects(fetch(`https://localhost:${port}/status`))
    await assert.rejects(fetch(`http://localhost:${port}/status`))
    const told = refusalsIn(gateway.logged())
    const knows = (names: readonly string[], because: RegExp) =>
      assert.ok(
        told.some((one) => String(one.names) === String(names) && because.test(one.because) && one.from),
        gateway.logged(),
      )
    knows(['somebody'], /for another name: this gateway obeys server-1, server-2/)
    knows(['server-1'], /signed by nobody who is trusted/)
    knows(['server-1'], /has expired/)
    assert.ok(
      told.some(({ because }) => because === 'it does not speak TLS'),
      gateway.logged(),
    )
    for (const { names, serial } of told) assert.equal(names === undefined, serial === undefined)
  })

  test('nobody goes on by a session that began without a certificate', async () => {
    const ask = (session?: Buffer) =>
      new Promise<{ answer: string; session: Buffer | undefined }>((done) => {
        let answer = ''
        let given: Buffer | undefined
        const socket = connect({
          ...{ port, host: '127.0.0.1', servername: 'localhost', ca: readFileSync(ours.ca) },
          ...(session === undefined ? {} : { session }),
        })
        socket.on('session', (own) => {
          given = own
        })
        socket.on('data', (data) => {
          answer += data
        })
        socket.on('secureConnect', () => socket.write('GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n'))
        socket.on('error', () => {})
        socket.on('close', () => done({ answer, session: given }))
      })
    const first = await ask()
    const second = await ask(first.session)
    assert.deepEqual([first.answer, second.answer], ['', ''])
    assert.match(gateway.logged(), /it shows no certificate/)
  })

  test('is not taken for another, and no certificate of its own is believed blindly', async () => {
    await refused(as(ours.sign('server-1'), others), /signed by nobody who is trusted/)
    await refused(as(ours.sign('server-1'), ours, '127.0.0.1'), /its certificate is for another name/)
    shows(ours.sign('localhost', -1))
    await eventually(() => refused(as(ours.sign('server-1')), /its certificate has expired/))
    shows(ours.sign('localhost'))
    await eventually(() => as(ours.sign('server-1')).status())
  })

  test('a key that does not belong to its certificate changes nothing and is told', async () => {
    writeFileSync(own('gateway.key'), readFileSync(ours.sign('localhost').key))
    await eventually(async () => assert.match(gateway.logged(), /keeps the certificates it had/))
    await as(ours.sign('server-1')).status()
    assert.doesNotMatch(gateway.logged(), /PRIVATE KEY/)
    shows(ours.sign('localhost'))
  })

  test('certificates are renewed under calls, and none of those fails', async () => {
    const signed = ours.sign('server-2')
    const files = { certificate: own('server.pem'), key: own('server.key') }
    const take = ({ certificate, key }: Signed) => {
      copyFileSync(key, files.key)
      copyFileSync(certificate, files.certificate)
    }
    take(signed)
    const server = as(files)
    let asked = 0
    for (let renewed = 0; renewed < 3; renewed += 1) {
      shows(ours.sign('localhost'))
      take(ours.sign('server-2'))
      const until = performance.now() + 1_500
      while (performance.now() < until) {
        await server.status()
        asked += 1
      }
    }
    assert.ok(asked > 300, `only ${asked} calls`)
  })

  test('one that is revoked is not obeyed any more, also on a connection that is open', async () => {
    const signed = ours.sign('server-2')
    const server = as(signed)
    await server.status()
    ours.revoke(signed)
    copyFileSync(ours.revoked, own('revoked.pem'))
    await eventually(() => refused(server, NOT_ACCEPTED))
    await refused(server, NOT_ACCEPTED)
    await as(ours.sign('server-1')).status()
    await eventually(async () =>
      assert.ok(
        refusalsIn(gateway.logged()).some(
          ({ names, because }) => String(names) === 'server-2' && /was revoked/.test(because),
        ),
      ),
    )
  })

  test('a list that has ended refuses everybody, and log and socket say so before and then', async () => {
    const list = async (end: Date, says: RegExp) => {
      ours.listUntil(end)
      copyFileSync(ours.revoked, own('revoked.pem'))
      await eventually(async () => {
        assert.match(gateway.logged(), says)
        assert.match(String((await gateway.admin.status()).troubles), says)
      })
    }
    await list(new Date(Date.now() + 3_600_000), /list of revoked certificates by CN=authority ends /)
    await as(ours.sign('server-1')).status()
    await list(new Date(Date.now() - 3_600_000), /list of revoked certificates by CN=authority ended /)
    await refused(as(ours.sign('server-1')), NOT_ACCEPTED)
    assert.match(gateway.logged(), /the list of revoked certificates has ended/)
    ours.listUntil(new Date(Date.now() + 40 * 24 * 3_600_000))
    copyFileSync(ours.revoked, own('revoked.pem'))
    await eventually(() => as(ours.sign('server-1')).status())
  })
})

type Told = { because: string; from: string; names?: readonly string[]; serial?: string }

const refusalsIn = (log: string): readonly Told[] =>
  log
    .split('\n')
    .filter((line) => line.includes('an admin connection was refused'))
    .map((line) => JSON.parse(line) as Told)
