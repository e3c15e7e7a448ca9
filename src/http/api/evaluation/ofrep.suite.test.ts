import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { pino } from 'pino'
import type { FlagDefinition } from '../../../core/flag/definition/definition.ts'
import { compileFlag } from '../../../core/flag/evaluate/compile-flag.ts'
import { fakeHouse, TOKEN } from '../../house.testing.ts'
import { fakeAccess } from '../../kernel/access/access.testing.ts'
import { BODY_BYTES_MAX } from '../../kernel/request/read-text.ts'
import { type Listening, listenHttp } from '../../listen.ts'

const HALF: FlagDefinition = {
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  targeting: {
    fractional: [
      ['on', 50],
      ['off', 50],
    ],
  },
}
const flags = new Map([['half', { content: HALF, version: 1, evaluate: compileFlag('half', HALF) }]])
const BASE = '/v1/environments/staging/targets/wix/ofrep/v1/evaluate/flags'
const BUDGET = 40

/**
 * What is asked most is read and answered by the shortest way there is; this holds it against all that may not be
 * skipped.
 */
describe('evaluation over a socket', () => {
  let server: Listening
  const known = new Set([TOKEN])
  const access = fakeAccess()

  before(async () => {
    const house = fakeHouse({
      flagSets: { of: () => ({ flags, desired: null }), refresh: async () => undefined },
      access: {
        ...access,
        byToken: async (secret, fresh) =>
          known.has(secret) ? access.byToken(secret, fresh) : { known: false, because: 'unknown' },
      },
    })
    server = await listenHttp({
      house,
      log: pino({ level: 'silent' }),
      port: 0,
      rateLimits: { flags: { requests: BUDGET, perSeconds: 600 } },
    })
  })
  after(() => server.close())

  /** Everything that comes back until the server closes, or as soon as there are `answers` of them. */
  const send = async (text: string, answers = 1): Promise<string> => {
    const socket = connect(server.port, '127.0.0.1').setTimeout(20_000, () => socket.destroy())
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1')
      if (got.split('HTTP/1.1 ').length > answers && /\r\n\r\n(\{.*\})?$/s.test(got)) socket.end()
    })
    socket.write(Buffer.from(text, 'latin1'))
    await once(socket, 'close')
    return got
  }
  const request = (body: string, more: readonly string[] = [], path = `${BASE}/half`) =>
    [
      `POST ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${server.port}`,
      `Authorization: Bearer ${TOKEN}`,
      'Content-Type: application/json',
      ...(more.some((line) => /^(content-length|transfer-encoding):/i.test(line))
        ? []
        : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`]),
      ...more,
      '',
      body,
    ].join('\r\n')
  const GOOD = '{"context":{"targetingKey":"ann"}}'

  test('the answer, and every refusal, carries the headers of all answers', async () => {
    for (const [status, text] of [
      [200, request(GOOD)],
      [200, request(GOOD, [], BASE)],
      [400, request('[]')],
      [404, request(GOOD, [], `${BASE}/nope`)],
      [401, request(GOOD).replace(TOKEN, 'cw_somebody-elses-token')],
    ] as const) {
      const got = await send(text)
      assert.match(got, new RegExp(`^HTTP/1.1 ${status} `))
      assert.match(got, /^cache-control: no-store\r$/im)
      assert.match(got, /^x-content-type-options: nosniff\r$/im)
      assert.equal(got.match(/^content-length: /gim)?.length, 1, got)
      if (status !== 401) assert.match(got, /^ratelimit: "flags";r=\d+;t=\d+\r$/im)
    }
  })

  test('a body is read as far as it says and no further, and one without a length is counted', async () => {
    const next = `GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`
    const two = await send(`${request(GOOD)}${next}`, 2)
    assert.match(two, /^HTTP\/1.1 200 .*"half".*HTTP\/1.1 200 /s)
    assert.match(
      await send(
        request(`${GOOD.length.toString(16)}\r\n${GOOD}\r\n0\r\n\r\n`, ['Transfer-Encoding: chunked']),
      ),
      /^HTTP\/1.1 200 /,
    )
    for (const [what, text] of [
      ['less than it says', request(GOOD, [`Content-Length: ${GOOD.length - 1}`])],
      ['more than there may be', request(GOOD, [`Content-Length: ${BODY_BYTES_MAX + 1}`])],
      ['no number', request(GOOD, ['Content-Length: 0x22'])],
      ['two lengths', request(GOOD, [`Content-Length: ${GOOD.length}`, 'Content-Length: 5'])],
      [
        'a length and chunks',
        request(GOOD, [`Content-Length: ${GOOD.length}`, 'Transfer-Encoding: chunked']),
      ],
      ['no UTF-8', request('{"context":{"targetingKey":"\xff"}}')],
      ['nothing', request('')],
    ] as const)
      assert.match(await send(text), /^HTTP\/1.1 400 /, what)
  })

  test('an ETag is that of the answer, for any subject', async () => {
    const asked = async (subject: string, etag = '"none"') => {
      const got = await send(
        request(JSON.stringify({ context: { targetingKey: subject } }), [`If-None-Match: ${etag}`], BASE),
      )
      const [head = '', body = ''] = got.split('\r\n\r\n')
      return { status: head.slice(9, 12), etag: /^etag: (.*)\r$/im.exec(head)?.[1] ?? '', body }
    }
    const etags = new Map<string, string>()
    for (const subject of ['ann', 'bob', 'cem', 'dan', 'eve', 'fay', 'gus', 'hal']) {
      const { status, etag, body } = await asked(subject)
      assert.equal(status, '200')
      assert.equal(etags.get(body) ?? etag, etag)
      etags.set(body, etag)
    }
    assert.equal(new Set(etags.values()).size, 2, 'both sides were there, each with its own')
    const [mine = ''] = etags.values()
    assert.deepEqual(await asked('ann', mine), { status: '304', etag: mine, body: '' })
  })

  test('who is known no more gets nothing with the very next request, and the budget is kept', async () => {
    const statusOf = async () => (await send(request(GOOD))).slice(9, 12)
    known.delete(TOKEN)
    assert.equal(await statusOf(), '401')
    known.add(TOKEN)
    const statuses: string[] = []
    for (let i = 0; i <= BUDGET; i++) statuses.push(await statusOf())
    assert.deepEqual([...new Set(statuses)].toSorted(), ['200', '429'])
    assert.equal(statuses.at(-1), '429')
  })
})
