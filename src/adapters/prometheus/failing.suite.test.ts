import assert from 'node:assert/strict'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { PrometheusBinding, PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { type Answer, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import { prometheusMetrics } from './metrics.ts'
import { QueryFailed } from './query-failed.ts'

/** A small server that speaks the API as strictly as Prometheus where it is asked, and answers as a test orders. */

const labels = { target: 'service', arm: 'side', armIs: 'side' } as const
const signal = (part: string): PrometheusSignalBinding => ({
  source: 'prometheus',
  kind: 'ratio',
  unit: 'ratio',
  direction: 'lower',
  labels,
  counts: 'bad',
  part: `${part}[\${WINDOW}]`,
  total: 'total[${WINDOW}]',
})
const SIGNALS = { 'success-ratio': signal('errors'), crashes: signal('crashes') }
const NOW = 1_790_000_005_000

type Asked = {
  readonly path: string
  readonly form: URLSearchParams
  readonly authorization: string | undefined
}
type Answering = (asked: Asked, response: ServerResponse) => void

const success = (data: object, more: object = {}) => JSON.stringify({ status: 'success', data, ...more })
const matrix = (...result: object[]) => ({ resultType: 'matrix', result })
const nowIs = (ms: number) => success({ resultType: 'scalar', result: [ms / 1000, String(ms / 1000)] })

/** Answers time() by itself, and every range by `answer`. */
async function provider(t: TestContext, answer: Answering, providerNow = NOW) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const form = new URLSearchParams(body)
    const one = { path: request.url ?? '', form, authorization: request.headers.authorization }
    assert.equal(request.method, 'POST')
    asked.push(one)
    if (form.get('query') === 'time()') response.end(nowIs(providerNow))
    else answer(one, response)
  })
  return { url: await listening(t, server), asked }
}

async function listening(t: TestContext, server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function metricsAt(
  url: string,
  targets: readonly string[] = ['wix'],
  token: string | null = null,
  access: Pick<PrometheusBinding, 'basicAuth' | 'headers'> = {},
) {
  return prometheusMetrics({
    prometheus: { url, token, ...access, scrapeMs: 1_000, intervalMs: 2_000, lagMs: 1_500 },
    environments: { staging: { targets, signals: SIGNALS } },
    secrets: { get: () => 'hunter2', redact: (text) => text.replaceAll('hunter2', '[secret]') },
    clock: { now: () => NOW },
  })
}

const question = (over: Partial<Question> = {}): Question => ({
  environment: 'staging',
  target: 'wix',
  slot: 'canary',
  side: 'green',
  signal: 'success-ratio',
  from: NOW - 20_000,
  ...over,
})

async function answerOf(url: string, token: string | null = null): Promise<Answer> {
  const [answer] = await metricsAt(url, ['wix'], token).read([question()], AbortSignal.timeout(20_000))
  assert.ok(answer !== undefined)
  return answer
}

const huge = Buffer.alloc(1024 * 1024, 'x')
const ROWS: readonly (readonly [title: string, Answering, kind: string, words: RegExp])[] = [
  ['says nothing', () => {}, 'slow', /did not answer within 3 s$/],
  ['hangs up', (_, response) => response.destroy(), 'unreachable', /cannot be reached: other side closed/],
  ['fails', (_, response) => response.writeHead(502).end('<html>bad gateway'), 'failing', /fails with 502$/],
  [
    'refuses the query',
    (_, response) =>
      response
        .writeHead(400)
        .end(JSON.stringify({ status: 'error', errorType: 'bad_data', error: '1:9: parse error: hunter2' })),
    'bad-query',
    /refuses the query: 1:9: parse error: \[secret\]$/,
  ],
  ['answers half', (_, response) => response.end('{"status":"succ'), 'nonsense', /not JSON/],
  [
    'answers with a warning',
    (_, response) => response.end(success(matrix(), { warnings: ['store 3 is away'] })),
    'partial',
    /only in part: store 3 is away$/,
  ],
  [
    'answers a vector',
    (_, response) => response.end(success({ resultType: 'vector', result: [] })),
    'bad-query',
    /gives a vector/,
  ],
  [
    'never ends its answer',
    (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(huge));
      }
      response.on('drain', more)
      more()
    },
    'too-large',
    /above 16 MiB$/,
  ],
]
for (const [title, answering, kind, words] of ROWS)
  test(`a provider that ${title} is ${kind}`, { timeout: 60_000 }, async (t) => {
    const { url } = await provider(t, answering)
    const answer = await answerOf(url, 'secret:TOKEN')
    assert.ok(answer instanceof MetricsUnavailable)
    assert.match(answer.message, words)
    assert.match(answer.message, new RegExp(`^success-ratio: Prometheus at ${url} `))
  })

test('one that is not there, and one whose clock is elsewhere, measure nothing at all', async (t) => {
  const { url } = await provider(t, (_, response) => response.end(success(matrix())), NOW + 60_000)
  const read = (at: string) => metricsAt(at).read([question()], AbortSignal.timeout(20_000))
  await assert.rejects(read(url), /the clock of Prometheus at .* is 60 s ahead of ours/)
  await assert.rejects(read('http://127.0.0.1:9'), (error) => {
    assert.ok(error instanceof QueryFailed && error.kind === 'unreachable')
    return /cannot be reached: .*ECONNREFUSED/.test(error.message)
  })
})

test('a provider that takes only GET is asked by GET, and only once by POST', async (t) => {
  for (const refusal of [405, 501]) {
    const got: string[] = []
    const server = createServer((request, response) => {
      got.push(`${request.method} ${request.headers['content-type'] ?? 'no body'}`)
      const { pathname, searchParams: form } = new URL(request.url ?? '', 'http://127.0.0.1')
      if (request.method !== 'GET') response.writeHead(refusal).end('GET, please')
      else if (form.get('query') === 'time()') response.end(nowIs(NOW))
      else
        response.end(
          success(
            pathname.endsWith('/query_range') && form.get('timeout') === '3000ms'
              ? matrix({
                  metric: { service: 'wix', side: 'green' },
                  values: [
                    [1_790_000_000, '3'],
                    [1_790_000_002, '3'],
                  ],
                })
              : matrix(),
          ),
        )
    })
    const url = await listening(t, server)
    const answer = await answerOf(url)
    assert.ok('samples' in answer && answer.samples.length === 1)
    assert.equal(got.filter((one) => one.startsWith('POST')).length, 1)
    assert.ok(got.includes('GET no body'))
  }
})

test('a provider that takes neither says so, and is asked both ways each time', async (t) => {
  const got: (string | undefined)[] = []
  const url = await listening(
    t,
    createServer((request, response) => {
      got.push(request.method)
      response.writeHead(405).end()
    }),
  )
  await assert.rejects(answerOf(url), /takes neither POST nor GET \(405\)/)
  await assert.rejects(answerOf(url), /takes neither POST nor GET \(405\)/)
  assert.deepEqual(got, ['POST', 'GET', 'POST', 'GET'])
})

test('user and password, or headers with secrets, go to the provider, and nowhere else', async (t) => {
  const elsewhere: unknown[] = []
  const other = await listening(
    t,
    createServer((request, response) => {
      elsewhere.push(request.headers)
      response.end(nowIs(NOW))
    }),
  )
  const basic = `Basic ${Buffer.from('team a:hunter2').toString('base64')}`
  for (const [access, sent] of [
    [{ basicAuth: { user: 'team a', password: 'secret:P' } }, { authorization: basic }],
    [
      { headers: { 'X-Scope-OrgID': 'a', 'X-Api-Key': 'secret:KEY', Authorization: 'ApiKey secret:KEY' } },
      { 'x-scope-orgid': 'a', 'x-api-key': 'hunter2', authorization: 'ApiKey hunter2' },
    ],
  ] as const) {
    const got: Record<string, unknown>[] = []
    const url = await listening(
      t,
      createServer((request, response) => {
        got.push(request.headers)
        response.writeHead(307, { location: `${other}/api/v1/query` }).end(JSON.stringify(request.headers))
      }),
    )
    const metrics = metricsAt(url, ['wix'], null, access)
    await assert.rejects(metrics.read([question()], AbortSignal.timeout(20_000)), (error) => {
      assert.ok(error instanceof QueryFailed && error.kind === 'refused')
      assert.ok(!/hunter2|aHVudGVy/.test(error.message))
      return /sends us elsewhere \(307\)/.test(error.message)
    })
    for (const [name, value] of Object.entries(sent)) assert.equal(got[0]?.[name], value)
    assert.deepEqual(elsewhere, [])
  }
})

test('one signal that cannot be measured does not blind the other', async (t) => {
  const { url } = await provider(t, ({ form }, response) => {
    if (form.get('query')?.startsWith('crashes')) response.writeHead(500).end()
    else
      response.end(
        success(
          matrix({
            metric: { service: 'wix', side: 'green' },
            values: [
              [1_790_000_000, '3'],
              [1_790_000_002, '3'],
            ],
          }),
        ),
      )
  })
  const [ratio, crashes] = await metricsAt(url).read(
    [question(), question({ signal: 'crashes' })],
    AbortSignal.timeout(20_000),
  )
  assert.ok(ratio !== undefined && 'samples' in ratio && ratio.samples.length === 1)
  assert.ok(crashes instanceof MetricsUnavailable)
})

test('a thousand open changes are as many queries as one, aligned, limited in time and with the token', async (t) => {
  const services = Array.from({ length: 1_000 }, (_, i) => `service-${i}`)
  const values = [0, 2, 4, 6, 8, 10, 12].map((second) => [1_789_999_990 + second, '30'])
  const all = services.flatMap((service) =>
    ['blue', 'green'].map((side) => ({ metric: { service, side }, values })),
  )
  const { url, asked } = await provider(t, ({ form }, response) =>
    response.end(success(form.get('query')?.startsWith('total') ? matrix(...all) : matrix())),
  )
  const questions = services.flatMap((target, i) =>
    (['success-ratio', 'crashes'] as const).flatMap((signal) => [
      question({ target, signal, from: NOW - 12_345 - (i % 7) }),
      question({ target, signal, slot: 'stable', side: 'blue', from: NOW - 9_000 }),
    ]),
  )
  const metrics = metricsAt(url, services, 'secret:TOKEN')
  for (let round = 1; round <= 2; round++) {
    const answers = await metrics.read(questions, AbortSignal.timeout(20_000))
    assert.equal(answers.length, 4_000)
    for (const answer of answers) assert.ok('samples' in answer && answer.samples.length >= 3)
    assert.equal(asked.length, round * 4, 'its time, two kinds of errors, and the total they share')
  }
  for (const { path, form, authorization } of asked) {
    assert.equal(authorization, 'Bearer hunter2')
    assert.equal(form.get('timeout'), '3000ms')
    assert.equal(form.get('partial_response'), 'false')
    if (path === '/api/v1/query') continue
    assert.equal(path, '/api/v1/query_range')
    assert.deepEqual(
      ['start', 'end', 'step'].map((key) => form.get(key)),
      ['1789999994', '1790000002', '2'],
    )
    assert.match(form.get('query') ?? '', /\[3000ms\]$/)
  }
})

test('who is far behind, and slow to answer, holds up nobody', { timeout: 60_000 }, async (t) => {
  const values = [1_790_000_000, 1_790_000_002].map((second) => [second, '3'])
  const { url } = await provider(t, ({ form }, response) => {
    const isLate = Number(form.get('start')) < NOW / 1_000 - 1_000
    if (!isLate) response.end(success(matrix({ metric: { service: 'wix', side: 'green' }, values })))
  })
  const [late, recent] = await metricsAt(url).read(
    [question({ from: NOW - 90_000_000 }), question()],
    AbortSignal.timeout(20_000),
  )
  assert.ok(late instanceof MetricsUnavailable)
  assert.match(late.message, /takes longer than 1.5 s for what was missed/)
  assert.ok(recent !== undefined && 'samples' in recent && recent.samples.length === 1)
})
