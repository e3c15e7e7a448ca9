import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { CLOSED, type Split } from '../../core/traffic/desired.ts'
import { type GatewayUnderTest, gatewayUnderTest, TARGET, until } from './gateway.testing.ts'
import { type RawAnswer, type RawUpstream, says, startRawUpstream } from './raw-upstream.testing.ts'

/** Connections that go over to another protocol, on the real process. The canary (green) serves staff. */

const OPEN: Split = {
  ...{ mode: 'open', weight: 0, cohort: 'c', headerOverride: true },
  segments: [{ name: 'staff', weight: 10_000 }],
}
const STAFF = 'X-User-Id: ann\r\nX-User-Segment: staff\r\n'
const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='

/** Goes over, says who it is, and says again what it hears. */
const echoes =
  (name: string): RawAnswer =>
  (socket, head) => {
    const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(head) ?? []
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    socket.removeAllListeners('data')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\nX-App-Version: ${name}\r\n\r\n${name};`,
    )
    socket.pipe(socket)
  }

let blue: RawUpstream
let green: RawUpstream
let gateway: GatewayUnderTest
let generation = 0

async function tell(split: Split): Promise<void> {
  generation += 1
  await gateway.admin.write(gateway.target, { generation, stable: 'blue', split })
}

before(async () => {
  const others = {
    '/no': says('HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nnope'),
    '/plain': says('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain'),
    '/sum': says(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n1\r\nx\r\n0\r\nX-Sum: abc\r\nSet-Cookie: a=1\r\n\r\n',
    ),
  }
  blue = await startRawUpstream(others, echoes('blue'))
  green = await startRawUpstream({ ...others, '/gone': (socket) => socket.destroy() }, echoes('green'))
  gateway = await gatewayUnderTest({
    config: {
      limits: { upgradedPerTarget: 4, upgradedEndMs: 50 },
      routes: [{ target: TARGET, listen: '127.0.0.1:0', sides: { blue: blue.url, green: green.url } }],
    },
  })
  await tell(OPEN)
})
after(async () => {
  await gateway.close()
  await Promise.all([blue.close(), green.close()])
})

/** A client's connection, and all that came on it so far. */
type Client = { readonly socket: Socket; readonly got: () => string; readonly closed: () => boolean }

function say(text: string): Client {
  const socket = connect(Number(new URL(gateway.url()).port), '127.0.0.1')
  let got = ''
  let closed = false
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    got += chunk
  })
  socket
    .on('error', () => undefined)
    .on('close', () => {
      closed = true
    })
  socket.write(text)
  return { socket, got: () => got, closed: () => closed }
}

const asks = (path: string, more = '', upgrade = 'websocket') =>
  `GET ${path} HTTP/1.1\r\nHost: shop.example\r\n${more}Connection: keep-alive, Upgrade\r\nUpgrade: ${upgrade}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n`

async function opened(path = '/', more = ''): Promise<Client> {
  const client = say(asks(path, more))
  await until(() => /;$/.test(client.got()))
  return client
}

async function ends({ socket, closed }: Client): Promise<void> {
  socket.destroy()
  await until(closed)
}

test('a WebSocket goes over, and bytes pass both ways, however many', async () => {
  const client = await opened()
  assert.match(client.got(), /^HTTP\/1.1 101 Switching Protocols\r\n/)
  assert.match(client.got(), /\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/)
  assert.match(
    client.got(),
    /\r\nset-cookie: cutwater-subject=/,
    'a visitor is known from the first request on',
  )
  assert.match(blue.heads.at(-1) ?? '', /x-forwarded-for: 127\.0\.0\.1/)
  const before = client.got().length
  const sent = 'abcdefghij'.repeat(300_000)
  client.socket.write(sent)
  await until(() => client.got().length >= before + sent.length)
  assert.equal(client.got().slice(before), sent)
  await ends(client)
})

test('Node’s own client shakes hands through it', async () => {
  const client = new WebSocket(`${gateway.url().replace('http', 'ws')}/`)
  await new Promise((resolve, reject) => {
    client.addEventListener('open', resolve)
    // What comes after the handshake is no frame, and ends it.
    client.addEventListener('close', reject)
  })
  client.close()
})

test('it keeps to its side, and ends when that side gets no more requests', async () => {
  const onGreen = await opened('/', STAFF)
  const onBlue = await opened()
  assert.match(onGreen.got(), /green;$/)
  assert.match(onBlue.got(), /blue;$/)
  await tell(CLOSED)
  await until(() => onGreen.closed())
  assert.ok(!onBlue.closed())
  await tell(OPEN)
  await ends(onBlue)
})

test('an answer that goes over to nothing is an answer', async () => {
  const client = say(asks('/no'))
  await until(() => client.closed())
  assert.match(client.got(), /^HTTP\/1.1 403 Forbidden\r\n[\s\S]*connection: close[\s\S]*\r\n\r\nnope$/)
})

test('a canary that is not there costs nobody a connection: stable takes it', async () => {
  const client = say(asks('/gone', STAFF))
  await until(() => /;$/.test(client.got()))
  assert.match(client.got(), /blue;$/)
  await ends(client)
})

test('HTTP/2 without TLS is not passed on, and the request is one like any', async () => {
  const client = say(asks('/plain', '', 'h2c').replace('keep-alive, Upgrade', 'close, Upgrade'))
  await until(() => client.closed())
  assert.match(client.got(), /^HTTP\/1.1 200 OK[\s\S]*plain$/)
  assert.doesNotMatch(blue.heads.at(-1) ?? '', /upgrade/i)
})

test('more than the limit are refused, and one that ends makes room', async () => {
  const clients = await Promise.all([1, 2, 3, 4].map(() => opened()))
  const refused = say(asks('/'))
  await until(() => refused.closed())
  assert.match(refused.got(), /^HTTP\/1.1 503 /)
  await Promise.all(clients.map(ends))
  await until(async () => {
    const again = say(asks('/'))
    await until(() => again.got() !== '')
    await ends(again)
    return again.got().startsWith('HTTP/1.1 101')
  })
})

test('what stands behind a body reaches a client that takes it, and no field that would say how to read it', async () => {
  const request = (te: string) => `GET /sum HTTP/1.1\r\nHost: x\r\n${te}Connection: close\r\n\r\n`
  const [taking, other] = [say(request('TE: trailers\r\n')), say(request(''))]
  await until(() => taking.closed() && other.closed())
  assert.match(taking.got(), /\r\ntrailer: X-Sum\r\n[\s\S]*0\r\nx-sum: abc\r\n\r\n$/)
  assert.match(other.got(), /0\r\n\r\n$/)
  assert.doesNotMatch(other.got(), /x-sum/i)
})

test('one that is open keeps no gateway from stopping', async () => {
  const client = await opened()
  assert.equal(await gateway.stop(), 0)
  await until(() => client.closed())
})
