import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBinding } from '../core/binding/parse.ts'
import { signalSources } from './signal-sources.ts'

const environment = (name: string, prometheus: string) => `  ${name}:
    targets:
      wix: { traffic: { gateway: g.sock }, sides: { blue: 'http://h:1', green: 'http://h:2' } }
    prometheus: { url: '${prometheus}', scrape: 5s }
    signals:
      success-ratio: { gateway: success }
      latency: { prometheus: { buckets: 'increase(b[\${WINDOW}])', target: t, side: s } }
`

test('a Prometheus that several environments share is one source, gateways are one for each environment', () => {
  const text = ['a', 'b', 'c'].map((name) => environment(name, `http://prom-${name === 'c' ? 2 : 1}:9090`))
  const parsed = parseBinding(`environments:\n${text.join('')}`, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const sources = signalSources(parsed.binding.environments, {
    at: '/',
    store: { samples: {} as never },
    clock: { now: Date.now, sleep: async () => {} },
    secrets: { get: () => '', redact: (words) => words },
  })
  assert.deepEqual(
    sources.map(({ name, isPulled, signals }) => [
      name,
      isPulled,
      [...signals].map(([of, shapes]) => [of, ...shapes.keys()]),
    ]),
    [
      ['the gateways of a', true, [['a', 'success-ratio']]],
      ['the gateways of b', true, [['b', 'success-ratio']]],
      ['the gateways of c', true, [['c', 'success-ratio']]],
      [
        'Prometheus at http://prom-1:9090',
        false,
        [
          ['a', 'latency'],
          ['b', 'latency'],
        ],
      ],
      ['Prometheus at http://prom-2:9090', false, [['c', 'latency']]],
    ],
  )
})

test('a database is one source, and so is an address with a rhythm', () => {
  const text = `environments:
  a:
    databases: { shop: { url: 'secret:A' }, stock: { url: 'secret:B' } }
    signals:
      pool: { sql: { database: shop, query: select 1 as value } }
      locks: { sql: { database: shop, query: select 2 as value } }
      left: { slo: 5, sql: { database: stock, query: select 3 as value } }
      orders: { http: { url: 'https://x.example/orders', value: $.n } }
      users: { http: { url: 'https://x.example/users', value: $.n } }
      rare: { http: { url: 'https://x.example/rare', value: $.n, interval: 1m } }
`
  const parsed = parseBinding(text, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const sources = signalSources(parsed.binding.environments, {
    at: '/',
    store: { samples: {} as never },
    clock: { now: Date.now, sleep: async () => {} },
    secrets: { get: () => '', redact: (words) => words },
  })
  assert.deepEqual(
    sources.map(({ name, signals, metrics }) => [
      name,
      [...(signals.get('a')?.keys() ?? [])],
      metrics.intervalMs,
    ]),
    [
      ['the database shop of a', ['pool', 'locks'], 15_000],
      ['the database stock of a', ['left'], 15_000],
      ['https://x.example for a, every 15s', ['orders', 'users'], 15_000],
      ['https://x.example for a, every 1m', ['rare'], 60_000],
    ],
  )
  assert.equal(sources[1]?.slos?.get('a')?.get('left'), 5)
})
