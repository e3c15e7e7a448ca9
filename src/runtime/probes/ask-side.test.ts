import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { httpLook } from '../../adapters/checks/http.ts'
import type { Probe } from '../../core/probe/probe.ts'
import { askSide } from './ask-side.ts'

const probe: Probe = {
  ...{
    kind: 'ready',
    path: '/health',
    delayMs: 0,
    everyMs: 1_000,
    timeLimitMs: 30_000,
    failures: 3,
    successes: 1,
  },
}
const secrets = { get: () => '', redact: (text: string) => text }

describe('a side that is asked', () => {
  const paths: Record<string, RequestListener> = {
    '/well': (_, response) => response.end('fine'),
    '/edge': (_, response) => response.writeHead(399).end(),
    '/away': (_, response) => response.writeHead(302, { location: '/away' }).end(),
    '/sick': (_, response) => response.writeHead(503).end(),
    '/gone': (_, response) => response.writeHead(400).end(),
    '/late': () => undefined,
    '/half': (_, response) => void response.writeHead(200).write('fi'),
    '/cut': (request) => void request.socket.destroy(),
  }
  const server = createServer((request, response) => {
    const answer = paths[request.url ?? '']
    if (answer === undefined) response.writeHead(404).end()
    else answer(request, response)
  })
  let address = ''
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const ask = (path: string, to = address, stop = new AbortController().signal) =>
    askSide(httpLook(secrets), to, { ...probe, path }, 7, stop)

  it('is well from 200 to 399; a redirect is an answer, also one that leads to itself', async () => {
    for (const path of ['/well', '/edge', '/away']) assert.equal((await ask(path))?.ok, true, path)
    assert.match((await ask('/well'))?.says ?? '', /^Healthy \(200 OK, \d+ ?ms\)$/)
  })

  it('is asked at its origin, by the path of the plan', async () => {
    assert.equal((await ask('/well', `${address}/base/?x=1`))?.ok, true)
    assert.equal((await ask('//elsewhere.example/well'))?.ok, false)
  })

  it('is not well with 400 and more, without an answer, or with one that is cut off', async () => {
    for (const path of ['/sick', '/gone', '/cut']) assert.equal((await ask(path))?.ok, false, path)
    assert.match((await ask('/sick'))?.says ?? '', /503 Service Unavailable/)
    const nobody = await ask('/well', 'http://127.0.0.1:1')
    assert.equal(nobody?.ok, false)
    assert.match(nobody?.says ?? '', /^Unreachable/)
  })

  it('is not well when its answer, or the rest of it, comes after the limit', async () => {
    for (const path of ['/late', '/half']) {
      const { signal } = new AbortController()
      const late = () => askSide(httpLook(secrets), address, { ...probe, path, timeLimitMs: 100 }, 7, signal)
      // A machine that stands has nothing to say of others; then it is asked again.
      let answer = await late()
      while (answer === null) answer = await late()
      assert.equal(answer?.ok, false, path)
      assert.equal(answer?.at, 7, 'it counts as asked when it was asked')
    }
  })

  it('says nothing when the server stops, and when who asks has a fault of its own', async () => {
    const stop = new AbortController()
    const asked = ask('/late', address, stop.signal)
    stop.abort()
    assert.equal(await asked, null)
    const broken = () => Promise.reject(new Error('no secret'))
    assert.equal(await askSide(broken, address, probe, 7, new AbortController().signal), null)
  })
})
