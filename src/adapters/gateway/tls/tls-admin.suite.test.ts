/** The admin channel on the network, before the real gateway: who is obeyed, who is refused, and in which words. */
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { freePorts } from '../../../../demo/process/free-ports.ts'
import { type Authority, authorityIn, type Signed } from '../../../ports/authority.testing.ts'
import { type AdminClient, adminClient, GatewayUnavailable } from '../admin-client.ts'
import { type GatewayUnderTest, gatewayUnderTest, TARGET } from '../gateway.testing.ts'
import { pemFiles } from './pem-files.ts'

const WITHIN_MS = 10_000
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
    assert.match(gateway.logged(), /an admin connection was refused/)
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
  })
})

/** Until it does not throw any more. */
async function eventually<T>(what: () => Promise<T>): Promise<T> {
  const end = performance.now() + WITHIN_MS
  for (;;) {
    try {
      return await what()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
