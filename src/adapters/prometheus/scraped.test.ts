import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PrometheusApi } from './api.ts'
import { QueryFailed } from './query-failed.ts'
import { countedIn, scrapedEvery, slowerThanSaid, withLabels } from './scraped.ts'

for (const [query, selector] of [
  ['sum by (a) (increase(x_total[${WINDOW}]))', 'x_total'],
  ['increase(x{code=~"5..|none"}[${WINDOW}]) + increase(y[${WINDOW}])', 'x{code=~"5..|none"}'],
  ['rate(a{b="}[${WINDOW}]"}[${WINDOW}])', 'a{b="}[${WINDOW}]"}'],
  ['avg_over_time({__name__="x", a=\'b\'} [${WINDOW}])', '{__name__="x", a=\'b\'}'],
  ['increase(job:x:rate{ }[${WINDOW}])', 'job:x:rate{ }'],
  ['vector(1)', null],
] as const)
  test(`${query} counts ${selector}`, () => assert.equal(countedIn(query), selector))

for (const [selector, labels, series] of [
  ['x', { a: 'b' }, 'x{a="b"}'],
  ['x{a="b",}', { a: 'b', c: '"\\' }, 'x{a="b",a="b",c="\\"\\\\"}'],
  ['{__name__="x"}', { __name__: 'x', 'my.label': 'y' }, '{__name__="x"}'],
  ['x{ }', {}, 'x{}'],
] as const)
  test(`one series of ${selector} is ${series}`, () => assert.equal(withLabels(selector, labels), series))

const provider = (seconds: readonly number[], most = [{ labels: { job: 'edge' }, points: [] }]) => {
  const asked: string[] = []
  const api: Pick<PrometheusApi, 'at' | 'scrapes'> = {
    at: async (query) => {
      asked.push(query)
      return most
    },
    scrapes: async (query) => {
      asked.push(query)
      return [{ labels: {}, points: seconds.map((at) => [at * 1_000, 1] as const) }]
    },
  }
  return { asked, api: api as PrometheusApi }
}
const every = (api: PrometheusApi) =>
  scrapedEvery(api, 'increase(x[${WINDOW}])', 0, AbortSignal.timeout(1_000))

test('the usual pause between scrapes is measured on one series, missed ones apart', async () => {
  const { api, asked } = provider([0, 15.002, 30.001, 60, 75.003])
  assert.equal(await every(api), 15_000)
  assert.deepEqual(asked, ['topk(1, count_over_time(x[10m]))', 'x{job="edge"}[10m]'])
})

for (const [measured, told] of [
  [3, 100],
  [203, 200],
  [996, 1_000],
  [1_004, 1_000],
  [1_410, 1_000],
] as const)
  test(`a pause of ${measured} ms is one of ${told} ms`, async () => {
    const { api } = provider([0, measured / 1_000, (2 * measured) / 1_000])
    assert.equal(await every(api), told)
  })

test('nothing is said of a pause that nobody can measure', async () => {
  assert.equal(await every(provider([7]).api), null)
  assert.equal(await every(provider([1, 2], []).api), null)
  const failing = { ...provider([]).api, at: () => Promise.reject(new QueryFailed('failing', 'oh')) }
  assert.equal(await every(failing), null)
})

test('a scrape is slower than said by more than a fifth', () => {
  assert.equal(slowerThanSaid(18_000, { scrapeMs: 15_000 }), null)
  assert.equal(slowerThanSaid(null, { scrapeMs: 15_000 }), null)
  assert.equal(slowerThanSaid(1_000, { scrapeMs: 15_000 }), null)
  assert.equal(
    slowerThanSaid(15_000, { scrapeMs: 1_000 }),
    'what it counts is scraped every 15s, and the binding says scrape: 1s',
  )
})
