import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { NewerVersion } from '../core/event/upcast.ts'
import { StoreUnavailable } from '../ports/store/store.ts'
import type { Caller } from '../runtime/access/identify.ts'
import { type Asked, askChange } from '../runtime/change/ask-change.ts'
import { type Opened, openPlan } from '../runtime/change/open-plan.ts'
import { type FlagAnswer, setFlag } from '../runtime/flags/set-flag.ts'
import { killTarget } from '../runtime/traffic/kill-target.ts'
import type { House } from './api/house.ts'
import { serverMetrics } from './api/server/server-metrics.ts'
import { createApp } from './app.ts'
import { PROTOBUF } from './exposition/negotiate.ts'
import { fakeHouse, plays, TOKEN, VIEWER } from './house.testing.ts'
import { fakeAccess } from './kernel/access/access.testing.ts'
import { BODY_BYTES_MAX } from './kernel/request/read-text.ts'

const log = pino({ level: 'silent' })
const KEY = { 'idempotency-key': 'key-00000001' }
const ID = 'CHG-2026-0001'

type Given = {
  method?: string
  body?: unknown
  headers?: Record<string, string>
  token?: string | null
  raw?: string
}

async function ask(
  path: string,
  { method = 'GET', body, headers = {}, token = TOKEN, raw }: Given = {},
  house: House = fakeHouse(),
) {
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const answer = await createApp({ house, log }).request(`http://127.0.0.1:4700${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(text === undefined ? {} : { body: text }),
  })
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as Record<string, unknown>,
  }
}

const post = (path: string, body: unknown, headers: Record<string, string> = KEY, house?: House) =>
  ask(path, { method: 'POST', body, headers }, house)
const answering = (asked: Asked) => fakeHouse({}, [plays(askChange, asked)])
const refusing = (
  refused:
    | 'wrong-state'
    | 'wrong-revision'
    | 'not-allowed'
    | 'evidence'
    | 'unknown-item'
    | 'busy'
    | 'invalid',
) =>
  answering({
    asked: 'answered',
    answer: { accepted: false, refused, because: 'it is so', remedy: 'Do otherwise.' },
  })

test('every route answers those who may ask', async () => {
  const routes: readonly (readonly [string, string, unknown, number])[] = [
    ['POST', '/v1/changes', { plan: 'plan: x', inputs: { a: '1' } }, 201],
    ['GET', '/v1/changes?status=running,paused&limit=5', undefined, 200],
    ['GET', `/v1/changes/${ID}`, undefined, 200],
    ['GET', `/v1/changes/${ID}/journal?after=3&limit=10&waitMs=0`, undefined, 200],
    ['POST', `/v1/changes/${ID}/commands`, { command: 'abort', because: 'it smells' }, 200],
    ['GET', '/v1/targets', undefined, 200],
    ['POST', '/v1/targets/staging/wix/kill', { because: 'it burns' }, 200],
    ['POST', '/v1/targets/staging/wix/release', { because: 'it is out' }, 200],
    ['GET', '/v1/flags?environment=staging', undefined, 200],
    ['PUT', '/v1/flags/staging/wix/GlassFXEnabled', { value: true, because: 'launch' }, 200],
    ['POST', '/v1/flags/staging/wix/GlassFXEnabled/lock', { because: 'frozen' }, 200],
    ['POST', '/v1/flags/staging/wix/GlassFXEnabled/unlock', { because: 'thawed' }, 200],
    ['GET', '/v1/flags/staging/wix/GlassFXEnabled/history', undefined, 200],
    ['GET', '/v1/journal/streams', undefined, 200],
    ['GET', '/v1/journal/entries?stream=target/staging/wix&after=0', undefined, 200],
    ['GET', '/v1/journal/checkpoints', undefined, 200],
  ]
  for (const [method, path, body, status] of routes) {
    const headers = method === 'POST' ? KEY : {}
    assert.equal((await ask(path, { method, body, headers })).status, status, `${method} ${path}`)
    const unknown = await ask(path, { method, body, headers, token: null })
    assert.equal(unknown.status, 401, `${method} ${path} without a token`)
    assert.match(unknown.headers.get('www-authenticate') ?? '', /^Bearer/)
    assert.equal((await ask(path, { method, body, headers, token: 'cw_some-other-token' })).status, 401)
    assert.equal(
      (await ask(path, { method, body, headers, token: VIEWER })).status,
      method === 'GET' && !path.startsWith('/v1/journal/') ? status : 403,
    )
  }
})

test('health needs no token', async () => {
  assert.equal((await ask('/health/live', { token: null })).status, 200)
  assert.equal((await ask('/health/ready', { token: null })).status, 200)
  const sick = fakeHouse({ ready: async () => ({ ready: false, because: 'the database does not answer' }) })
  assert.equal((await ask('/health/ready', { token: null }, sick)).status, 503)
})

test('a database that keeps nothing is told apart, and what still works is named', async () => {
  for (const [because, words] of [
    ['away', /^The database does not answer\./],
    ['writes-refused', /^The database takes nothing that is written: it is read-only, or its disk is full\./],
  ] as const) {
    const gone = new StoreUnavailable('password=hunter2', { because })
    const house = fakeHouse({ read: { ...fakeHouse().read, targets: () => Promise.reject(gone) } })
    const { status, body } = await ask('/v1/targets', {}, house)
    assert.deepEqual([status, body.type], [503, 'urn:cutwater:problem:not-ready'])
    assert.match(String(body.detail), words)
    assert.match(String(body.remedy), /cutwater kill TARGET --direct/)
    assert.doesNotMatch(JSON.stringify(body), /hunter2/)
  }
})

test('a problem says what it is, where, and what to do instead', async () => {
  const { body, headers } = await ask('/v1/changes/CHG-2026-9999')
  assert.equal(headers.get('content-type'), 'application/problem+json')
  assert.deepEqual(Object.keys(body), ['type', 'title', 'status', 'detail', 'instance', 'remedy'])
  assert.equal(body.type, 'urn:cutwater:problem:unknown-change')
  assert.equal(body.instance, '/v1/changes/CHG-2026-9999')
})

test('what is malformed is refused, each in its own way', async () => {
  const raw = (text: string) => ask('/v1/changes', { method: 'POST', raw: text, headers: KEY })
  const cases: readonly (readonly [
    string,
    Promise<{ status: number; body: Record<string, unknown> }>,
    number,
    RegExp,
  ])[] = [
    ['unknown route', ask('/v1/nothing'), 404, /no \/v1\/nothing/],
    ['unknown route outside', ask('/robots.txt', { token: null }), 404, /robots/],
    ['method', ask('/v1/targets', { method: 'DELETE' }), 405, /DELETE/],
    ['no key', post('/v1/changes', { plan: 'x' }, {}), 400, /Idempotency-Key/],
    ['short key', post('/v1/changes', { plan: 'x' }, { 'idempotency-key': 'k' }), 400, /Idempotency-Key/],
    ['not JSON', raw('{"plan": nope}'), 400, /line 1, column 10/],
    ['cut off', raw('{"plan": "x",\n "inputs": {'), 400, /line 2, column 13.*the end/],
    ['unknown key', post('/v1/changes', { plan: 'x', planet: 1 }), 400, /^planet: nothing of this name/],
    ['missing', post('/v1/plans', { file: 'x' }), 400, /^plan: this is missing\.$/],
    ['another type', post('/v1/plans', { plan: 5 }), 400, /^plan: this has to be text\.$/],
    ['a list', post('/v1/plans', []), 400, /^The body: this has to be an object\.$/],
    ['no such word', ask('/v1/events?names=some'), 400, /^names: this is none of all, none\.$/],
    [
      'a name twice',
      raw('{"plan":"x",\n "pl\\u0061n":"y"}'),
      400,
      /^plan: .* twice, again in line 2, column 2/,
    ],
    ['a name twice below', raw('{"plan":"x","inputs":{"a":1,"a":2}}'), 400, /^a: .* twice/],
    ['a question twice', ask('/v1/changes?status=running&status=paused'), 400, /^status: .* 2 times/],
    ['a number too small', ask('/v1/changes?limit=0'), 400, /^limit: this has to be 1 or more\.$/],
    ['compressed', post('/v1/changes', { plan: 'x' }, { ...KEY, 'content-encoding': 'gzip' }), 415, /gzip/],
    ['unknown stream', ask('/v1/journal/entries?stream=nothing'), 404, /no stream nothing/],
    ['unknown environment', ask('/v1/flags?environment=nowhere'), 404, /no environment nowhere/],
    ['prototype', raw('{"plan":"x","inputs":{"__proto__":"y"}}'), 400, /input/],
    ['no plan', post('/v1/changes', {}), 400, /plan/],
    [
      'control characters',
      post(`/v1/changes/${ID}/commands`, { command: 'abort', because: 'a\u0000b' }),
      400,
      /plain text/,
    ],
    ['lone surrogate', raw('{"plan":"\\ud800"}'), 400, /plain text/],
    ['unknown command', post(`/v1/changes/${ID}/commands`, { command: 'explode' }), 400, /no command/],
    [
      'bad duration',
      post(`/v1/changes/${ID}/commands`, { command: 'extend', by: '15', because: 'x' }),
      400,
      /15m/,
    ],
    [
      'bad If-Match',
      post(`/v1/changes/${ID}/commands`, { command: 'resume' }, { ...KEY, 'if-match': '*' }),
      400,
      /If-Match/,
    ],
    [
      'half an ETag',
      post(`/v1/changes/${ID}/commands`, { command: 'resume' }, { ...KEY, 'if-match': '"7' }),
      400,
      /If-Match/,
    ],
    ['bad status', ask('/v1/changes?status=flying'), 400, /none of/],
    ['bad query', ask('/v1/changes?stauts=running'), 400, /stauts/],
    ['bad number', ask(`/v1/changes/${ID}/journal?waitMs=26000`), 400, /25000/],
    ['bad id', ask('/v1/changes/..%2f..%2fetc'), 404, /no change/],
    ['NUL in a name', post('/v1/targets/staging/w%00x/kill', { because: 'x' }), 404, /no target/],
    [
      'text',
      ask('/v1/changes', {
        method: 'POST',
        raw: 'plan: x',
        headers: { ...KEY, 'content-type': 'text/yaml' },
      }),
      415,
      /text\/yaml/,
    ],
    ['too large', post('/v1/changes', { plan: 'x'.repeat(BODY_BYTES_MAX) }), 413, /1048576/],
    ['nothing', raw(''), 400, /is empty/],
    ['flag without history', ask('/v1/flags/staging/wix/Nope/history'), 404, /no flag/],
  ]
  for (const [what, answer, status, detail] of cases) {
    const { status: given, body } = await answer
    assert.equal(given, status, `${what}: ${body.detail}`)
    assert.match(String(body.detail), detail, what)
    assert.ok(String(body.remedy).length > 3, `${what} has a remedy`)
  }
})

test('a method that means nothing somewhere is told which do, and is counted as what it was answered', async () => {
  assert.equal((await ask('/v1/targets', { method: 'DELETE' })).headers.get('allow'), 'GET, HEAD')
  const metrics = serverMetrics()
  const app = createApp({ house: fakeHouse(), log, metrics })
  const authorization = `Bearer ${TOKEN}`
  await app.request('http://127.0.0.1:4700/v1/targets', { method: 'DELETE', headers: { authorization } })
  assert.match(await metrics.expose(), /_count\{operation="none",method="DELETE",status="405"\} 1/)
})

test('the metrics come as text, and in the protobuf format to a Prometheus that prefers it', async () => {
  const app = createApp({ house: fakeHouse(), log })
  const scrape = (accept: string) =>
    app.request('http://127.0.0.1:4700/metrics', { headers: { accept, authorization: `Bearer ${TOKEN}` } })
  const text = await scrape('text/plain;version=0.0.4;q=0.5, */*;q=0.1')
  assert.match(text.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  assert.match(await text.text(), /^# HELP cutwater_/)
  const native = await scrape(`${PROTOBUF}, text/plain;version=0.0.4;q=0.5`)
  assert.deepEqual([native.status, native.headers.get('content-type')], [200, PROTOBUF])
  assert.equal(native.headers.get('vary'), 'accept')
  const bytes = Buffer.from(await native.arrayBuffer())
  // The length of the first family, then its name.
  assert.match(bytes.subarray(0, 60).toString('latin1'), /^.{1,5}\n.cutwater_/s)
})

test('a key is its own for everybody who sends it', async () => {
  const api = fakeHouse()
  const bo: Caller = {
    name: 'bo',
    roles: ['admin'],
    token: 'bo-token0000',
    via: 'token',
    expiresAt: Date.UTC(2030, 0),
  }
  await post('/v1/changes', { plan: 'x' }, KEY, api)
  const other = { ...api, access: fakeAccess({ byToken: async () => ({ known: true, caller: bo }) }) }
  await post('/v1/changes', { plan: 'x' }, KEY, other)
  const dedups = api.asked.map((order) => (order.at(-1) as { dedup: string }).dedup)
  assert.deepEqual(dedups, ['key-00000001 admin', 'key-00000001 bo'])
})

test('answers nobody who was led here by another site', async () => {
  assert.equal((await ask('/v1/targets', { headers: { host: 'evil.example:4700' } })).status, 421)
  assert.equal((await ask('/health/live', { headers: { host: 'evil.example' }, token: null })).status, 421)
  assert.equal(
    (await ask('/v1/targets', { headers: { host: 'localhost:4700', origin: 'http://evil.example' } })).status,
    403,
  )
  assert.equal((await ask('/v1/targets', { headers: { host: '[::1]:4700' } })).status, 200)
  assert.equal(
    (await ask('/v1/targets', { headers: { host: 'localhost:4700', origin: 'http://localhost:4700' } }))
      .status,
    200,
  )
})

test('a command is passed on with its key, its asker and the revision that was seen', async () => {
  const api = fakeHouse()
  const { headers, body } = await post(
    `/v1/changes/${ID}/commands`,
    { command: 'promote', all: true },
    { ...KEY, 'if-match': '"7"' },
    api,
  )
  assert.deepEqual(api.asked, [
    [
      ID,
      {
        dedup: 'key-00000001 admin',
        actor: { kind: 'person', name: 'admin' },
        command: { command: 'promote', all: true, override: null, revision: 7 },
      },
    ],
  ])
  assert.deepEqual(
    [headers.get('etag'), body],
    ['"8"', { id: ID, answer: 'accepted', already: false, revision: 8 }],
  )
})

test('what becomes of a command has a status of its own', async () => {
  const give = async (house: House, headers: Record<string, string> = {}) =>
    (await post(`/v1/changes/${ID}/commands`, { command: 'resume' }, { ...KEY, ...headers }, house)).status
  assert.equal(await give(answering({ asked: 'pending' })), 202)
  assert.equal(await give(answering({ asked: 'conflict' })), 422)
  assert.equal(await give(answering({ asked: 'unknown-change' })), 404)
  assert.equal(await give(refusing('wrong-revision')), 428)
  assert.equal(await give(refusing('wrong-revision'), { 'if-match': '"6"' }), 412)
  assert.equal(await give(refusing('not-allowed')), 403)
  for (const refused of ['wrong-state', 'evidence', 'unknown-item', 'busy', 'invalid'] as const)
    assert.equal(await give(refusing(refused)), 409)
})

test('a plan with findings, a key used twice, a locked flag and a flag that was not taken are told apart', async () => {
  const finding = {
    file: 'p.yaml',
    line: 3,
    column: 5,
    severity: 'error',
    code: 'unknown-key',
    message: 'no such key',
    remedy: 'remove it',
  } as const
  const opening = (opened: Opened) =>
    post('/v1/changes', { plan: 'x' }, KEY, fakeHouse({}, [plays(openPlan, opened)]))
  const found = await opening({ opened: false, because: 'findings', findings: [finding] })
  assert.deepEqual(
    [found.status, found.body.findings, found.body.detail],
    [422, [finding], 'p.yaml:3:5: no such key.'],
  )
  assert.equal((await opening({ opened: false, because: 'key-reused', id: ID })).status, 422)
  const setting = async (answer: FlagAnswer) =>
    (
      await ask(
        '/v1/flags/staging/wix/F',
        { method: 'PUT', body: { value: 'x', because: 'y' } },
        fakeHouse({}, [plays(setFlag, answer)]),
      )
    ).status
  assert.equal(await setting({ set: false, lockedBy: ID, because: 'frozen' }), 409)
  assert.equal(await setting({ set: true, already: false, untold: 'refused' }), 502)
  assert.equal(await setting({ set: false, unknown: 'target' }), 404)
})

test('what a newer Cutwater has written is not guessed at, and said to be so', async () => {
  const newer = () => Promise.reject(new NewerVersion('the state of CHG-2026-0001', 2, 1))
  const { status, body } = await post(
    '/v1/targets/staging/wix/kill',
    { because: 'x' },
    KEY,
    fakeHouse({}, [[killTarget, newer]]),
  )
  assert.equal(status, 503)
  assert.match(JSON.stringify(body), /the state of CHG-2026-0001 is of version 2/)
})

test('what goes wrong inside says nothing of itself outside', async () => {
  const broken = fakeHouse({}, [[killTarget, () => Promise.reject(new Error('password=hunter2'))]])
  const { status, body } = await post('/v1/targets/staging/wix/kill', { because: 'x' }, KEY, broken)
  assert.equal(status, 500)
  assert.doesNotMatch(JSON.stringify(body), /hunter2/)
})

test('every reason that is given is part of what is ordered', async () => {
  const because = 'the ferry is late'
  const command = (body: object) => ['POST', `/v1/changes/${ID}/commands`, { ...body, because }] as const
  const asked: readonly (readonly [string, string, object])[] = [
    ...['reject', 'cancel', 'pause', 'abort', 'rollback', 'kill'].map((name) => command({ command: name })),
    command({ command: 'settle', item: 'deploy-wix', as: 'done' }),
    command({ command: 'extend', by: '15m' }),
    ['POST', `/v1/changes/${ID}/commands`, { command: 'promote', override: because }],
    ['POST', '/v1/targets/staging/wix/kill', { because }],
    ['POST', '/v1/targets/staging/wix/release', { because }],
    ['PUT', '/v1/flags/staging/wix/F', { value: true, because }],
    ['POST', '/v1/flags/staging/wix/F/lock', { because }],
    ['POST', '/v1/flags/staging/wix/F/unlock', { because }],
    ['POST', '/v1/flags/staging/wix/F/rollback', { version: 1, because }],
  ]
  for (const [method, path, body] of asked) {
    const house = fakeHouse()
    const headers = { ...KEY, 'if-match': '"7"' }
    assert.equal(
      (await ask(path, { method, body, headers }, house)).status,
      200,
      `${path} ${JSON.stringify(body)}`,
    )
    assert.ok(JSON.stringify(house.asked).includes(because), `${path} ${JSON.stringify(body)}`)
  }
})
