import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { executorSuite, SUITE_SECRET, SUITE_SECRET_NAME } from '../../ports/executor.suite.ts'
import type { Call } from '../../ports/executor.ts'
import { formPattern, REDACTED, secretForms } from '../../ports/redaction.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { httpExecutor } from './http-executor.ts'
import type { HttpBinding } from './request.ts'

const secrets: Secrets = {
  get(name) {
    if (name !== SUITE_SECRET_NAME) throw new Error(`secret:${name} is not there`)
    return SUITE_SECRET
  },
  redact: (text) => text.replace(formPattern(secretForms([SUITE_SECRET])) ?? /$^/g, REDACTED),
}

type Seen = { key: string; method: string; path: string; headers: IncomingMessage['headers']; body: string }

/** A service that does as the first part of the path says. */
async function openService() {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const { headers, method = '' } = request
    seen.push({ key: String(headers['idempotency-key']), method, path, headers, body: await text(request) })
    answer(path.split('/')[1] ?? '', request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    seen,
    url: (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function answer(behaviour: string, request: IncomingMessage, response: ServerResponse): void {
  const send = (status: number, body: unknown, headers = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }
  const succeed = () => send(200, { answer: 42, text: 'evidence', list: [1], live: true, none: null })
  const behaviours: Record<string, () => void> = {
    succeeds: succeed,
    'says-yes': succeed,
    fails: () => send(422, { detail: 'because the version is unknown' }),
    'says-no': () => send(404, {}),
    'says-nonsense': () => send(500, {}),
    'bad-gateway': () => send(502, {}),
    redirects: () => send(302, {}, { location: '/succeeds' }),
    'tells-secret'() {
      const { authorization } = request.headers
      send(200, { told: authorization, coded: encodeURIComponent(SUITE_SECRET), b: btoa(SUITE_SECRET) })
    },
    resets: () => request.socket.resetAndDestroy(),
    'breaks-off'() {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('half')
      setTimeout(() => request.socket.destroy(), 20)
    },
    'talks-forever'() {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        if (!response.destroyed) response.write('"'.padEnd(65_536, 'x'), more)
      }
      more()
    },
    hangs() {},
  }
  const behave = behaviours[behaviour]
  if (behave === undefined) throw new Error(`unknown behaviour ${behaviour}`)
  behave()
}

const binding = (url: string, more: Partial<HttpBinding> = {}): HttpBinding => ({
  run: 'http',
  method: 'POST',
  url,
  headers: {},
  expect: [200],
  ...more,
})

executorSuite('HTTP executor', async () => {
  const service = await openService()
  return {
    open: () => httpExecutor({ secrets }),
    binding: (behaviour) =>
      binding(service.url(behaviour), { headers: { Authorization: `Bearer secret:${SUITE_SECRET_NAME}` } }),
    begun: () => service.seen.map((each) => decodeURI(each.key)),
    close: service.close,
  }
})

describe('HTTP calls', { timeout: 120_000 }, () => {
  let service: Awaited<ReturnType<typeof openService>>
  before(async () => {
    service = await openService()
  })
  after(() => service.close())
  const executor = httpExecutor({ secrets })
  let serial = 0
  const call = (bound: HttpBinding, more: Partial<Call> = {}): Call => ({
    key: `CHG-2026-0003/step-${++serial}/do/1`,
    binding: bound,
    env: {},
    args: { version: 'v2', pace: 3 },
    timeLimitMs: 5_000,
    check: false,
    ...more,
  })
  const run = async (behaviour: string, more: Partial<HttpBinding> = {}, limits: Partial<Call> = {}) => {
    const outcome = await executor.run(call(binding(service.url(behaviour), more), limits))
    return `${outcome.outcome}: ${'reason' in outcome ? outcome.reason : ''}`
  }

  it('send the arguments as JSON, and none with a GET', async () => {
    await run('succeeds')
    assert.equal(service.seen.at(-1)?.body, '{"version":"v2","pace":3}')
    assert.equal(service.seen.at(-1)?.headers['content-type'], 'application/json')
    await run('succeeds', { method: 'GET' })
    assert.equal(service.seen.at(-1)?.body, '')
  })

  it('take the scalars of the answer as outputs', async () => {
    const outcome = await executor.run(call(binding(service.url('succeeds'))))
    assert.deepEqual(outcome.outcome === 'done' && outcome.outputs, {
      answer: 42,
      text: 'evidence',
      live: true,
    })
  })

  it('fill variables into the URL percent-encoded', async () => {
    const env = { NAME: 'a/b?c=d&é ..', V: '1' }
    await executor.run(call(binding(service.url('succeeds/${NAME}?v=${V}')), { env }))
    assert.equal(service.seen.at(-1)?.path, '/succeeds/a%2Fb%3Fc%3Dd%26%C3%A9%20..?v=1')
  })

  it('refuse a variable that is missing or would leave the path, and a URL with a password', async () => {
    assert.match(await run('succeeds/${NAME}'), /^failed: \$\{NAME\} in the url is not set/)
    assert.match(
      await run('succeeds/${NAME}', {}, { env: { NAME: '..' } }),
      /^failed: .*would leave the path/,
    )
    const withPassword = service.url('succeeds').replace('127', 'me:swordfish@127')
    const outcome = await executor.run(call(binding(withPassword)))
    assert.match('reason' in outcome ? outcome.reason : '', /move it to headers/)
    assert.ok(!JSON.stringify(outcome).includes('swordfish'))
  })

  it('do not follow redirects', async () => {
    assert.match(await run('redirects'), /^failed: POST .* answered 302 to \/succeeds, which is not followed/)
  })

  it('read no more than 64 KiB of an answer without end', async () => {
    const outcome = await executor.run(call(binding(service.url('talks-forever'))))
    assert.equal(outcome.outcome, 'done')
    assert.ok(JSON.stringify(outcome).length < 2_000)
  })

  it('did not happen when nobody listens', async () => {
    const closed = await openService()
    const url = closed.url('succeeds')
    await closed.close()
    const outcome = await executor.run(call(binding(url)))
    assert.equal(outcome.outcome, 'failed')
    assert.match('reason' in outcome ? outcome.reason : '', /ECONNREFUSED.*before the request was sent/)
  })

  it('are unknown when the connection broke after the request was sent', async () => {
    assert.match(await run('resets'), /^unknown: .*after the request may have been seen/)
    assert.match(await run('breaks-off'), /^unknown: .*after the request may have been seen/)
    assert.match(await run('hangs', {}, { timeLimitMs: 300 }), /^unknown: .*time limit of 300 ms.*after/)
    assert.match(await run('bad-gateway'), /^unknown: .*answered 502/)
  })

  it('are no matter of doubt when they are a GET, which changes nothing', async () => {
    assert.match(await run('resets', { method: 'GET' }), /^failed: /)
    assert.match(await run('hangs', { method: 'GET' }, { timeLimitMs: 300 }), /^failed: /)
  })

  it('as checks leave everything unknown that is no clear answer', async () => {
    for (const behaviour of ['resets', 'fails', 'bad-gateway', 'redirects'])
      assert.match(await run(behaviour, { method: 'GET' }, { check: true }), /^unknown: /, behaviour)
  })

  it('end at their time limit when the other side accepts and says nothing', async () => {
    const sockets: Socket[] = []
    const silent = createTcpServer((socket) => void sockets.push(socket.on('error', () => {})))
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    try {
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`
      const outcome = await executor.run(call(binding(url), { timeLimitMs: 300 }))
      assert.equal(outcome.outcome, 'unknown')
    } finally {
      for (const socket of sockets) socket.destroy()
      silent.close()
    }
  })
})
