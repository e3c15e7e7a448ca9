import type { SmallHouse } from './small-house.testing.ts'
import { assertProblem, send, sendRaw } from './wire.testing.ts'

type Headers = Readonly<Record<string, string>>
type Case = readonly [what: string, status: number, path: string, init?: RequestInit]

/** Proper HTTP that says the wrong thing. `good` are the headers of a request that would be answered. */
export async function sendMalformed(house: SmallHouse, good: Headers, change: string): Promise<void> {
  const but = (headers: Headers): Headers => ({ ...good, ...headers })
  const without = (name: string): Headers =>
    Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))
  const post = (body: string, headers: Headers = good): RequestInit => ({ method: 'POST', body, headers })
  const get = (headers: Headers = good): RequestInit => ({ headers })
  const plan = JSON.stringify({ plan: 'plan: x' })
  const abort = JSON.stringify({ command: 'abort', because: 'x' })
  const kill = JSON.stringify({ because: 'x' })
  const cases: readonly Case[] = [
    ['JSON that breaks off', 400, '/v1/changes', post('{"plan": "x"')],
    ['no body', 400, '/v1/changes', post('')],
    ['a list', 400, '/v1/changes', post('[]')],
    ['bytes that are no text', 400, '/v1/changes', { ...post(''), body: new Uint8Array([0x22, 0xff, 0x22]) }],
    ['an unknown key', 400, '/v1/changes', post('{"plan":"x","planet":1}')],
    ['a key of the prototype', 400, '/v1/changes', post('{"plan":"x","__proto__":{"pace":2}}')],
    ['an unknown command', 400, `/v1/changes/${change}/commands`, post('{"command":"explode"}')],
    ['an unknown key of a query', 400, '/v1/changes?stauts=running', get()],
    ['no key', 400, '/v1/changes', post(plan, without('idempotency-key'))],
    ['a short key', 400, '/v1/changes', post(plan, but({ 'idempotency-key': 'k' }))],
    ['a long key', 400, '/v1/changes', post(plan, but({ 'idempotency-key': 'k'.repeat(201) }))],
    ['no token', 401, '/v1/changes', get(without('authorization'))],
    ['a wrong token', 401, '/v1/changes', get(but({ authorization: `Bearer cw_${'x'.repeat(43)}` }))],
    ['an empty token', 401, '/v1/changes', get(but({ authorization: 'Bearer ' }))],
    ['a token of another kind', 401, '/v1/changes', get(but({ authorization: 'Basic YTpi' }))],
    [
      'a command without a token',
      401,
      `/v1/changes/${change}/commands`,
      post(abort, without('authorization')),
    ],
    [
      'a foreign origin',
      403,
      `/v1/changes/${change}/commands`,
      post(abort, but({ origin: 'http://evil.example' })),
    ],
    ['no origin to speak of', 403, '/v1/changes', get(but({ origin: 'null' }))],
    ['an unknown path', 404, '/v1/nothing', get()],
    ['a path outside', 404, '/.env', get()],
    ['an unknown change', 404, '/v1/changes/CHG-1999-0001', get()],
    ['a command to an unknown change', 404, '/v1/changes/CHG-1999-0001/commands', post(abort)],
    ['an id that is none', 404, '/v1/changes/..%2f..%2fetc%2fpasswd', get()],
    ['an unknown target', 404, '/v1/targets/staging/nope/kill', post(kill)],
    ['a NUL in a name', 404, '/v1/targets/staging/n%00pe/kill', post(kill)],
    ['an unknown target to release', 404, '/v1/targets/staging/nope/release', post(kill)],
    ['an unknown flag to lock', 404, '/v1/flags/staging/nope/F/lock', post(kill)],
    [
      'an unknown target of a flag',
      404,
      '/v1/flags/staging/nope/F',
      { ...post('{"value":true,"because":"x"}'), method: 'PUT' },
    ],
    ['a wrong method', 405, '/v1/changes', { ...get(), method: 'DELETE' }],
    ['a wrong method of a command', 405, `/v1/changes/${change}/commands`, { ...get(), method: 'PATCH' }],
    ['another content type', 415, '/v1/changes', post(plan, but({ 'content-type': 'text/plain' }))],
    [
      'no content type',
      415,
      '/v1/changes',
      { method: 'POST', body: new Blob([plan]), headers: without('content-type') },
    ],
    ['more than a MiB', 413, '/v1/changes', post(JSON.stringify({ plan: 'x'.repeat(1_048_576) }))],
    ['a plan longer than plans are', 400, '/v1/changes', post(JSON.stringify({ plan: 'x'.repeat(600_000) }))],
    ['a pace that is none', 422, '/v1/changes', post(JSON.stringify({ plan: 'plan: x', pace: -1 }))],
  ]
  for (const [what, status, path, init] of cases)
    assertProblem(await send(house.url(), path, init), status, what)
}

type RawOrder = {
  readonly line?: string
  readonly host?: string
  readonly more?: string
  readonly body?: string
  readonly length?: number
}

/** The head of a proper POST to /v1/changes, changed here and there. */
export function rawRequest(
  house: SmallHouse,
  { line = 'POST /v1/changes HTTP/1.1', host = 'Host: localhost', more = '', body = '', length }: RawOrder,
): string {
  const head = [line, host, `Authorization: Bearer ${house.token()}`, 'Idempotency-Key: bad-input-00000002']
  const end = [
    'Content-Type: application/json',
    `Content-Length: ${length ?? body.length}`,
    more,
    'Connection: close',
  ]
  return `${[...head, ...end].filter((one) => one !== '').join('\r\n')}\r\n\r\n${body}`
}

/** What is hardly HTTP, or forged below it. */
export async function sendUnreadable(house: SmallHouse): Promise<void> {
  const chunked = 'Transfer-Encoding: chunked'
  const big = `200000\r\n${'x'.repeat(0x200000)}\r\n0\r\n\r\n`
  const cases: readonly (readonly [what: string, status: number, text: string])[] = [
    ['no HTTP', 400, 'HELLO, IS ANYBODY THERE\r\n\r\n'],
    ['no Host', 400, rawRequest(house, { host: '' })],
    ['a Host that is none', 400, rawRequest(house, { host: 'Host: a b/c' })],
    ['a forged Host', 421, rawRequest(house, { host: 'Host: evil.example' })],
    ['a Host that begins well', 421, rawRequest(house, { host: 'Host: localhost.evil.example' })],
    ['two lengths', 400, rawRequest(house, { more: chunked, body: '0\r\n\r\n' })],
    [
      'a chunk that is none',
      400,
      rawRequest(house, { more: chunked, body: 'zz\r\n' }).replace(/Content-Length.*\r\n/, ''),
    ],
    [
      'more than a MiB in chunks',
      413,
      rawRequest(house, { more: chunked, body: big }).replace(/Content-Length.*\r\n/, ''),
    ],
    ['headers without end', 431, rawRequest(house, { more: `X-Long: ${'x'.repeat(20_000)}` })],
    ['an address without end', 431, rawRequest(house, { line: `GET /${'x'.repeat(20_000)} HTTP/1.1` })],
    ['a tunnel', 405, rawRequest(house, { line: 'CONNECT evil.example:443 HTTP/1.1' })],
    ['no path', 400, rawRequest(house, { line: 'OPTIONS * HTTP/1.1' })],
  ]
  for (const [what, status, text] of cases) assertProblem(await sendRaw(house.url(), text), status, what)
}
