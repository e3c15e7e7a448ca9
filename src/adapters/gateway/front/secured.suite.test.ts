/** What users reach by TLS: certificates by name, renewed while requests come, and what a line of the log says. */
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { request as ask } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect } from 'node:tls'
import { type Authority, authorityIn, type Signed } from '../../../ports/authority.testing.ts'
import { type GatewayUnderTest, gatewayUnderTest, TARGET } from '../gateway.testing.ts'
import { startUpstream } from '../start-upstream.testing.ts'

const WITHIN_MS = 10_000

describe('an address that users reach by TLS', { timeout: 120_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-front-tls-'))
  const at = (name: string) => join(dir, name)
  let authority: Authority
  let gateway: GatewayUnderTest
  let port = 0
  let upstream: Awaited<ReturnType<typeof startUpstream>>

  const put = (name: string, { certificate, key }: Signed) => {
    copyFileSync(key, at(`${name}.key`))
    copyFileSync(certificate, at(`${name}.pem`))
  }
  const pair = (name: string) => ({ certificate: at(`${name}.pem`), key: at(`${name}.key`) })
  /** Whom the certificate names that is shown to a client of this name, and its serial number. */
  const shown = (servername?: string) =>
    new Promise<{ names: string; serial: string }>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, rejectUnauthorized: false }
      const socket = connect(servername === undefined ? options : { ...options, servername }, () => {
        const { subject, serialNumber } = socket.getPeerCertificate()
        socket.end()
        resolve({ names: String(subject.CN), serial: serialNumber })
      })
      socket.on('error', reject)
    })
  const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port,
        path,
        headers,
        ca: readFileSync(authority.ca),
        servername: 'shop.example',
      }
      const asked = ask(options, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      })
      asked.on('error', reject).end()
    })
  const lines = () =>
    readFileSync(at('access.log'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')

  before(async () => {
    authority = authorityIn(at('authority'))
    put('shop', authority.sign('shop.example'))
    put('admin', authority.sign('admin.example'))
    upstream = await startUpstream('blue', 'v1')
    const sides = { blue: `http://127.0.0.1:${upstream.port}`, green: 'http://127.0.0.1:9' }
    const tls = [pair('shop'), pair('admin')]
    gateway = await gatewayUnderTest({
      config: {
        routes: [{ target: TARGET, listen: '127.0.0.1:0', sides, tls }],
        accessLog: { file: at('access.log') },
      },
    })
    port = Number(new URL(gateway.url()).port)
  })
  after(async () => {
    await gateway?.close()
    await upstream?.kill()
    rmSync(dir, { recursive: true, force: true })
  })

  test('shows the certificate of the name that a client asks for, and else the first', async () => {
    assert.equal((await shown('shop.example')).names, 'shop.example')
    assert.equal((await shown('admin.example')).names, 'admin.example')
    assert.equal((await shown('other.example')).names, 'shop.example')
    assert.equal((await shown()).names, 'shop.example')
  })

  test('tells services that users came by https, and takes no plain HTTP', async () => {
    const { status, text } = await get('/echo')
    assert.equal(status, 200)
    assert.match(text, /x-forwarded-proto[^a-z]+https/i)
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`))
  })

  test('certificates are renewed while requests come, and none of those fails', async () => {
    const { serial } = await shown('shop.example')
    put('shop', authority.sign('shop.example'))
    const end = performance.now() + WITHIN_MS
    while ((await shown('shop.example')).serial === serial) {
      assert.ok(performance.now() < end, 'it was not renewed')
      assert.equal((await get('/')).status, 200)
    }
    assert.notEqual((await shown()).serial, serial, 'also where no name is asked for')
  })

  test('does not start with certificates or a log that it cannot use, and says which', async () => {
    const route = {
      target: TARGET,
      listen: '127.0.0.1:0',
      sides: { blue: 'http://127.0.0.1:9', green: 'http://127.0.0.1:10' },
    }
    const starts = (config: Record<string, unknown>) =>
      gatewayUnderTest({ config: { routes: [route], ...config } })
    await assert.rejects(
      starts({ accessLog: { file: dir } }),
      /cannot write its access log .*: illegal operation on a directory/,
    )
    const strange = { certificate: at('shop.pem'), key: at('admin.key') }
    await assert.rejects(
      starts({ routes: [{ ...route, tls: [strange] }] }),
      /cannot use a certificate of 127\.0\.0\.1:0: .*Name PEM files under tls of its route that belong together/s,
    )
    const gone = { certificate: at('gone.pem'), key: at('admin.key') }
    await assert.rejects(
      starts({ routes: [{ ...route, tls: [gone] }] }),
      /certificate \S+gone\.pem cannot be read/,
    )
  })

  test('each request has a line without its secrets, and a log that is renamed is begun anew', async () => {
    const asked = { cookie: 'session=hunter2', authorization: 'Bearer hunter2', 'user-agent': 'a test' }
    await get('/checkout?card=hunter2', { ...asked, referer: 'https://shop.example/?token=hunter2' })
    const line = await eventually(() => lines().find((one) => one.includes('/checkout')))
    const { at: _, ms, bytes, ...rest } = JSON.parse(line)
    assert.ok(ms > 0 && bytes > 0, line)
    assert.deepEqual(rest, {
      ...{
        from: '127.0.0.1',
        method: 'GET',
        path: '/checkout',
        protocol: 'HTTP/1.1',
        status: 200,
        whole: true,
      },
      ...{ agent: 'a test', target: TARGET, side: 'blue', version: 'v1', referer: 'https://shop.example/' },
    })
    assert.doesNotMatch(readFileSync(at('access.log'), 'utf8'), /hunter2/)

    renameSync(at('access.log'), at('access.log.1'))
    await eventually(async () => {
      await get('/after')
      return lines().some((one) => one.includes('/after'))
    })
  })
})

async function eventually<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const end = performance.now() + WITHIN_MS
  for (;;) {
    const seen = await Promise.resolve()
      .then(look)
      .catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
    if (seen !== undefined && seen !== false) return seen
    assert.ok(performance.now() < end, 'not in time')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
