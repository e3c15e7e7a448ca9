/** Addresses that get other certificates: all of them show those, or none does. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { connect } from 'node:tls'
import { pino } from 'pino'
import { authorityIn, type Signed } from '../../../ports/authority.testing.ts'
import { listenersOf } from '../config/listener.ts'
import { openFronts } from './fronts.ts'

const GRACE_MS = 1_000

describe('two addresses by TLS', { timeout: 60_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-fronts-'))
  const { sign } = authorityIn(join(dir, 'authority'))
  const fronts = openFronts<string>({
    serve: () => () => () => ({ target: null, side: null, version: null }),
    nameOf: (target) => target,
    maxHeaderBytes: 16_384,
    reusePort: false,
    before: () => {},
    log: pino({ enabled: false }),
  })
  const pair = ({ certificate, key }: Signed) => ({ certificate, key })
  const tell = (shop: { certificate: string; key: string }, admin: { certificate: string; key: string }) =>
    fronts.change(
      listenersOf([
        { name: 'shop', listen: '127.0.0.1:0', tls: [shop], target: 'shop' },
        { name: 'admin', listen: '127.0.0.1:0', tls: [admin], target: 'admin' },
      ]),
      GRACE_MS,
    )
  const shown = (name: string) =>
    new Promise<string>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: fronts.ports()[name] ?? 0, rejectUnauthorized: false }
      const socket = connect(options, () => {
        const { subject } = socket.getPeerCertificate()
        socket.end()
        resolve(String(subject.CN))
      })
      socket.on('error', reject)
    })
  const both = async () => [await shown('shop'), await shown('admin')]

  after(async () => {
    await fronts.close(0)
    rmSync(dir, { recursive: true, force: true })
  })

  test('keep what they show when those of one cannot be used', async () => {
    await tell(pair(sign('shop.example')), pair(sign('admin.example')))
    const broken = join(dir, 'broken.pem')
    writeFileSync(broken, 'no certificate')
    const other = pair(sign('other.example'))
    await assert.rejects(tell(other, { certificate: broken, key: other.key }), /cannot use a certificate/)
    assert.deepEqual(await both(), ['shop.example', 'admin.example'])

    await tell(other, pair(sign('new.example')))
    assert.deepEqual(await both(), ['other.example', 'new.example'])
  })
})
