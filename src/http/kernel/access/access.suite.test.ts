import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { after, before, describe, test } from 'node:test'
import picocolors from 'picocolors'
import { runCommandLine } from '../../../cli/command-line.ts'
import type { Terminal } from '../../../cli/terminal/terminal.ts'
import { hashSecret, newSecret } from '../../../runtime/access/secret-text.ts'
import { type Answered, askServer, problemOf, type Sent, serversUnderTest } from '../../server.testing.ts'

/** Two servers on one database. What is proved in memory elsewhere is not proved here again. */
describe('access', { timeout: 200_000 }, () => {
  let house: Awaited<ReturnType<typeof serversUnderTest>>
  before(async () => {
    house = await serversUnderTest([
      {},
      { origins: { own: ['https://cutwater.example'], pages: ['https://shop.example'] } },
    ])
  })
  after(() => house?.close())

  const server = (i: 0 | 1) => house.servers[i] ?? assert.fail('there is no such server')
  const ask = (i: 0 | 1, path: string, sent: Sent = {}) =>
    askServer(server(i).url, path, { token: house.token, ...sent })
  const give = async (name: string, roles: readonly string[]): Promise<{ id: string; secret: string }> => {
    const { status, body } = await ask(0, '/v1/tokens', { method: 'POST', body: { name, roles } })
    assert.equal(status, 201, JSON.stringify(body))
    return { id: (body.token as { id: string }).id, secret: String(body.secret) }
  }
  const revoke = (i: 0 | 1, token: string, more: object = {}) =>
    ask(i, `/v1/tokens/${encodeURIComponent(token)}/revoke`, {
      method: 'POST',
      body: { because: 'lost', ...more },
    })
  const entries = async () => {
    const all = await server(0).store.journal.read('access', 0, 10_000)
    return all.map(({ type, actor, data }) => ({ type, actor, data: data as Record<string, unknown> }))
  }

  describe('a token', () => {
    test('lets its holder in everywhere, until it is revoked, which every server knows at once', async () => {
      const { id, secret } = await give('val', ['viewer'])
      for (const i of [0, 1] as const)
        assert.equal((await ask(i, '/v1/targets', { token: secret })).status, 200)
      const listed = await ask(1, '/v1/tokens')
      assert.equal(JSON.stringify(listed.body).includes(secret), false)
      const mine = (listed.body.tokens as Record<string, unknown>[]).find((token) => token.id === id)
      assert.deepEqual(
        [mine?.name, mine?.roles, mine?.state, mine?.createdBy],
        ['val', ['viewer'], 'valid', 'admin'],
      )
      assert.equal((await revoke(0, id)).body.already, false)
      assert.equal((await revoke(1, id)).body.already, true)
      // What acts asks the database each time; what only reads may be a second late on the other server.
      const act = { method: 'POST', token: secret, body: { because: 'x' } }
      assert.equal(problemOf(await ask(1, '/v1/targets/staging/wix/kill', act)), 'token-revoked')
      assert.equal(problemOf(await ask(0, '/v1/targets', { token: secret })), 'token-revoked')
      const until = performance.now() + 10_000
      while ((await ask(1, '/v1/targets', { token: secret })).status === 200)
        assert.ok(performance.now() < until)
    })

    test('that is unknown, expired or revoked is told apart, and nothing more is told', async () => {
      const { store, runtime } = server(0)
      const expired = newSecret('cw')
      const now = runtime.clock.now()
      const actor = { kind: 'person', name: 'admin' } as const
      await store.tokens.add({
        hash: hashSecret(expired),
        name: 'eve',
        roles: ['admin'],
        // By more than the clocks of two servers may differ.
        expiresAt: now - 60_000,
        actor,
        now,
      })
      const cases: readonly (readonly [string | undefined, string, RegExp])[] = [
        [undefined, 'unauthenticated', /no token/],
        [newSecret('cw'), 'unauthenticated', /no such token/],
        ['short', 'unauthenticated', /holds no token/],
        [expired, 'token-expired', /expired/],
      ]
      for (const [token, problem, detail] of cases) {
        const answer = await askServer(server(1).url, '/v1/targets', token === undefined ? {} : { token })
        assert.deepEqual([answer.status, problemOf(answer)], [401, problem])
        assert.match(String(answer.body.detail), detail)
        assert.match(String(answer.headers['www-authenticate']), /^Bearer realm="cutwater"/)
        assert.doesNotMatch(JSON.stringify(answer.body), /eve|admin"/)
      }
    })

    test('is given by administrators alone, with roles there are, under a name that is nobody else', async () => {
      const { secret } = await give('olga', ['operator'])
      const order = { method: 'POST', body: { name: 'x', roles: ['viewer'] } }
      assert.equal(problemOf(await ask(0, '/v1/tokens', { ...order, token: secret })), 'not-allowed')
      for (const body of [
        { name: 'cutwater', roles: ['viewer'] },
        { name: 'CHG-2026-0001', roles: ['viewer'] },
        { name: 'a\u202eb', roles: ['viewer'] },
        { name: 'x', roles: ['root'] },
        { name: 'x', roles: ['viewer'], expiresIn: '10s' },
      ])
        assert.equal(
          problemOf(await ask(0, '/v1/tokens', { method: 'POST', body })),
          'invalid-token',
          JSON.stringify(body),
        )
    })

    test('of a name that several have is revoked by its id, and the last administrator is not by accident', async () => {
      const [one, two] = [await give('sam', ['sdk']), await give('sam', ['sdk'])]
      const ambiguous = await revoke(0, 'sam')
      assert.equal(problemOf(ambiguous), 'ambiguous-token')
      assert.deepEqual([...(ambiguous.body.tokens as string[])].sort(), [one.id, two.id].sort())
      await revoke(0, one.id)
      assert.equal((await revoke(0, 'sam')).status, 200)
      for (const word of ['nobody-here', '\0', '\ud83d\ude00', '0'.repeat(12), 'x'.repeat(500)])
        assert.equal(problemOf(await revoke(0, word)), 'unknown-token', word)
      assert.equal(problemOf(await revoke(0, 'admin')), 'last-manager')
    })
  })

  test('refusals to known callers stand in the journal, once a minute with a count; no others do', async () => {
    const { id, secret } = await give('ruth', ['viewer'])
    const kill = { method: 'POST', token: secret, body: { because: 'x' } }
    for (let i = 0; i < 10; i++)
      assert.equal((await ask(0, '/v1/targets/staging/wix/kill', kill)).status, 403)
    await askServer(server(0).url, '/v1/targets', { token: newSecret('cw') })
    const gone = await give('gone', ['admin'])
    await revoke(0, gone.id)
    await ask(0, '/v1/targets', { token: gone.secret })
    const after = (await entries()).find(({ type, data }) => type === 'refused' && data.token === gone.id)
    assert.deepEqual([after?.data.problem, after?.data.path], ['token-revoked', '/v1/targets'])
    const refused = (await entries()).filter(({ type, data }) => type === 'refused' && data.token === id)
    assert.equal(refused.length, 1)
    assert.deepEqual(
      [refused[0]?.actor, refused[0]?.data.operation, refused[0]?.data.problem],
      [{ kind: 'person', name: 'ruth' }, 'killTarget', 'not-allowed'],
    )
    assert.doesNotMatch(JSON.stringify(await entries()), /cw[cs]?_[\w-]{20}/)
  })

  describe('the page', () => {
    const login = async (token = house.token) => {
      const code = await ask(1, '/v1/session/codes', { method: 'POST', token })
      const opened = await askServer(server(0).url, '/v1/session', {
        method: 'POST',
        body: { code: code.body.code },
      })
      const [cookie = ''] = opened.headers['set-cookie'] ?? []
      return { code: String(code.body.code), opened, cookie, csrf: String(opened.body.csrf) }
    }
    /** By the cookie's value, under the name that each server has for it. */
    const by = (i: 0 | 1, cookie: string, path: string, sent: Sent = {}): Promise<Answered> => {
      const value = /=([^;]*)/.exec(cookie)?.[1]
      const headers = { cookie: `cutwater_session_${server(i).port}=${value}`, ...sent.headers }
      return askServer(server(i).url, path, { ...sent, headers })
    }

    test('is opened by a code that works once, on any server', async () => {
      const { code, opened, cookie } = await login()
      assert.equal(opened.status, 200)
      assert.deepEqual([opened.body.name, opened.body.roles], ['admin', ['admin']])
      assert.match(
        cookie,
        new RegExp(
          `^cutwater_session_${server(0).port}=cws_[\\w-]{43}; Max-Age=43\\d{3}; Path=/; HttpOnly; SameSite=Strict$`,
        ),
      )
      for (const i of [0, 1] as const) {
        const again = await askServer(server(i).url, '/v1/session', { method: 'POST', body: { code } })
        assert.deepEqual([again.status, problemOf(again)], [401, 'code-not-valid'])
        const who = await by(i, cookie, '/v1/session')
        assert.deepEqual([who.status, who.body.csrf], [200, opened.body.csrf])
      }
      assert.equal((await ask(0, '/v1/session')).body.csrf, null)
    })

    test('acts only with its CSRF token, and only for itself', async () => {
      const { cookie, csrf } = await login()
      const other = await login()
      const post = (headers: Record<string, string>) =>
        by(0, cookie, '/v1/session/codes', { method: 'POST', headers })
      const own = `http://127.0.0.1:${server(0).port}`
      for (const [headers, problem] of [
        [{}, 'csrf'],
        [{ 'x-csrf-token': 'wrong' }, 'csrf'],
        [{ 'x-csrf-token': other.csrf }, 'csrf'],
        [{ 'x-csrf-token': csrf, 'sec-fetch-site': 'same-site' }, 'csrf'],
        [{ 'x-csrf-token': csrf, origin: 'http://127.0.0.1:1' }, 'foreign-origin'],
        [{ 'x-csrf-token': csrf, origin: 'null' }, 'foreign-origin'],
        // Known by then: but no session opens another one, which would outlive it.
        [{ 'x-csrf-token': csrf, origin: own, 'sec-fetch-site': 'same-origin' }, 'not-allowed'],
      ] as const)
        assert.equal(problemOf(await post(headers)), problem, JSON.stringify(headers))
      assert.equal(
        problemOf(await by(0, cookie, '/v1/targets', { headers: { 'sec-fetch-site': 'cross-site' } })),
        'csrf',
      )
    })

    test('is left on every server at once', async () => {
      const { cookie, csrf } = await login()
      const end = { method: 'DELETE', headers: { 'x-csrf-token': csrf } }
      const ended = await by(1, cookie, '/v1/session', end)
      assert.equal(ended.status, 204)
      assert.match(String(ended.headers['set-cookie']), /Max-Age=0/)
      for (const i of [0, 1] as const)
        assert.equal(
          problemOf(await by(i, cookie, '/v1/session/codes', { ...end, method: 'POST' })),
          'session-over',
        )
    })

    test('is over with the token it stands for', async () => {
      const { id, secret } = await give('pia', ['viewer'])
      const { cookie } = await login(secret)
      assert.equal((await by(1, cookie, '/v1/targets')).status, 200)
      await revoke(1, id)
      assert.equal(problemOf(await by(1, cookie, '/v1/targets')), 'session-over')
    })

    test('behind TLS has a cookie of that host alone; what a proxy says of it changes nothing', async () => {
      const open = async (headers: Record<string, string>) => {
        const { body } = await ask(1, '/v1/session/codes', { method: 'POST' })
        const { headers: said } = await askServer(server(1).url, '/v1/session', {
          method: 'POST',
          headers,
          body: { code: body.code },
        })
        return String(said['set-cookie'])
      }
      assert.match(
        await open({ host: 'cutwater.example', origin: 'https://cutwater.example' }),
        /^__Host-cutwater_session=.*; Secure/,
      )
      const forged = {
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'cutwater.example',
        forwarded: 'proto=https;host=cutwater.example',
      }
      assert.doesNotMatch(await open(forged), /Secure|__Host/)
    })
  })

  test('a request that names two hosts is not answered', async () => {
    const heads = [
      'GET /v1/targets HTTP/1.1\r\nHost: localhost\r\nHost: evil.example',
      'GET http://evil.example/v1/targets HTTP/1.1\r\nHost: localhost',
    ]
    for (const head of heads) {
      const socket = connect(server(0).port, '127.0.0.1')
      socket.end(`${head}\r\nAuthorization: Bearer ${house.token}\r\nConnection: close\r\n\r\n`)
      assert.match(await text(socket), /^HTTP\/1.1 400 Bad Request.*names two hosts/s, head)
    }
  })

  test('pages of other sites ask only where they are listed, and never with a cookie', async () => {
    const from = (origin: string, headers: Record<string, string> = {}) =>
      ask(1, '/v1/targets', { headers: { origin, ...headers } })
    assert.equal(
      (await from('https://shop.example')).headers['access-control-allow-origin'],
      'https://shop.example',
    )
    assert.equal(problemOf(await from('https://shop.example', { cookie: 'a=b' })), 'foreign-origin')
    assert.equal(problemOf(await from('https://shop.example.evil.example')), 'foreign-origin')
    assert.equal(
      problemOf(await ask(0, '/v1/targets', { headers: { origin: 'https://shop.example' } })),
      'foreign-origin',
    )
    const preflight = {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    }
    assert.equal((await askServer(server(1).url, '/v1/targets', preflight)).status, 204)
  })

  test('the command line makes, lists and revokes tokens, and lets a browser in', async () => {
    const cutwater = async (...args: string[]) => {
      const [out, err, codes]: [string[], string[], number[]] = [[], [], [0]]
      const terminal: Terminal & { code: () => number } = {
        say: (line) => void out.push(`${line}\n`),
        note: (line) => void err.push(`${line}\n`),
        env: { CUTWATER_SERVER: server(0).url, CUTWATER_TOKEN_FILE: join(server(0).dataDir, 'token') },
        cwd: house.dir,
        live: false,
        stdin: Readable.from([]),
        paint: picocolors.createColors(false),
        zone: 'UTC',
        columns: () => 100,
        rows: () => 24,
        now: () => Date.now(),
        sleep: async () => undefined,
        stop: new AbortController().signal,
        exitCode: (given) => void codes.push(given),
        code: () => codes.at(-1) ?? 0,
      }
      const exit = await runCommandLine(args, terminal)
      return { exit, out: out.join(''), err: err.join('') }
    }
    const made = await cutwater(
      'token',
      'create',
      'cora',
      '--role',
      'guardian',
      'viewer',
      '--expires',
      '1h',
      '--out',
      'cora.token',
    )
    assert.equal(made.exit, 0, made.err)
    const file = join(house.dir, 'cora.token')
    const secret = readFileSync(file, 'utf8').trim()
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.doesNotMatch(made.out + made.err, new RegExp(secret))
    assert.equal((await ask(0, '/v1/targets', { token: secret })).status, 200)
    const again = await cutwater('token', 'create', 'cora', '--role', 'viewer', '--out', 'cora.token')
    assert.deepEqual([again.exit, readFileSync(file, 'utf8').trim()], [1, secret])
    const printed = await cutwater('token', 'create', 'cora', '--role', 'viewer')
    assert.match(printed.out, /^cw_[\w-]{43}\n$/)
    assert.match(printed.err, /cora has other valid tokens: [0-9a-f]{12}/)
    assert.match((await cutwater('token', 'list')).out, /cora +guardian, viewer +until .* used /)
    assert.match((await cutwater('token', 'revoke', 'cora', '--yes')).err, /2 valid tokens have that name/)
    const id = hashSecret(secret).slice(0, 12)
    assert.match((await cutwater('token', 'revoke', id, '--yes')).out, /^cora \(.*\): revoked$/m)
    assert.equal(problemOf(await ask(0, '/v1/targets', { token: secret })), 'token-revoked')
    const link = new URL((await cutwater('open', 'CHG-2026-0001', '--print')).out.trim())
    const fragment = new URLSearchParams(link.hash.slice(1))
    assert.deepEqual(
      [link.pathname, link.search, fragment.get('next')],
      ['/login', '', '/changes/CHG-2026-0001'],
    )
    const opened = await askServer(server(0).url, '/v1/session', {
      method: 'POST',
      body: { code: fragment.get('code') },
    })
    assert.equal(opened.body.name, 'admin')
  })
})
