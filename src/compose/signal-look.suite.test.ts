import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { until } from '../../demo/process/until.ts'
import { parseBinding } from '../core/binding/parse.ts'
import { signalsReader } from '../read/signals/read-signals.ts'
import { measureBy } from '../runtime/signals/measure.ts'
import { runChecksDirectly } from './checks.ts'
import type { SignalsNow } from './signal-look.ts'
import { signalSources } from './signal-sources.ts'

/** A queue on each side, as an address tells them: five on blue, ninety on green. */
test('a check of a signal judges what its source says of a side now', async (t) => {
  const server = createServer((request, response) =>
    response.end(JSON.stringify({ queued: request.url === '/?side=green' ? 90 : 5 })),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const parsed = parseBinding(
    `environments:
  staging:
    targets: { shop: { traffic: { gateway: g }, sides: { blue: 'http://h:1', green: 'http://h:2' } } }
    signals:
      queue: { http: { url: '${url}/?side=\${SIDE}', value: $.queued, interval: 1s, lag: 100ms, timeLimit: 1s } }
    checks:
      now: { signal: { name: queue, below: 50 } }
      then: { signal: { name: queue, below: 50, side: canary } }
      few: { signal: { name: queue, below: 50, targets: [shop], minSamples: 1000 } }
`,
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const { environments } = parsed.binding
  const bound = environments.staging ?? assert.fail()
  const clock = { now: Date.now }
  const sources = signalSources(environments, {
    at: '/',
    store: { samples: undefined as never },
    clock: clock as never,
    secrets: { get: () => '', redact: (text) => text },
  })
  const read = signalsReader({
    sources,
    targetsOf: () => ['shop'],
    targets: { list: async () => [] },
    measure: measureBy({ sources }),
    clock,
  })
  const look = async (signals: SignalsNow) => {
    const checks = Object.values(bound.checks)
    const { signal } = new AbortController()
    const results = await runChecksDirectly('/cutwater.yaml', bound, checks, { clock, signal, signals })
    return results.map(({ check, outcome, says }) => `${check} ${outcome}: ${says}`)
  }
  const reading = async () => (await read('staging')) ?? { unable: 'there is no such environment' }
  let said: readonly string[] = []
  await until('the queue was read', 20_000, async () => {
    said = await look(reading)
    return said.some((words) => words.startsWith('now passed'))
  })
  assert.equal(said[0], 'now passed: shop 5 (below 50)')
  assert.equal(said[1], 'then failed: shop (canary) 90; below 50 wanted')
  assert.match(said[2] ?? '', /^few unknown: shop 5, \d+ of 1000 samples; below 50 wanted$/)
  assert.deepEqual(await look(async () => ({ unable: 'there is no server' })), [
    'now unknown: Could not be measured (there is no server)',
    'then unknown: Could not be measured (there is no server)',
    'few unknown: Could not be measured (there is no server)',
  ])
})
