import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { FULL } from '../../core/traffic/desired.ts'
import { type GatewayUnderTest, gatewayUnderTest, TARGET, until } from './gateway.testing.ts'
import { type RawUpstream, says, startRawUpstream } from './raw-upstream.testing.ts'

/** What the canary is measured by, and what it is not, on the real process. Everybody is sent to it. */

const SILENCE_MS = 300
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const DISPOSITION = 'Content-Disposition: attachment; filename="caf\xe9.txt"\r\n'

let canary: RawUpstream
let stable: RawUpstream
let gateway: GatewayUnderTest
/** Sockets on which the canary says something later. */
const streams: Socket[] = []
const beginsStream = (head: string) => (socket: Socket) => {
  streams.push(socket)
  socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`)
}

before(async () => {
  stable = await startRawUpstream({}, says('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstable'))
  canary = await startRawUpstream(
    {
      '/latin': says('HTTP/1.1 404 N\xe3o encontrado\r\nContent-Length: 1\r\n\r\nx'),
      '/utf': says('HTTP/1.1 404 N\xc3\xa3o\r\nContent-Length: 1\r\n\r\nx'),
      '/bad-utf': says('HTTP/1.1 404 N\xc3(\r\nContent-Length: 1\r\n\r\nx'),
      '/length-first': says(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n${DISPOSITION}\r\nx`),
      '/length-last': says(`HTTP/1.1 200 OK\r\n${DISPOSITION}Content-Length: 1\r\n\r\nx`),
      '/unpassable': says('HTTP/1.1 200 Fine\r\nX-Odd: a\x01b\r\nContent-Length: 1\r\n\r\nx'),
      '/swallow': () => undefined,
      '/deaf': (socket) => socket.pause(),
      '/events': beginsStream('Content-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked'),
      '/quiet': beginsStream('Transfer-Encoding: chunked'),
      '/short': beginsStream('Content-Length: 100000'),
      '/big-head': says(`HTTP/1.1 200 OK\r\nX-Big: ${'a'.repeat(20_000)}\r\nContent-Length: 1\r\n\r\nx`),
      '/bigger-head': says(`HTTP/1.1 200 OK\r\nX-Big: ${'a'.repeat(40_000)}\r\nContent-Length: 1\r\n\r\nx`),
    },
    says(OK),
  )
  const routes = [{ target: TARGET, listen: '127.0.0.1:0', sides: { blue: stable.url, green: canary.url } }]
  const limits = { bodyMs: SILENCE_MS, requestBodyMs: 2_500, headersMs: 2_500, maxHeaderBytes: 32_768 }
  gateway = await gatewayUnderTest({ config: { routes, limits } })
  const split = { mode: 'open', weight: FULL, cohort: 'c', segments: [], headerOverride: false } as const
  await gateway.admin.write(TARGET, { generation: 1, stable: 'blue', split })
})
after(async () => {
  await gateway?.close()
  await Promise.all([canary?.close(), stable?.close()])
})

function client() {
  const socket = connect(Number(new URL(gateway.url()).port), '127.0.0.1').setEncoding('latin1')
  const heard = { text: '', closed: false }
  socket.on('data', (text: string) => {
    heard.text += text
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    heard.closed = true
  })
  return { socket, heard }
}

/** Whether something was asked for that nobody has measured. */
let isDirty = false

/** All bytes of one answer. */
async function ask(path: string, method = 'GET'): Promise<string> {
  isDirty = true
  const { socket, heard } = client()
  socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  await until(() => heard.closed, 10_000)
  return heard.text
}

/** What the canary was measured by while `act` went on. */
async function measured(act: () => Promise<unknown>) {
  const telemetry = () => gateway.admin.telemetry(0, 10_000)
  /** A second is told once it is over. */
  const whole = async () => {
    const end = Math.floor(Date.now() / 1_000 + 1) * 1_000
    await until(async () => (await telemetry()).watermark >= end)
    return (await telemetry()).records
  }
  const seen = (isDirty ? await whole() : (await telemetry()).records).at(-1)?.seq ?? 0
  await act()
  const records = (await whole()).filter(({ seq }) => seq > seen)
  isDirty = false
  const sum = { requests: 0, ok: 0, none: 0 }
  for (const { slot, requests, classes } of records) {
    if (slot !== 'canary') continue
    sum.requests += requests
    sum.ok += classes.ok
    sum.none += classes.none
  }
  return sum
}

test('any reason phrase reaches the client with its answer, as bytes or as the usual words', async () => {
  assert.match(await ask('/latin'), /^HTTP\/1\.1 404 Not Found\r\n[\s\S]*x$/)
  assert.match(await ask('/bad-utf'), /^HTTP\/1\.1 404 Not Found\r\n[\s\S]*x$/)
  assert.match(await ask('/utf'), /^HTTP\/1\.1 404 N\xc3\xa3o\r\n[\s\S]*x$/)
})

test('a file name that is not ASCII passes byte by byte, whatever stands before it', async () => {
  for (const path of ['/length-first', '/length-last'])
    assert.match(await ask(path), /^HTTP\/1\.1 200 OK\r\n[\s\S]*filename="caf\xe9\.txt"\r\n[\s\S]*x$/)
})

test('a head that must not be passed on is the canary’s failure, and our own answer has its own reason', async () => {
  assert.match(await ask('/unpassable'), /^HTTP\/1\.1 200 OK\r\n[\s\S]*stable$/)
  const sum = await measured(async () =>
    assert.match(await ask('/unpassable', 'POST'), /^HTTP\/1\.1 502 Bad Gateway\r\n/),
  )
  assert.deepEqual(sum, { requests: 1, ok: 0, none: 1 })
})

test('the limit for heads is the same for requests and answers', async () => {
  assert.match(await ask('/big-head'), /^HTTP\/1\.1 200 OK\r\n[\s\S]*x$/)
  assert.match(await ask('/bigger-head', 'POST'), /^HTTP\/1\.1 502 Bad Gateway\r\n/)
})

async function upload(path: string, announced: number, sent: number, leavesAfterMs: number) {
  const { socket, heard } = client()
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${announced}\r\n\r\n`)
  socket.write(Buffer.alloc(sent))
  await sleep(leavesAfterMs)
  assert.equal(heard.text, '')
  socket.resetAndDestroy()
}

test('somebody who cancels an upload is no sample, small or large', async () => {
  const sum = await measured(() =>
    Promise.all([
      upload('/swallow', 5_000_000, 400_000, 1_500),
      upload('/swallow', 50_000, 4_000, 1_500),
      ask('/'),
    ]),
  )
  assert.deepEqual(sum, { requests: 1, ok: 1, none: 0 })
})

test('who has sent everything and waits for a second is one, and who leaves sooner is none', async () => {
  const sum = await measured(() =>
    Promise.all([upload('/swallow', 100_000, 100_000, 1_500), upload('/swallow', 100_000, 100_000, 300)]),
  )
  assert.deepEqual(sum, { requests: 1, ok: 0, none: 1 })
})

test('a canary that does not take an upload is found out', async () => {
  const { socket, heard } = client()
  const sum = await measured(async () => {
    socket.write('POST /deaf HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\n\r\n')
    socket.write(Buffer.alloc(30_000_000))
    await until(() => heard.closed || heard.text !== '', 10_000)
  })
  socket.destroy()
  assert.match(heard.text, /^HTTP\/1\.1 504 Gateway Timeout\r\n/)
  assert.deepEqual(sum, { requests: 1, ok: 0, none: 1 })
})

test('an event stream may be silent for as long as it likes', async () => {
  const { socket, heard } = client()
  const sum = await measured(async () => {
    const before = streams.length
    socket.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n')
    await until(() => heard.text.includes('text/event-stream'))
    await sleep(SILENCE_MS * 4)
    streams[before]?.write('8\r\n: late\n\n\r\n')
    await until(() => heard.text.includes(': late'))
    socket.destroy()
  })
  assert.deepEqual(sum, { requests: 1, ok: 1, none: 0 })
})

test('another stream that is silent for too long is cut, and that is nobody’s failure but ours', async () => {
  const sum = await measured(async () => {
    assert.match(await ask('/quiet'), /^HTTP\/1\.1 200 OK\r\n/)
    await until(() => gateway.logged().includes('silent for longer than limits.bodyMs'))
  })
  assert.deepEqual(sum, { requests: 0, ok: 0, none: 0 })
})

test('an answer that stops short of the length it promised is the canary’s failure', async () => {
  const sum = await measured(() => ask('/short'))
  assert.deepEqual(sum, { requests: 1, ok: 0, none: 1 })
})

test('an upload that stops is answered with 408, and is nobody’s failure but the client’s', async () => {
  const stop = async (announced: number, sent: number) => {
    const { socket, heard } = client()
    socket.write(`POST /swallow HTTP/1.1\r\nHost: x\r\nContent-Length: ${announced}\r\n\r\n`)
    socket.write(Buffer.alloc(sent))
    await until(() => heard.closed, 10_000)
    assert.match(heard.text, /^HTTP\/1\.1 408 Request Timeout\r\n/)
  }
  const sum = await measured(() => Promise.all([stop(5_000_000, 200_000), stop(50_000, 4_000)]))
  assert.deepEqual(sum, { requests: 0, ok: 0, none: 0 })
})
