import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { until } from '../../../demo/process/until.ts'
import { parseBinding } from '../../core/binding/parse.ts'
import type { HttpSignalBinding } from '../../core/binding/signal-binding.ts'
import { measure } from '../../core/judge/measure.ts'
import { metricsSuite } from '../../ports/metrics.suite.ts'
import { type Metrics, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import { wayTo } from '../../ports/way-to.testing.ts'
import { httpMetrics } from './metrics.ts'

/** Signals as a person writes them, asked every second. */
function metricsOf(
  written: Readonly<Record<string, string>>,
  { now = Date.now, targets = ['wix'] }: { now?: () => number; targets?: readonly string[] } = {},
): Metrics {
  const lines = Object.entries(written).map(([name, of]) => `      ${name}: ${of}`)
  const parsed = parseBinding(
    `environments:\n  staging:\n    signals:\n${lines.join('\n')}\n`,
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return httpMetrics({
    name: 'http://shop.example',
    environment: 'staging',
    targets,
    signals: (parsed.binding.environments.staging?.signals ?? {}) as Record<string, HttpSignalBinding>,
    secrets: { get: () => 'hunter2', redact: (text) => text.replaceAll('hunter2', '[secret]') },
    clock: { now },
  })
}

const POLLED = 'interval: 1s, lag: 100ms, timeLimit: 1s'

async function serving(
  t: { after(close: () => Promise<void>): void },
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

const question = (over: Partial<Question> = {}): Question => ({
  environment: 'staging',
  target: 'wix',
  slot: 'canary',
  side: 'green',
  signal: 'it',
  from: Date.now() - 3_000,
  ...over,
})

async function numberOf(metrics: Metrics, over: Partial<Question> = {}) {
  const [answer] = await metrics.read([question(over)], AbortSignal.timeout(10_000))
  if (answer instanceof MetricsUnavailable) throw answer
  assert.ok(answer !== undefined)
  return measure(answer.samples)
}

const json = (body: unknown) => (_: IncomingMessage, response: ServerResponse) => {
  response.end(JSON.stringify(body))
}

describe('http', { concurrency: 12 }, () => {
  const huge = Buffer.alloc(64 * 1024, 'x')
  const WRONG: readonly (readonly [
    string,
    (request: IncomingMessage, response: ServerResponse) => void,
    RegExp,
  ])[] = [
    ['has no such path', json({ data: {} }), /has nothing at \$\.data\.\*$/],
    ['has two such paths', json({ data: { a: 1, b: 2 } }), /has more than one thing at \$\.data\.\*$/],
    ['has text there', json({ data: { a: '12' } }), /has "12" at \$\.data\.\*, and not a number$/],
    ['has null there', json({ data: { a: null } }), /has null at/],
    ['says NaN', (_, response) => response.end('{"data": {"a": NaN}}'), /something that is not JSON: /],
    [
      'has a number beyond all',
      (_, response) => response.end('{"data": {"a": 1e999}}'),
      /gives Infinity as value, which is no number$/,
    ],
    ['answers half', (_, response) => response.end('{"data": {"a"'), /something that is not JSON: /],
    [
      'answers with a page',
      (_, response) => response.end('<html>log in\n</html>'),
      /not JSON: <html>log in <\/html>$/,
    ],
    ['says nothing', () => undefined, /did not answer within 1 s$/],
    ['hangs up', (_, response) => response.destroy(), /cannot be reached: /],
    ['fails', (_, response) => response.writeHead(500).end('{"data": {"a": 1}}'), /fails with 500$/],
    ['lets nobody in', (_, response) => response.writeHead(401).end(), /does not let us in \(401\)$/],
    ['does not know', (_, response) => response.writeHead(404).end(), /answers with 404, and 200 is needed$/],
    [
      'has moved',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
      /sends us elsewhere \(302\)/,
    ],
    ['is asked too often', (_, response) => response.writeHead(429).end(), /is asked too often \(429\)$/],
    [
      'never ends',
      (_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(huge));
        }
        response.on('drain', more)
        more()
      },
      /gives an answer above 256 KiB$/,
    ],
  ]
  for (const [title, answering, words] of WRONG)
    test(`one that ${title} is no data, in one sentence`, { timeout: 30_000 }, async (t) => {
      const port = await serving(t, answering)
      const metrics = metricsOf({
        it: `{ http: { url: 'http://127.0.0.1:${port}/x', value: '$.data.*', ${POLLED} } }`,
      })
      await assert.rejects(numberOf(metrics), (error) => {
        assert.ok(error instanceof MetricsUnavailable)
        assert.match(error.message, /^it: http:\/\/shop\.example /)
        assert.match(error.message, words)
        return !error.message.includes('\n')
      })
    })

  test('numbers are in the scale of their unit, and paths may choose', async (t) => {
    const metrics = (port: number, written: string) =>
      metricsOf({ it: written.replace('URL', `url: 'http://127.0.0.1:${port}/x', ${POLLED}`) })
    const port = await serving(
      t,
      json({
        pools: [
          { name: 'a', used: 85 },
          { name: 'b', used: 20 },
        ],
        sum: 3.5,
        n: 2,
      }),
    )
    const used = `{ unit: percent, http: { URL, value: "$.pools[?@.name == 'a'].used" } }`
    assert.equal((await numberOf(metrics(port, used))).value, 0.85)
    const counters = metrics(port, `{ kind: mean, unit: s, http: { URL, sum: $.sum, count: $.n } }`)
    assert.deepEqual(await numberOf(counters), { value: null, samples: 0 }, 'counters need a reading before')
  })

  test('what is filled in stays where it is put, and secrets go into headers alone', async (t) => {
    const seen: (string | undefined)[] = []
    const port = await serving(t, (request, response) => {
      seen.push(request.url, request.headers.authorization)
      response.end('{"v": 1}')
    })
    const url = `http://127.0.0.1:${port}/\${TARGET}/\${VERSION}?side=\${SIDE}`
    const metrics = metricsOf({
      it: `{ http: { url: '${url}', headers: { Authorization: 'Bearer secret:SHOP' }, value: $.v, ${POLLED} } }`,
    })
    assert.equal((await numberOf(metrics, { version: 'a/../b?c=d#e' })).value, 1)
    assert.deepEqual(seen, ['/wix/a%2F..%2Fb%3Fc%3Dd%23e?side=green', 'Bearer hunter2'])
    await assert.rejects(numberOf(metrics, { version: '..' }), /is not asked: VERSION is "\.\."$/)
    await assert.rejects(numberOf(metrics), /asked by version, and no change says which$/)
  })

  for (const [status, retryAfter] of [
    [429, '30'],
    [503, new Date(1_790_000_040_000).toUTCString()],
  ] as const)
    test(`after ${status} with Retry-After ${retryAfter} it is left alone until then`, async (t) => {
      let asked = 0
      let now = 1_790_000_010_500
      const port = await serving(t, (_, response) => {
        asked += 1
        if (now < 1_790_000_040_000) response.writeHead(status, { 'retry-after': retryAfter }).end()
        else response.end('{"v": 4}')
      })
      const metrics = metricsOf(
        { it: `{ http: { url: 'http://127.0.0.1:${port}/', value: $.v, ${POLLED} } }` },
        { now: () => now },
      )
      for (now of [1_790_000_010_500, 1_790_000_012_500, 1_790_000_039_500])
        await assert.rejects(numberOf(metrics, { from: now - 5_000 }), /asks to be left alone for 30 s/)
      assert.equal(asked, 1)
      now = 1_790_000_041_500
      assert.equal((await numberOf(metrics, { from: now - 5_000 })).value, 4)
    })

  test('a clock that is elsewhere measures no interval', async (t) => {
    const port = await serving(t, json({ good: 1, total: 1 }))
    const url = `http://127.0.0.1:${port}/?from=\${FROM}&to=\${TO}`
    const now = () => Date.now() + 3_600_000
    const metrics = metricsOf(
      { it: `{ http: { url: '${url}', good: $.good, total: $.total, ${POLLED} } }` },
      { now },
    )
    await assert.rejects(
      numberOf(metrics, { from: now() - 3_000 }),
      /has a clock that is (3599|3600) s behind ours/,
    )
  })

  /** Keeps what happened, and counts it by target, side and interval, or since its start. */
  async function analytics(t: Pick<TestContext, 'after'>) {
    const events: { at: number; target: string; side: string; isGood: boolean; path: string }[] = []
    let counted = 0
    const port = await serving(t, (request, response) => {
      const asked = new URL(request.url ?? '', 'http://x').searchParams
      const [from, to] = [asked.get('from'), asked.get('to')].map((text) =>
        text === null ? null : Date.parse(text),
      )
      const those = events
        .slice(from === null ? counted : 0)
        .filter(
          ({ at, target, side }) =>
            target === asked.get('target') &&
            side === asked.get('side') &&
            (from === null || (at >= (from ?? 0) && at < (to ?? 0))),
        )
      const count = (all: typeof those) => ({
        good: all.filter(({ isGood }) => isGood).length,
        total: all.length,
      })
      const paths = ['/', '/orders', '/pay', ...new Set(those.map(({ path }) => path))]
      const byPath = [...new Set(paths)].map((path) => ({
        path,
        ...count(those.filter((one) => one.path === path)),
      }))
      response.end(JSON.stringify({ ...count(those), paths: byPath }))
    })
    return {
      port,
      add: (...those: typeof events) => events.push(...those),
      restart: () => {
        counted = events.length
      },
    }
  }

  for (const [name, query] of [
    ['http with intervals', '&from=${FROM}&to=${TO}'],
    ['http with counters', ''],
  ] as const)
    metricsSuite(name, async () => {
      const closing: (() => Promise<void>)[] = []
      const shop = await analytics({ after: (close) => void closing.push(close as () => Promise<void>) })
      const way = await wayTo({ port: shop.port })
      const url = `http://127.0.0.1:${way.port}/?target=\${TARGET}&side=\${SIDE}${query}`
      const metrics = metricsOf({
        success: `{ http: { url: '${url}', each: path, items: '$.paths[*]', name: $.path, good: $.good, total: $.total, ${POLLED} } }`,
      })
      const isCounting = query === ''
      const poller = setInterval(() => {
        const both = (['canary', 'stable'] as const).map((slot) =>
          question({ slot, side: slot === 'stable' ? 'blue' : 'green', signal: 'success' }),
        )
        void metrics.read(both, AbortSignal.timeout(5_000))
      }, 100)
      // What was counted before its first reading is not known.
      if (isCounting)
        await until('counters are read twice', 10_000, async () => {
          const [answer] = await metrics.read([question({ signal: 'success' })], AbortSignal.timeout(5_000))
          return answer !== undefined && 'samples' in answer && answer.samples.length > 0
        })
      return {
        metrics,
        environment: 'staging',
        target: 'wix',
        now: Date.now,
        onlyNumbers: true,
        send: async (slot, count, outcome) => {
          const event = {
            at: Date.now(),
            target: 'wix',
            side: slot === 'stable' ? 'blue' : 'green',
            isGood: outcome === 'good',
            path: '/',
          }
          shop.add(...Array.from({ length: count }, () => event))
        },
        each: {
          signal: 'success',
          label: 'path',
          names: ['/orders', '/pay'],
          send: async (slot, path, count, outcome) => {
            const side = slot === 'stable' ? 'blue' : 'green'
            const event = { at: Date.now(), target: 'wix', side, isGood: outcome === 'good', path }
            shop.add(...Array.from({ length: count }, () => event))
          },
        },
        collect: async () => {},
        trouble: async (kind) => way.trouble(kind),
        ...(isCounting
          ? { lateMs: 1_000, restartCounters: async () => shop.restart(), keepsNoHistory: true as const }
          : {}),
        close: async () => {
          clearInterval(poller)
          await way.close()
          for (const close of closing) await close()
        },
      }
    })
})
