import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import type { RecordedPage } from '../../ports/recorded.ts'
import { recordedPrometheus, stepFault } from './recorded.ts'

const PROMETHEUS = { token: null, scrapeMs: 15_000, intervalMs: 30_000, lagMs: 0 }
const NOW_S = 1_788_000_000
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Said = { readonly status?: number; readonly body?: unknown }

/** Answers time() by itself; `say` gets the number of the question and its form. */
async function provider(say: (n: number, form: URLSearchParams) => Said) {
  let asked = 0
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const form = new URLSearchParams(text)
    const isTime = form.get('query') === 'time()'
    const { status = 200, body } = isTime
      ? { body: { status: 'success', data: { resultType: 'scalar', result: [NOW_S, String(NOW_S)] } } }
      : say(asked, form)
    if (!isTime) asked += 1
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const slept: number[] = []
  const metrics = recordedPrometheus({
    prometheus: { ...PROMETHEUS, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    signals: {
      queue: {
        source: 'prometheus',
        kind: 'count',
        unit: 'per-second',
        direction: 'higher',
        labels: { target: 'service', arm: 'side', armIs: 'side' },
        query: 'sum by (service, side) (increase(x[${WINDOW}]))',
      },
    },
    secrets: { get: () => '', redact: (text) => text },
    sleep: async (ms) => void slept.push(ms),
  })
  const read = async (days: number): Promise<readonly RecordedPage[]> => {
    const to = NOW_S * 1_000
    const asked = { signals: ['queue'], targets: ['wix'], from: to - days * 86_400_000, to }
    const pages: RecordedPage[] = []
    for await (const page of metrics.pages(asked, AbortSignal.timeout(20_000))) pages.push(page)
    return pages
  }
  return { read, slept, asked: () => asked }
}

/** 30 on blue and 15 on green in each window of three scrapes. */
function whole(form: URLSearchParams): Said {
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name))) as [
    number,
    number,
    number,
  ]
  const values = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step)
  const series = (side: string, value: string) => ({
    metric: { service: 'wix', side },
    values: values.map((at) => [at, value]),
  })
  return {
    body: {
      status: 'success',
      data: { resultType: 'matrix', result: [series('blue', '30'), series('green', '15')] },
    },
  }
}

describe('what a Prometheus still has', () => {
  it('is read in pages that join, each interval once, of both sides together', async () => {
    const { read, asked } = await provider((_, form) => whole(form))
    const pages = await read(4)
    const all = pages.flatMap(({ series }) =>
      series.flatMap((one) => ('recorded' in one ? one.recorded : [])),
    )
    assert.ok(pages.length > 1)
    assert.equal(asked(), pages.length)
    assert.equal(all.length, (4 * 86_400) / 30)
    const moments = all.map(({ whole: { at } }) => at)
    assert.ok(moments.every((at, i) => i === 0 || at === (moments[i - 1] ?? 0) + 30_000))
    // The window is one scrape longer than the interval: two thirds of it are the interval's own.
    assert.ok(all.every(({ whole: one }) => one.kind === 'ratio' && one.good === 30))
  })

  it('is asked again after a pause where it is overloaded, and again no more than twice', async () => {
    const later = await provider((n, form) => (n < 2 ? { status: 429 } : whole(form)))
    const [page] = await later.read(1)
    assert.ok(page?.series[0] !== undefined && 'recorded' in page.series[0])
    assert.deepEqual(later.slept, [1_000, 4_000])

    const never = await provider(() => ({ status: 429 }))
    const pages = await never.read(30)
    assert.equal(pages.length, 1, 'and then it is given up')
    const [failed] = pages[0]?.series ?? []
    assert.ok(failed !== undefined && 'unavailable' in failed)
    assert.match(failed.unavailable, /fails with 429 \(asked 3 times\), when asked for what was before 20/)
    assert.equal(never.asked(), 3)
  })

  it('half an answer is none, and a refusal is not asked again', async () => {
    const half = await provider((_, form) => ({
      body: { ...(whole(form).body as object), warnings: ['a store is away'] },
    }))
    const [page] = await half.read(1)
    assert.match(JSON.stringify(page), /answers only in part: a store is away \(asked 3 times\)/)
    const wrong = await provider(() => ({
      status: 400,
      body: { status: 'error', errorType: 'bad_data', error: 'no such thing' },
    }))
    assert.match(JSON.stringify(await wrong.read(1)), /refuses the query: no such thing/)
    assert.equal(wrong.asked(), 1)
  })

  it('asks for less at once where an answer would be too large, and does not ask for more again', async () => {
    const spans: number[] = []
    const { read } = await provider((_, form) => {
      const points = (Number(form.get('end')) - Number(form.get('start'))) / Number(form.get('step'))
      spans.push(points)
      if (points <= 2_000) return whole(form)
      return {
        status: 422,
        body: {
          status: 'error',
          errorType: 'execution',
          error: 'query processing would load too many samples',
        },
      }
    })
    const pages = await read(4)
    const all = pages.flatMap(({ series }) =>
      series.flatMap((one) => ('recorded' in one ? one.recorded : [])),
    )
    assert.equal(all.length, (4 * 86_400) / 30)
    assert.ok(spans.filter((points) => points > 8_000).length === 1, spans.join(' '))
  })

  it('a step holds two scrapes at least, and whole ones', () => {
    const bound = { ...PROMETHEUS, url: 'http://x' }
    assert.match(
      stepFault(15_000, bound) ?? '',
      /shorter than the interval at which the binding measures, 30s/,
    )
    assert.match(stepFault(40_000, bound) ?? '', /no multiple of the scrape, 15s/)
    assert.equal(stepFault(60_000, bound), null)
  })
})
