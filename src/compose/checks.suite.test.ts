import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { debianPart } from '../../demo/parts/debian-part.ts'
import { until } from '../../demo/process/until.ts'
import { skip as noPrometheus, prometheusUnderTest } from '../adapters/prometheus/prometheus.testing.ts'
import { PASSWORD, shopUnderTest } from '../adapters/sql-signals/sql.testing.ts'
import { parseBinding } from '../core/binding/parse.ts'
import type { CheckResult } from '../core/validation/result.ts'
import { github, jira } from './asked-apis.testing.ts'
import { makeCertificate, serveTls, startDns, startRedis } from './checks.testing.ts'
import { runChecksDirectly } from './checks.ts'

const REDIS = await debianPart('redis-server')
const DNS = await debianPart('dnsmasq')
/** A directive of TAP. */
const LATER = ['TO', 'DO'].join('')

const closing: (() => unknown)[] = []
let dir = ''

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cutwater-checks-'))
  await mkdir(join(dir, 'secrets'), { mode: 0o700 })
  closing.push(() => rm(dir, { recursive: true, force: true }))
})
after(async () => {
  for (const close of closing.reverse()) await close()
})

/** Whole at once: tests that run side by side may write and read the same one. */
async function secret(name: string, value: string): Promise<void> {
  const aside = join(dir, randomUUID())
  await writeFile(aside, value, { mode: 0o600 })
  await rename(aside, join(dir, 'secrets', name))
}

/** Checks as a person writes them, by name; what each says is `outcome: words`. */
async function look(
  written: Readonly<Record<string, string>>,
  { prometheus = '', stop = new AbortController().signal } = {},
): Promise<Readonly<Record<string, string>>> {
  const lines = Object.entries(written).map(([name, of]) => `      ${name}: ${of}`)
  const text = `environments:\n  staging:\n${prometheus}    checks:\n${lines.join('\n')}\n`
  const parsed = parseBinding(text, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const bound = parsed.binding.environments.staging
  assert.ok(bound !== undefined)
  const results = await runChecksDirectly(join(dir, 'cutwater.yaml'), bound, Object.values(bound.checks), {
    clock: { now: Date.now },
    signal: stop,
    signals: async () => ({ unable: 'nobody measures here' }),
  })
  assert.deepEqual(
    results.map(({ check }) => check),
    Object.keys(written),
    'in their order',
  )
  return Object.fromEntries(results.map((result) => [result.check, words(result)]))
}

const words = ({ outcome, says }: CheckResult): string => {
  assert.ok(!says.includes('\n'))
  assert.ok(!says.includes(PASSWORD))
  return `${outcome}: ${says.replace(/\d+(\.\d+)?m?s\b/g, 'Nms')}`
}

async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

describe('checks', { concurrency: 4 }, () => {
  test('of HTTP and TCP', async () => {
    const port = await serving((request, response) => {
      switch (request.url) {
        case '/hangs':
          return
        case '/cut':
          response.destroy()
          return
        case '/huge':
          response.end('x'.repeat(3 * 1024 * 1024))
          return
        case '/elsewhere':
          response.writeHead(302, { location: '/' }).end()
          return
        case '/mine':
          response.end(request.headers.authorization === `Bearer ${PASSWORD}` ? 'yes' : 'no')
          return
        default:
          response.writeHead(200, { 'x-version': 'v2' }).end('{"status": "ok"}')
      }
    })
    await secret('API', PASSWORD)
    const at = (path: string, rest = '') =>
      `{ timeLimit: ${path === '/hangs' ? '1s' : '20s'}, http: { url: 'http://127.0.0.1:${port}${path}'${rest} } }`
    assert.deepEqual(
      await look({
        well: at('/', ', json: { $.status: ok }, answerHeaders: { X-Version: v2 }'),
        other: at('/', ', answerHeaders: { X-Version: v3 }'),
        hangs: at('/hangs'),
        cut: at('/cut'),
        huge: at('/huge', ', contains: yyy'),
        moved: at('/elsewhere'),
        mine: at('/mine', ", headers: { Authorization: 'Bearer secret:API' }, contains: 'yes'"),
        nosecret: at('/mine', ", headers: { Authorization: 'Bearer secret:NONE' }"),
        nobody: "{ http: { url: 'http://127.0.0.1:1/' } }",
        port: `{ tcp: { address: '127.0.0.1:${port}' } }`,
        shut: "{ tcp: { address: '127.0.0.1:1' } }",
      }),
      {
        well: 'passed: Healthy (200 OK, Nms)',
        other: 'failed: Unhealthy (200 OK, Nms): x-version is v2',
        hangs: 'failed: Unreachable (no answer within Nms)',
        cut: 'failed: Unreachable (connection closed)',
        huge: 'unknown: the answer is too long to be read whole, and "yyy" is not in its beginning',
        moved: 'failed: Unhealthy (302 Found, Nms)',
        mine: 'passed: Healthy (200 OK, Nms)',
        nosecret: `unknown: Could not be looked at (secret:NONE is not there: set the environment variable CUTWATER_SECRET_NONE, or write the file ${dir}/secrets/NONE with mode 0600, or 0640 for the group of the server)`,
        nobody: 'failed: Unreachable (connection refused)',
        port: 'passed: Connected (Nms)',
        shut: 'failed: Unreachable (connection refused)',
      },
    )
  })

  test('of certificates', async (t) => {
    try {
      makeCertificate(dir, 'shop.example', 90)
    } catch {
      return t.skip('MISSING openssl: it makes the certificates of this test')
    }
    const long = await serveTls(makeCertificate(dir, 'shop.example', 90))
    const short = await serveTls(makeCertificate(dir, 'shop.example', 5))
    const plain = await serving((_, response) => response.end())
    closing.push(long.stop, short.stop)
    const at = (port: number, rest: string) =>
      `{ timeLimit: 20s, tls: { address: '127.0.0.1:${port}'${rest} } }`
    const known = ', name: shop.example, ca: shop.example-90.crt'
    assert.deepEqual(
      await look({
        valid: at(long.port, known),
        untrusted: at(long.port, ', name: shop.example'),
        other: at(long.port, ', name: other.example, ca: shop.example-90.crt'),
        soon: at(short.port, ', name: shop.example, ca: shop.example-5.crt'),
        enough: at(short.port, ', name: shop.example, ca: shop.example-5.crt, atLeastDays: 4'),
        plain: at(plain, known),
      }).then((said) => ({ ...said, plain: said.plain?.replace(/\(.*\)/, '(...)') })),
      {
        valid: 'passed: Valid (89 days remaining)',
        untrusted: 'failed: Not valid (its certificate is signed by itself)',
        other: 'failed: Not valid (its certificate is for another name)',
        soon: 'failed: Expires soon (4 days remaining, 14 wanted)',
        enough: 'passed: Valid (4 days remaining)',
        plain: 'failed: Unreachable (...)',
      },
    )
  })

  test('of names', { skip: 'missing' in DNS ? DNS.missing : false }, async () => {
    assert.ok(!('missing' in DNS))
    const dns = await startDns(DNS)
    closing.push(dns.stop)
    const at = (rest: string) => `{ dns: { servers: ['127.0.0.1:${dns.port}'], ${rest} } }`
    assert.deepEqual(
      await look({
        a: at('name: shop.example, includes: [192.0.2.7]'),
        elsewhere: at('name: shop.example, includes: [192.0.2.8]'),
        mx: at('name: shop.example, type: MX'),
        txt: at("name: shop.example, type: TXT, includes: ['v=spf1 -all']"),
        none: at('name: none.example'),
        nobody: "{ timeLimit: 1s, dns: { name: shop.example, servers: ['127.0.0.1:1'] } }",
      }).then((said) => ({ ...said, nobody: said.nobody?.replace(/\(.*\)/, '(...)') })),
      {
        a: 'passed: OK (192.0.2.7, Nms)',
        elsewhere: 'failed: Resolves to 192.0.2.7, without 192.0.2.8',
        mx: 'passed: OK (10 mail.shop.example, Nms)',
        txt: 'passed: OK (v=spf1 -all, Nms)',
        none: 'failed: Does not resolve (no such host)',
        nobody: 'failed: Does not resolve (...)',
      },
    )
  })

  test('of a Redis', { skip: 'missing' in REDIS ? REDIS.missing : false }, async () => {
    assert.ok(!('missing' in REDIS))
    const redis = await startRedis(REDIS, PASSWORD)
    closing.push(redis.stop)
    await secret('REDIS', `redis://:${PASSWORD}@127.0.0.1:${redis.port}`)
    await secret('REDIS_WRONG', `redis://:wrong-password@127.0.0.1:${redis.port}`)
    await secret('REDIS_NONE', 'http://127.0.0.1:6379')
    const hangs = await serving(() => undefined)
    const said = await look({
      answers: "{ redis: { url: 'secret:REDIS' } }",
      keeps: "{ redis: { url: 'secret:REDIS', write: true } }",
      wrong: "{ redis: { url: 'secret:REDIS_WRONG' } }",
      locked: `{ redis: { address: '127.0.0.1:${redis.port}' } }`,
      other: "{ redis: { url: 'secret:REDIS_NONE' } }",
      nobody: "{ redis: { address: '127.0.0.1:1' } }",
      hangs: `{ timeLimit: 500ms, redis: { address: '127.0.0.1:${hangs}' } }`,
    })
    assert.equal(said.answers, 'passed: Connected (Nms)')
    assert.equal(said.keeps, 'passed: Write/Read verified (Nms)')
    assert.match(said.wrong ?? '', /^failed: Not connected \(WRONGPASS /)
    assert.match(said.locked ?? '', /^failed: Not connected \(NOAUTH /)
    assert.match(said.other ?? '', /^unknown: .*secret:REDIS_NONE is no URL such as/)
    assert.equal(said.nobody, 'failed: Not connected (connection refused)')
    assert.match(said.hangs ?? '', /^failed: Not connected \(/)
  })

  test('of a Postgres', async () => {
    const shop = await shopUnderTest()
    closing.push(shop.close)
    await shop.owner.query(`create table kept (id text); grant insert, delete, select on kept to reader`)
    await secret('SHOP', shop.urlOf('reader'))
    await secret('NOBODY', `postgres://reader:${PASSWORD}@127.0.0.1:1/postgres`)
    await secret('WRONG', shop.urlOf('nobody'))
    const at = (rest = '', url = 'SHOP') =>
      `{ timeLimit: ${rest.includes('sleep') ? '2s' : '20s'}, sql: { url: 'secret:${url}'${rest} } }`
    const said = await look({
      answers: at(),
      counts: at(", query: 'select count(*) as value from requests', atMost: 0"),
      share: at(", query: 'select 45 as good, 45 as total'"),
      keeps: at(
        `, write: "insert into kept values ('a')", query: "select id from kept where id = 'a'", cleanUp: "delete from kept"`,
      ),
      writes: at(", query: 'with gone as (delete from kept returning id) select * from gone'"),
      sleeps: at(", query: 'select pg_sleep(30)'"),
      text: at(", query: 'select now() as value', atMost: 1"),
      unknown: at(", query: 'select * from nowhere'"),
      nobody: at('', 'NOBODY'),
      wrong: at('', 'WRONG'),
    })
    assert.equal(said.answers, 'passed: Connected (Nms)')
    assert.equal(said.counts, 'passed: 0 (at most 0)')
    assert.equal(said.share, 'passed: 45/45')
    assert.equal(said.keeps, 'passed: Write/Read verified (Nms)')
    assert.match(said.writes ?? '', /^unknown: Could not be asked \(/)
    assert.match(said.sleeps ?? '', /^failed: Not connected \(did not answer within /)
    assert.equal(said.text, 'failed: the value is not a number')
    assert.match(
      said.unknown ?? '',
      /^unknown: Could not be asked \(cannot carry the query out: relation "nowhere"/,
    )
    assert.match(said.nobody ?? '', /^failed: Not connected \(cannot be reached: /)
    assert.match(said.wrong ?? '', /^failed: Not connected \(does not let us in: /)
    assert.deepEqual((await shop.owner.query('select * from kept')).rows, [], 'nothing is left behind')
    // Postgres ends a session a moment after its connection.
    const sessions = `select 1 from pg_stat_activity where application_name = 'cutwater check'`
    await until(
      'no session is left',
      10_000,
      async () => (await shop.owner.query(sessions)).rows.length === 0,
    )
  })

  test('of a Prometheus', { skip: noPrometheus }, async () => {
    const { prometheus, close } = await prometheusUnderTest()
    closing.push(close)
    const source = `    prometheus: { url: '${prometheus.url}', scrape: 1s }\n`
    const said = await until('something was scraped', 30_000, async () => {
      const said = await look(
        {
          up: '{ prometheus: { query: sum(up), atLeast: 1 } }',
          seconds: '{ prometheus: { query: vector(0.25), unit: s, atMost: 200ms } }',
          before: '{ prometheus: { query: vector(5), atMost: baseline+10%, baseline: 1s } }',
          none: '{ prometheus: { query: nothing_like_it } }',
          many: '{ prometheus: { query: "vector(1) or label_replace(vector(1), \\"a\\", \\"b\\", \\"\\", \\"\\")" } }',
          wrong: "{ prometheus: { query: 'sum(' } }",
        },
        { prometheus: source },
      )
      return said.up?.startsWith('passed') ? said : null
    })
    assert.equal(said.up, 'passed: 1 (at least 1)')
    assert.equal(said.seconds, 'failed: 0.25 s, at most 0.2 s wanted')
    assert.equal(said.before, 'passed: 5 (at most 5.5, baseline+10 %)')
    assert.equal(said.none, 'unknown: The expression gives no number')
    assert.match(said.many ?? '', /^unknown: Could not be asked \(gives 2 series, and one is needed\)/)
    assert.match(said.wrong ?? '', /^unknown: Could not be asked \(/)
  })

  test('of files, reports and scanners', async () => {
    const file = (name: string, text: string) => writeFile(join(dir, name), text)
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">]><testsuite><testcase name="&x;"/></testsuite>`
    const junit = `<testsuites><testsuite><testcase name="a"/><testsuite><testcase classname="c" name="b"><error/></testcase></testsuite></testsuite></testsuites>`
    const rule = { id: 'r1', defaultConfiguration: { level: 'error' } }
    const results = [
      { ruleId: 'r1', message: { text: 'eval is used' } },
      { ruleId: 'r1', message: { text: 'old' }, suppressions: [{ kind: 'inSource' }] },
      { ruleId: 'r2', message: { text: 'm' } },
      { ruleId: 'r2', kind: 'pass', message: { text: 'fine' } },
    ]
    const run = { tool: { driver: { name: 's', rules: [rule] } } }
    await Promise.all([
      file('backup.sql', 'create table'),
      file('empty.sql', ''),
      file('junit.xml', junit),
      file('bomb.xml', bomb),
      file('half.xml', junit.slice(0, 60)),
      file('well.tap', `TAP version 14\n1..3\nok 1 - a\nok 2 - b # SKIP later\nnot ok 3 - c # ${LATER}\n`),
      file('short.tap', 'TAP version 14\n1..3\nok 1 - a\n'),
      file('bailed.tap', 'TAP version 14\n1..2\nok 1 - a\nBail out! no database\n'),
      file(
        'vitest.json',
        JSON.stringify({ testResults: [{ assertionResults: [{ fullName: 'adds', status: 'failed' }] }] }),
      ),
      file('found.sarif', JSON.stringify({ version: '2.1.0', runs: [{ ...run, results }] })),
      file('none.sarif', JSON.stringify({ version: '2.1.0', runs: [{ ...run, results: [] }] })),
      file('unfinished.sarif', JSON.stringify({ version: '2.1.0', runs: [run] })),
    ])
    assert.deepEqual(
      await look({
        backup: '{ file: { path: backup.sql, newerThan: 1h, contains: create } }',
        empty: '{ file: { path: empty.sql } }',
        missing: '{ file: { path: no.sql } }',
        directory: '{ file: { path: secrets } }',
        junit: '{ report: { path: junit.xml } }',
        bomb: '{ report: { path: bomb.xml } }',
        half: '{ report: { path: half.xml } }',
        tap: '{ report: { path: well.tap } }',
        short: '{ report: { path: short.tap } }',
        bailed: '{ report: { path: bailed.tap } }',
        vitest: '{ report: { path: vitest.json } }',
        other: '{ report: { path: none.sarif, format: jest } }',
        sarif: '{ sarif: { path: found.sarif } }',
        clean: '{ sarif: { path: none.sarif } }',
        unfinished: '{ sarif: { path: unfinished.sarif } }',
        neither: '{ sarif: { path: vitest.json } }',
      }).then((said) => ({ ...said, half: said.half?.replace(/\(.*\)/, '(...)') })),
      {
        backup: 'passed: There (12 B, Nms old)',
        empty: 'failed: Empty',
        missing: 'failed: Not there (no.sql)',
        directory: 'failed: Not there (secrets is not a file)',
        junit: 'failed: 1/2 passed: c > b',
        bomb: 'unknown: Could not be read (bomb.xml: a report has no document type)',
        half: 'unknown: Could not be read (...)',
        tap: 'passed: 1/1 passed, 2 skipped',
        short: 'failed: 1/2 passed: not every test of its plan ran',
        bailed: 'failed: 1/2 passed: bailed out: no database',
        vitest: 'failed: 0/1 passed: adds',
        other:
          'unknown: Could not be read (none.sarif: there are no testResults in it, as Jest and Vitest write them)',
        sarif: 'failed: 1 error, 1 warning, 0 notes: r1: eval is used',
        clean: 'passed: 0 errors, 0 warnings, 0 notes',
        unfinished:
          'unknown: Could not be read (unfinished.sarif has a run without results: the scanner did not finish)',
        neither: 'unknown: Could not be read (vitest.json is not SARIF 2.1.0)',
      },
    )
  })

  test('of tickets', async () => {
    const port = await serving(jira('ann@shop.example', PASSWORD))
    const hangs = await serving(() => undefined)
    await secret('JIRA', PASSWORD)
    await secret('OLD', 'another-token')
    const at = (issue: string, token = 'JIRA', to = port) =>
      `{ timeLimit: ${to === hangs ? '1s' : '20s'}, ticket: { jira: 'http://127.0.0.1:${to}', issue: ${issue}, status: [Done], user: ann@shop.example, token: 'secret:${token}' } }`
    assert.deepEqual(
      await look({
        done: at('OPS-1'),
        open: at('OPS-2'),
        without: at('OPS-3'),
        html: at('OPS-4'),
        often: at('OPS-5'),
        away: at('OPS-6'),
        none: at('OPS-99'),
        wrong: at('OPS-1', 'OLD'),
        hangs: at('OPS-1', 'JIRA', hangs),
        nobody: at('OPS-1', 'JIRA', 1),
      }),
      {
        done: 'passed: OPS-1 is Done',
        open: 'failed: OPS-2 is In Progress, Done wanted',
        without: 'unknown: Could not be asked (its answer has no status of an issue)',
        html: 'unknown: Could not be asked (its answer is not JSON)',
        often: 'unknown: Could not be asked (too many requests (429 Too Many Requests): ask again in Nms)',
        away: 'unknown: Could not be asked (it answers 503 Service Unavailable)',
        none: 'unknown: Could not be asked (there is no issue OPS-99, or the user of secret:JIRA may not see it (404 Not Found))',
        wrong: 'unknown: Could not be asked (the user and secret:OLD are not accepted (401 Unauthorized))',
        hangs: 'unknown: Could not be asked (no answer within Nms)',
        nobody: 'unknown: Could not be asked (connection refused)',
      },
    )
  })

  test('of what has run on a commit', async () => {
    const port = await serving(github(PASSWORD))
    await secret('GITHUB', PASSWORD)
    await secret('OLD', 'another-token')
    const at = (ref: string, rest = ", token: 'secret:GITHUB'", repository = 'shop/web') =>
      `{ timeLimit: 20s, ci: { repository: ${repository}, ref: ${ref}, api: 'http://127.0.0.1:${port}'${rest} } }`
    assert.deepEqual(
      await look({
        well: at('main'),
        required: at('main', ", token: 'secret:GITHUB', required: [lint, ci/build, e2e]"),
        bad: at('feature/x'),
        fresh: at('fresh'),
        large: at('large'),
        huge: at('huge'),
        none: at('nothing'),
        private: at('main', ''),
        wrong: at('main', ", token: 'secret:OLD'"),
        often: at('main', '', 'shop/busy'),
      }),
      {
        well: 'passed: 3/3 succeeded',
        required: 'failed: 2/3 succeeded: did not run: e2e',
        bad: 'failed: 0/3 succeeded: lint failure; not over: e2e, ci/build',
        fresh: 'failed: Nothing has run on fresh',
        large: 'passed: 250/250 succeeded',
        huge: 'unknown: huge has more checks than are read, and 1000 of them succeeded',
        none: 'unknown: Could not be asked (there is no commit nothing (422 Unprocessable Content))',
        private:
          'unknown: Could not be asked (there is no shop/web with main, or it is not to be seen without a token (404 Not Found))',
        wrong: 'unknown: Could not be asked (secret:OLD is not accepted (401 Unauthorized))',
        often: 'unknown: Could not be asked (too many requests (403 Forbidden): ask again in Nms)',
      },
    )
  })

  test('of one’s own', async () => {
    await secret('OWN', PASSWORD)
    const own = (script: string, rest = '') => {
      const name = `${createHash('sha256').update(script).digest('hex').slice(0, 12)}.mjs`
      return writeFile(join(dir, name), script).then(
        () =>
          `{ timeLimit: ${script.startsWith('setInterval') ? '2s' : '20s'}, command: { run: ['${process.execPath}', ${name}]${rest} } }`,
      )
    }
    const marker = join(dir, 'still-here')
    const forks = `import { spawn } from 'node:child_process'
      spawn(process.execPath, ['-e', "setTimeout(() => require('fs').writeFileSync('${marker}', ''), 4000)"], { stdio: 'inherit' })
      console.log('Started'); process.exit(0)`
    const said = await look({
      counts: await own(`console.log('{"says":"Running","good":45,"total":45}')`),
      secret: await own('console.log(process.env.TOKEN)', ", env: { TOKEN: 'secret:OWN' }"),
      fails: await own(`console.error('no such pod'); process.exit(3)`),
      hangs: await own('setInterval(() => {}, 1000)'),
      floods: await own(`process.stdout.write('x'.repeat(50_000_000) + '\\nDone\\n')`),
      forks: await own(forks),
      nothing: '{ command: { run: [no-such-program-anywhere] } }',
    })
    assert.equal(said.counts, 'passed: 45/45 Running')
    assert.equal(said.secret, 'passed: [secret]')
    assert.equal(said.fails, 'failed: Failed (exit code 3): no such pod')
    assert.equal(said.hangs, 'failed: No answer within Nms')
    assert.equal(said.floods, 'passed: Done')
    assert.equal(said.forks, 'passed: Started')
    assert.match(said.nothing ?? '', /^unknown: Could not be run \(/)
  })

  test('stopped, they say so, and at once', async () => {
    const port = await serving(() => undefined)
    const stop = new AbortController()
    const from = performance.now()
    const looking = look(
      Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => [
          `c${i}`,
          `{ timeLimit: 30s, http: { url: 'http://127.0.0.1:${port}/' } }`,
        ]),
      ),
      { stop: stop.signal },
    )
    stop.abort()
    assert.deepEqual(new Set(Object.values(await looking)), new Set(['unknown: Not looked at (stopped)']))
    assert.ok(performance.now() - from < 10_000)
  })
})
