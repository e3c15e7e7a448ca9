import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import type { Split } from '../../core/traffic/desired.ts'
import { type GatewayUnderTest, gatewayUnderTest, until } from './gateway.testing.ts'

/** What becomes of one request, on the real process. The canary (green) serves staff. */

let gateway: GatewayUnderTest
const STAFF = { 'x-user-id': 'ann', 'x-user-segment': 'staff' }
const OPEN: Split = {
  mode: 'open',
  weight: 0,
  cohort: 'c',
  segments: [{ name: 'staff', weight: 10_000 }],
  headerOverride: true,
}

before(async () => {
  gateway = await gatewayUnderTest({ config: { limits: { maxBodyBytes: 1_000_000, headersMs: 2_000 } } })
  await gateway.admin.write(gateway.target, { generation: 1, stable: 'blue', split: OPEN })
})
after(() => gateway.close())

type Options = {
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer | AsyncIterable<Buffer>
}
async function ask(path: string, { method = 'GET', headers = {}, body }: Options = {}) {
  const options = { method, headers, dispatcher: gateway.agent, body: (body ?? null) as Buffer | null }
  const answer = await request(gateway.url() + path, options)
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
}

async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(gateway.url()).port), '127.0.0.1')
  let got = ''
  socket.on('data', (chunk: Buffer) => {
    got += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return got
}

test('passes method, path, query and body on, and the answer with all its headers back', async () => {
  const answer = await ask('/echo?a=1&b=%20', { method: 'POST', body: 'hello', headers: { 'x-mine': 'yes' } })
  const seen = JSON.parse(answer.text) as { method: string; url: string; body: string; rawHeaders: string[] }
  assert.deepEqual([seen.method, seen.url, seen.body], ['POST', '/echo?a=1&b=%20', 'hello'])
  assert.ok(seen.rawHeaders.includes('x-mine'))
  assert.ok((answer.headers['set-cookie'] as string[]).join().includes('a=1,b=2'))
})

test('what is meant for one hop stays on its hop, both ways', async () => {
  const got = await raw(
    'GET /echo HTTP/1.1\r\nHost: shop.example\r\nConnection: close, X-Secret\r\nX-Secret: 1\r\nTE: trailers, deflate\r\nProxy-Authorization: x\r\n\r\n',
  )
  assert.doesNotMatch(got, /X-Secret|Proxy-Authorization|deflate|for one hop/i)
  assert.match(got, /shop\.example/)
})

test('says where the request came from', async () => {
  const seen = JSON.parse((await ask('/echo', { headers: { 'x-forwarded-for': '10.0.0.9' } })).text)
  const { rawHeaders } = seen as { rawHeaders: string[] }
  assert.equal(rawHeaders[rawHeaders.indexOf('x-forwarded-for') + 1], '10.0.0.9, 127.0.0.1')
  assert.equal(rawHeaders[rawHeaders.indexOf('x-forwarded-proto') + 1], 'http')
})

for (const [fact, path] of [
  ['resets the connection', '/reset/green'],
  ['breaks off in the middle of a short answer', '/half/green'],
  ['does not answer in time', '/hang/green'],
] as const)
  test(`stable answers a GET when the canary ${fact}`, async () => {
    const answer = await ask(path, { headers: STAFF })
    assert.deepEqual([answer.status, answer.headers['x-side']], [200, 'blue'])
  })

test('stable answers a PUT when the canary resets it without a word, with the body once more', async () => {
  const answer = await ask('/reset/green', { method: 'PUT', body: 'again', headers: STAFF })
  assert.deepEqual([answer.status, answer.text], [200, 'blue'])
})

test('a POST that may have reached the canary is never sent to stable', async () => {
  const answer = await ask('/reset/green', { method: 'POST', body: 'once', headers: STAFF })
  assert.equal(answer.status, 502)
  assert.equal(answer.headers['content-type'], 'application/problem+json')
})

test('says 502 when stable breaks off and 504 when it takes too long', async () => {
  assert.equal((await ask('/reset/blue', { method: 'POST', body: 'x' })).status, 502)
  assert.equal((await ask('/reset/blue')).status, 502)
  assert.equal((await ask('/hang/blue')).status, 504)
})

test('streams large bodies in both directions', async () => {
  const megabyte = Buffer.alloc(900_000, 'u')
  const { text } = await ask('/echo', { method: 'POST', body: megabyte })
  assert.equal((JSON.parse(text) as { body: string }).body.length, megabyte.length)
  assert.equal((await ask('/big/20000000')).text.length, 20_000_000)
})

test('refuses a body over the limit, announced or not', async () => {
  const tooLong = Buffer.alloc(1_000_001)
  assert.equal((await ask('/echo', { method: 'POST', body: tooLong })).status, 413)
  async function* unannounced() {
    yield tooLong
  }
  assert.equal((await ask('/echo', { method: 'POST', body: unannounced() })).status, 413)
})

test('who still sends a body that was refused gets the answer whole, and its connection ends after it', async () => {
  const port = Number(new URL(gateway.url()).port)
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const broke: string[] = []
  let got = ''
  let ended = false
  socket.setEncoding('latin1').on('data', (piece: string) => {
    got += piece
  })
  socket
    .on('error', (error) => broke.push(error.message))
    .on('end', () => {
      ended = true
    })
  socket.write('POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n')
  // It goes on sending for as long as a slow reader would, whatever was answered.
  for (let i = 0; i < 10; i += 1) {
    socket.write(Buffer.alloc(100_000))
    await sleep(50)
  }
  await until(() => ended)
  assert.match(got, /^HTTP\/1\.1 413 .*The body is too large/s)
  assert.deepEqual(broke, [])
  // And no longer than that: nobody holds a place here by sending for ever.
  const began = performance.now()
  while (!socket.destroyed && performance.now() - began < 10_000) {
    socket.write('x')
    await sleep(50)
  }
  assert.ok(performance.now() - began < 5_000)
})

test('refuses headers over the limit', async () => {
  assert.match(
    await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`),
    /^HTTP\/1.1 431/,
  )
})

test('an upstream that answers before it has read the body does not spoil the connection', async () => {
  const socket = connect(Number(new URL(gateway.url()).port), '127.0.0.1')
  let got = ''
  socket.on('data', (chunk: Buffer) => {
    got += chunk.toString('latin1')
  })
  try {
    for (let i = 1; i <= 5; i++) {
      socket.write('POST /refuse-body HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n')
      socket.write(Buffer.alloc(100_000))
      await until(() => got.split('HTTP/1.1 413').length === i + 1)
      socket.write(Buffer.alloc(800_000))
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      await until(() => got.split('HTTP/1.1 200').length === i + 1)
    }
  } finally {
    socket.destroy()
  }
})

test('clients that leave in the middle, downloading or uploading, harm nobody else', async () => {
  const port = Number(new URL(gateway.url()).port)
  const leave = async (head: string, body: Buffer | null) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(head)
    if (body === null) await once(socket, 'data')
    else await new Promise((resolve) => socket.write(body, resolve))
    socket.resetAndDestroy()
  }
  const upload = 'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n'
  const download = 'GET /big/20000000 HTTP/1.1\r\nHost: x\r\n\r\n'
  const slow = 'GET /slow/200 HTTP/1.1\r\nHost: x\r\n\r\n'
  for (let i = 0; i < 20; i++)
    await Promise.all([
      leave(upload, Buffer.alloc(200_000)),
      leave(upload.replace('900000', '900'), Buffer.alloc(10)),
      leave(download, null),
      leave(slow, Buffer.alloc(0)),
    ])
  assert.equal((await ask('/')).status, 200)
  assert.equal(gateway.process().exitCode, null)
})

test('a visitor without a user id gets a signed cookie and stays with it; a forged one is replaced', async () => {
  const first = await ask('/')
  const cookie = String(first.headers['set-cookie'])
  assert.match(cookie, /^cutwater-subject=\S+; Path=\/; Max-Age=86400; HttpOnly; SameSite=Lax$/)
  const token = cookie.split(';')[0] ?? ''
  assert.equal((await ask('/', { headers: { cookie: `x=1; ${token}` } })).headers['set-cookie'], undefined)
  const forged = `cutwater-subject=chosen.${token.split('.')[1]}`
  assert.match(
    String((await ask('/', { headers: { cookie: forged } })).headers['set-cookie']),
    /^cutwater-subject=/,
  )
})

test('counts each attempt: the canary that failed, and stable that answered, both with the reason', async () => {
  const from = Math.floor(Date.now() / 1000) * 1000
  const earlier = (await gateway.admin.telemetry(0, 10_000)).records.at(-1)?.seq ?? 0
  await until(() => Date.now() >= from + 1_000)
  await ask('/reset/green', { headers: STAFF })
  await until(async () => (await gateway.admin.telemetry(earlier, 10_000)).watermark >= from + 2_500)
  const { records } = await gateway.admin.telemetry(earlier, 10_000)
  const attempts = records.filter((record) => record.at >= from + 1_000 && record.requests > 0)
  assert.deepEqual(
    attempts.map(({ slot, reason, version, classes }) => ({
      slot,
      reason,
      version,
      ok: classes.ok,
      none: classes.none,
    })),
    [
      { slot: 'stable', reason: 'segment', version: 'v1', ok: 1, none: 0 },
      { slot: 'canary', reason: 'segment', version: '', ok: 0, none: 1 },
    ],
  )
})

test('stable answers everything, also a POST, when nothing listens where the canary was', async () => {
  await gateway.killUpstream('green')
  for (const method of ['GET', 'POST', 'DELETE'])
    assert.deepEqual((await ask('/', { method, headers: STAFF })).headers['x-side'], 'blue')
  await gateway.killUpstream('blue')
  assert.equal((await ask('/', { headers: STAFF })).status, 502)
})
