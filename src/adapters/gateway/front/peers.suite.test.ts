/** A balancer of connections before the gateway, which says for whom it connects. */
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as secure } from 'node:tls'
import { type Authority, authorityIn } from '../../../ports/authority.testing.ts'
import { type GatewayUnderTest, gatewayUnderTest, TARGET } from '../gateway.testing.ts'
import { startUpstream } from '../start-upstream.testing.ts'

const V1 = 'PROXY TCP4 192.0.2.7 10.0.0.1 50000 443\r\n'
const V2 = Buffer.from('0d0a0d0a000d0a515549540a2111000cc00002070a000001c35001bb', 'hex').toString('latin1')
const ECHO = 'GET /echo HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: 203.0.113.9\r\n'

describe('a gateway behind a balancer of connections', { timeout: 120_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-peers-'))
  let authority: Authority
  let upstream: Awaited<ReturnType<typeof startUpstream>>
  /** It believes 127.0.0.1 as a balancer, and the network of documentation as proxies that say who the user is. */
  let gateway: GatewayUnderTest
  let secured: GatewayUnderTest

  before(async () => {
    authority = await authorityIn(join(dir, 'authority'))
    const { certificate, key } = await authority.sign('shop.example')
    copyFileSync(certificate, join(dir, 'shop.pem'))
    copyFileSync(key, join(dir, 'shop.key'))
    upstream = await startUpstream('blue', 'v1')
    const side = `http://127.0.0.1:${upstream.port}`
    const route = { target: TARGET, listen: '127.0.0.1:0', sides: { blue: side, green: side } }
    const config = {
      proxyProtocol: ['127.0.0.1'],
      trustedProxies: ['192.0.2.0/24'],
      accessLog: { file: join(dir, 'access.log') },
    }
    gateway = await gatewayUnderTest({ config: { ...config, routes: [route] } })
    const tls = [{ certificate: join(dir, 'shop.pem'), key: join(dir, 'shop.key') }]
    secured = await gatewayUnderTest({ config: { ...config, routes: [{ ...route, tls }] } })
  })
  after(async () => {
    await gateway?.close()
    await secured?.close()
    await upstream?.kill()
    rmSync(dir, { recursive: true, force: true })
  })

  const portOf = ({ url }: GatewayUnderTest) => Number(new URL(url()).port)
  const wholeOf = (socket: Socket) =>
    new Promise<string>((resolve) => {
      let got = ''
      socket.setEncoding('latin1').on('data', (piece: string) => {
        got += piece
      })
      socket.on('error', () => {}).on('close', () => resolve(got))
    })
  /** Everything that comes back; `pieces` are sent apart from each other. */
  const say = async (...pieces: readonly string[]) => {
    const socket = connect(portOf(gateway), '127.0.0.1')
    const whole = wholeOf(socket)
    for (const [i, piece] of pieces.entries()) {
      if (i > 0) await sleep(30)
      socket.write(Buffer.from(piece, 'latin1'))
    }
    return whole
  }
  const forwarded = (answer: string): readonly string[] => {
    const { rawHeaders = [] } = JSON.parse(answer.slice(answer.indexOf('{'))) as { rawHeaders?: string[] }
    return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1] === 'x-forwarded-for')
  }
  const LAST = 'Connection: close\r\n\r\n'

  test('the address that it names is the peer: passed on, and believed as that address is', async () => {
    for (const header of [V1, V2]) {
      const answer = await say(`${header}${ECHO}${LAST}`)
      assert.match(answer, /^HTTP\/1\.1 200 /)
      assert.deepEqual(forwarded(answer), ['203.0.113.9, 192.0.2.7'])
    }
    const other = await say(`${V1.replace('192.0.2.7', '198.51.100.1')}${ECHO}${LAST}`)
    assert.deepEqual(forwarded(other), ['198.51.100.1'], 'that address may not say who asked')
  })

  test('it may come in pieces, with a body behind it, and several requests', async () => {
    const post = `POST /echo HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 5\r\n\r\nhello`
    const answers = await say(V1.slice(0, 9), V1.slice(9), post.slice(0, -3), `llo${ECHO}${LAST}`)
    assert.equal(answers.split('HTTP/1.1 200 ').length, 3, answers)
    assert.match(answers, /"body":"hello"/)
    assert.match(answers, /198\.51|203\.0\.113\.9, 192\.0\.2\.7/)
    const inPieces = await say(...V2, `${ECHO}${LAST}`)
    assert.deepEqual(forwarded(inPieces), ['203.0.113.9, 192.0.2.7'])
  })

  test('where it speaks for itself it is the peer', async () => {
    for (const header of ['PROXY UNKNOWN\r\n', `${V2.slice(0, 12)}\x20\x00\x00\x00`])
      assert.deepEqual(forwarded(await say(`${header}${ECHO}${LAST}`)), ['127.0.0.1'])
  })

  test('a connection of it without the header ends, as does one with a wrong header', async () => {
    for (const wrong of [
      `${ECHO}${LAST}`,
      `PROXY TCP4 x y 1 2\r\n${ECHO}${LAST}`,
      `${V2.slice(0, 12)}\x31${V2.slice(13)}`,
    ])
      assert.equal(await say(wrong), '', JSON.stringify(wrong.slice(0, 20)))
  })

  test('who is no balancer is taken as it is, and cannot say that it is somebody else', async () => {
    const plain = await gatewayUnderTest({ config: { proxyProtocol: ['192.0.2.1'] } })
    try {
      const socket = connect(portOf(plain), '127.0.0.1')
      const whole = wholeOf(socket)
      socket.write(`${V1}${ECHO}${LAST}`)
      assert.match(await whole, /^HTTP\/1\.1 400 /)
      const direct = connect(portOf(plain), '127.0.0.1')
      const answer = wholeOf(direct)
      direct.write(`${ECHO}${LAST}`)
      assert.match(await answer, /^HTTP\/1\.1 200 /)
    } finally {
      await plain.close()
    }
  })

  test('it stands before TLS too, and the access log has the address that it names', async () => {
    const raw = connect(portOf(secured), '127.0.0.1')
    raw.write(Buffer.from(V2, 'latin1'))
    const socket = secure({ socket: raw, servername: 'shop.example', ca: readFileSync(authority.ca) })
    const whole = wholeOf(socket)
    socket.write(`${ECHO}${LAST}`)
    assert.deepEqual(forwarded(await whole), ['203.0.113.9, 192.0.2.7'])
    const logged = () => readFileSync(join(dir, 'access.log'), 'utf8')
    const end = performance.now() + 10_000
    while (
      !logged().includes('"https"') &&
      !/"from":"192\.0\.2\.7".*\n.*"from":"192\.0\.2\.7"/.test(logged())
    )
      if (performance.now() > end) assert.fail(logged())
      else await sleep(50)
  })

  test('a balancer that says nothing is waited for no longer than five seconds', async () => {
    const began = performance.now()
    assert.equal(await say('PROXY TCP4 192.0.2.7 '), '')
    const took = performance.now() - began
    assert.ok(took > 4_000 && took < 20_000, String(took))
  })
})
