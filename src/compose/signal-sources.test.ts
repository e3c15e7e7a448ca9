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
