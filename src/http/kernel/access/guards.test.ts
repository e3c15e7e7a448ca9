import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { permits, ROLE_NAMES, rolesThat } from '../../../core/access/roles.ts'
import type { Access } from '../../../runtime/access/access.ts'
import type { Caller, Identified } from '../../../runtime/access/identify.ts'
import { csrfOf } from '../../../runtime/access/secret-text.ts'
import { type AppOptions, createApp } from '../../app.ts'
import { fakeHouse } from '../../house.testing.ts'
import { operations } from '../../routes.ts'
import { fakeAccess, TOKEN } from './access.testing.ts'

const HERE = 'http://127.0.0.1:4700'
const log = pino({ level: 'silent' })
const appOf = (access: Partial<Access> = {}, options: Partial<AppOptions> = {}) =>
  createApp({ house: fakeHouse({ access: fakeAccess(access) }), log, ...options })
type Sent = { method?: string; token?: string; headers?: Record<string, string>; body?: string }

async function send(
  app: ReturnType<typeof appOf>,
  path: string,
  { method = 'GET', token = TOKEN, headers = {}, body }: Sent = {},
) {
  const answer = await app.request(`${HERE}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem') === true
  const { type = '' } = isProblem ? ((await answer.json()) as { type?: string }) : {}
  if (type === '') await answer.body?.cancel()
  return {
    status: answer.status,
    headers: answer.headers,
    problem: type.replace('urn:cutwater:problem:', ''),
  }
}

test('every operation is for the roles that its permission says, and for nobody else', async () => {
  const tokenOf = (role = 'nobody') => `cw_token-of-${role}-xxxxxxxx`
  const callers = new Map<string, Caller>(
    ROLE_NAMES.map((role) => [
      tokenOf(role),
      { name: role, roles: [role], token: role, via: 'token', expiresAt: Date.UTC(2030, 0) },
    ]),
  )
  const byToken = async (secret: string): Promise<Identified> => {
    const caller = callers.get(secret)
    return caller === undefined ? { known: false, because: 'unknown' } : { known: true, caller }
  }
  const app = appOf({ byToken })
  for (const { id, method, path, permission, needs } of operations()) {
    if (permission === 'anyone') continue
    const sent = { method: method.toUpperCase(), headers: { 'idempotency-key': 'key-00000001' }, body: '{}' }
    const at = path.replaceAll(/\{\w+\}/g, 'x')
    const asked = method === 'get' ? { method: 'GET' } : sent
    const nobody = await send(app, at, { ...asked, token: tokenOf() })
    assert.equal(nobody.status, 401, id)
    // What it needs shows only in its body: then a body that means nothing is answered first.
    if (needs !== undefined) continue
    const one = callers.get(tokenOf(rolesThat(permission)[0])) ?? assert.fail(`nobody may ${permission}`)
    const other = ROLE_NAMES.find((role) => !permits([role], permission))
    assert.notEqual((await send(app, at, { ...asked, token: tokenOf(one.name) })).problem, 'not-allowed', id)
    const refused = await send(app, at, { ...asked, token: tokenOf(other) })
    assert.deepEqual([refused.status, refused.problem], [403, 'not-allowed'], `${id} for ${other}`)
  }
})

test('a session of the page opens no way in that outlives it, not even for an administrator', async () => {
  const session = `cws_${'x'.repeat(43)}`
  const caller = { name: 'a', roles: ['admin'], token: 'a', via: 'session', expiresAt: 9e12 } as const
  const app = appOf({ bySession: async () => ({ known: true, caller }) })
  const headers = { cookie: `cutwater_session=${session}`, 'x-csrf-token': csrfOf(session) }
  const refused = operations().filter(({ notBySession }) => notBySession !== undefined)
  assert.deepEqual(refused.map(({ id }) => id).sort(), ['createToken', 'issueLoginCode'])
  for (const { id, method, path } of refused) {
    const body = JSON.stringify({ name: 'mallory', roles: ['admin'], expiresIn: '1y' })
    const answer = await app.request(`${HERE}${path}`, {
      method: method.toUpperCase(),
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    })
    const said = (await answer.json()) as { type: string; remedy: string }
    assert.deepEqual([answer.status, said.type], [403, 'urn:cutwater:problem:not-allowed'], id)
    assert.match(said.remedy, /cutwater (open|token create)/)
  }
})

test('a command needs what it does: a kill more than an abort', async () => {
  const callerOf = (role: string): Identified => ({
    known: true,
    caller: { name: role, roles: [role], token: role, via: 'token', expiresAt: Date.UTC(2030, 0) },
  })
  const headers = { 'idempotency-key': 'key-00000001' }
  const give = async (role: string, command: string) =>
    (
      await send(appOf({ byToken: async () => callerOf(role) }), '/v1/changes/CHG-2026-0001/commands', {
        method: 'POST',
        headers,
        body: JSON.stringify({ command, because: 'x' }),
      })
    ).status
  assert.deepEqual(
    [
      await give('operator', 'abort'),
      await give('operator', 'kill'),
      await give('guardian', 'abort'),
      await give('guardian', 'kill'),
    ],
    [200, 403, 403, 200],
  )
})

test('only hosts that are ours are answered, however they are spelt', async () => {
  const app = appOf({}, { origins: { own: ['https://cutwater.example', 'http://cutwater.lan:8080'] } })
  const ours = [
    '127.0.0.1:4700',
    'localhost',
    'LOCALHOST:1',
    '[::1]:4700',
    'cutwater.example',
    'cutwater.lan:8080',
  ]
  const foreign = [
    'evil.example',
    'localhost.',
    'localhost.evil.example',
    'localhost@evil.example',
    '127.0.0.1.nip.io',
    '127.1',
    '0x7f000001',
    '0.0.0.0:4700',
    '::1',
    '[::ffff:127.0.0.1]',
    'cutwater.example:444',
    'cutwater.lan',
    'localhost:4700:1',
    '',
  ]
  for (const host of ours)
    assert.equal((await send(app, '/v1/targets', { headers: { host } })).status, 200, host)
  for (const host of foreign)
    assert.equal((await send(app, '/v1/targets', { headers: { host } })).status, 421, host)
  const forwarded = { host: 'evil.example', 'x-forwarded-host': 'localhost', forwarded: 'host=localhost' }
  assert.equal((await send(app, '/v1/targets', { headers: forwarded })).status, 421)
  const asks = async (host: string, origin: string) =>
    (await send(app, '/v1/targets', { headers: { host, origin } })).problem
  assert.equal(await asks('localhost:4700', 'http://localhost:4700'), '')
  assert.equal(await asks('cutwater.example', 'https://cutwater.example'), '')
  for (const origin of [
    'http://localhost:4701',
    'https://localhost:4700',
    'http://127.0.0.1:4700',
    'null',
    'https://cutwater.example',
  ])
    assert.equal(await asks('localhost:4700', origin), 'foreign-origin', origin)
})

test('a flood is told when to come back, and never holds up what stops a canary', async () => {
  const few = { requests: 3, perSeconds: 60 }
  const app = appOf({}, { rateLimits: { token: few, anyone: few } })
  const targets = () => send(app, '/v1/targets')
  for (let i = 0; i < 3; i++)
    assert.equal((await targets()).headers.get('ratelimit')?.split(';')[1], `r=${2 - i}`)
  const refused = await targets()
  assert.deepEqual([refused.status, refused.problem], [429, 'too-many-requests'])
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
  const command = (name: string) => ({
    method: 'POST',
    headers: { 'idempotency-key': 'key-00000001' },
    body: JSON.stringify(name === 'resume' ? { command: name } : { command: name, because: 'x' }),
  })
  const commands = '/v1/changes/CHG-2026-0001/commands'
  assert.equal((await send(app, commands, command('resume'))).status, 429)
  for (const name of ['abort', 'kill', 'pause', 'rollback'])
    assert.equal((await send(app, commands, command(name))).status, 200, name)
  const kill = { method: 'POST', body: JSON.stringify({ because: 'x' }) }
  assert.equal((await send(app, '/v1/targets/staging/wix/kill', kill)).status, 200)
  for (let i = 0; i < 4; i++) await send(app, '/openapi.json')
  assert.equal((await send(app, '/openapi.json')).status, 429)
  assert.equal((await send(app, '/health/live')).status, 200)
})

test('a flood of wrong tokens reaches the database no more, and locks out nobody who belongs here', async () => {
  let looked = 0
  const known = fakeAccess()
  const byToken: Access['byToken'] = (secret, fresh) => {
    looked += 1
    return known.byToken(secret, fresh)
  }
  const app = appOf(
    { byToken, isFamiliar: (secret) => secret === TOKEN },
    { rateLimits: { unknown: { requests: 3, perSeconds: 60 } } },
  )
  const wrong = (path: string, sent: Sent = {}) =>
    send(app, path, { ...sent, token: 'cw_nobody-knows-this-one' })
  const statuses: number[] = []
  for (let i = 0; i < 20; i++) statuses.push((await wrong('/v1/targets')).status)
  assert.deepEqual([...new Set(statuses)], [401, 429])
  assert.ok(looked <= 4, String(looked))
  assert.equal((await send(app, '/v1/targets')).status, 200)
  const stranger = appOf(
    { byToken, isFamiliar: () => false },
    { rateLimits: { unknown: { requests: 1, perSeconds: 60 } } },
  )
  for (let i = 0; i < 3; i++) await send(stranger, '/v1/targets', { token: 'cw_nobody-knows-this-one' })
  assert.equal((await send(stranger, '/v1/targets')).status, 429)
  const kill = { method: 'POST', body: JSON.stringify({ because: 'x' }) }
  assert.equal((await send(stranger, '/v1/targets/staging/wix/kill', kill)).status, 200)
})
