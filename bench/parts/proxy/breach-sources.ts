import { createServer } from 'node:net'
import { join } from 'node:path'
import type pg from 'pg'
import { debianPart } from '../../../demo/parts/debian-part.ts'
import { startPrometheus } from '../../../demo/parts/prometheus.ts'
import type { Millis } from '../../../src/core/time/instant.ts'
import type { Scratch } from '../scratch.ts'
import { haproxyMissing, type RealProxy, startGateway, startHaproxy } from './proxies.ts'
import { startSides } from './upstream.ts'

/** A proxy, and who measures what it does. */
export type Source = {
  readonly proxy: RealProxy
  /** Of the environment in a binding. */
  readonly binding: object
  /** As short as a rule can be: one sample of the source. */
  readonly ruleMs: Millis
  /** Whether a bad answer of the canary, of which there was none before, has been fetched. */
  readonly scraped: (database: pg.Client) => Promise<() => Promise<boolean>>
}

/** The gateway counts for itself, in whole seconds. */
export async function gatewaySource(scratch: Scratch): Promise<Source> {
  const proxy = await startGateway(scratch, await startSides(scratch))
  return {
    proxy,
    binding: { signals: { 'success-ratio': { gateway: 'success' } } },
    ruleMs: 1_000,
    scraped: async (database) => {
      const ask = async () => (await database.query<{ n: number }>(BAD_SAMPLES)).rows[0]?.n ?? 0
      const before = await ask()
      return async () => (await ask()) > before
    },
  }
}
const BAD_SAMPLES = `SELECT coalesce(sum(server + none), 0)::int AS n FROM cutwater.sample WHERE slot = 'canary'`

/** HAProxy counts, Prometheus scrapes it every second. A string says what is missing. */
export async function prometheusSource(scratch: Scratch): Promise<Source | string> {
  const part = await debianPart('prometheus')
  if ('missing' in part) return part.missing
  if (haproxyMissing !== false) return String(haproxyMissing)
  const exporter = `127.0.0.1:${await freePort()}`
  const proxy = await startHaproxy(scratch, await startSides(scratch), exporter)
  const prometheus = await startPrometheus({
    part,
    dir: join(scratch.dir, 'prometheus'),
    scrapeSeconds: 1,
    jobs: [{ name: 'haproxy', targets: [{ address: exporter, labels: {} }] }],
  })
  scratch.after(() => prometheus.stop())
  return {
    proxy,
    binding: {
      prometheus: { url: prometheus.url, scrape: '1s' },
      signals: { 'success-ratio': { prometheus: SIGNAL } },
    },
    ruleMs: 2_000,
    scraped: async () => {
      const before = await badAnswers(prometheus.url)
      return async () => (await badAnswers(prometheus.url)) > before
    },
  }
}

const counted = (code: string) =>
  `sum by (proxy, server) (increase(haproxy_server_http_responses_total${code}[\${WINDOW}]))`
const SIGNAL = { bad: counted('{code="5xx"}'), total: counted(''), target: 'proxy', side: 'server' }

async function badAnswers(url: string): Promise<number> {
  const query = 'sum(haproxy_server_http_responses_total{code="5xx",server="green"})'
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`, {
    signal: AbortSignal.timeout(5_000),
  })
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } }
  return Number(data.result[0]?.value[1] ?? 0)
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}
