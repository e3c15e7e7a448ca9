import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBinding } from '../../binding/parse.ts'
import { checkPlan, compilePlan } from '../plan.ts'

const PLAN = `plan: sample
title: A sample
environment: staging
version: v2
steps:
  - rollout:
      targets: [wix]
      stages: [{ weight: 100%, hold: 5m }]
      gates: [{ signal: success, atLeast: 99% }]
guards: [{ signal: SIGNAL, RULE }]
`
const BINDING = (paths: string, traffic = 'gateway: g.sock') => `environments:
  staging:
    prometheus: { url: 'http://127.0.0.1:9090', scrape: 15s }
    databases: { shop: { url: 'secret:SHOP' } }
    targets:
      wix:
        traffic: { ${traffic} }
        sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
        ${paths}
    signals:
      success: { gateway: success }
      waits:
        prometheus: { query: 'avg by (service, side, db) (avg_over_time(w[\${WINDOW}]))', target: service, side: side, each: db }
      errors:
        direction: higher
        prometheus: { good: 'sum by (service, side) (increase(e[\${WINDOW}]))', total: 'sum by (service, side) (increase(t[\${WINDOW}]))', target: service, side: side }
      queue: { sql: { database: shop, query: 'select queue, n as value from q', each: queue } }
      depth: { http: { url: 'http://q.example/', each: queue, items: '$.queues[*]', name: $.name, value: $.depth } }
      load: { sql: { database: shop, query: select 1 as value } }
      heat: { http: { url: 'http://q.example/', value: $.heat } }
`

function bound(paths = 'paths: [/api/orders, /api/v1/*]') {
  const parsed = parseBinding(BINDING(paths), 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}

const found = (signal: string, rule: string, binding = bound()) =>
  checkPlan(PLAN.replace('SIGNAL', signal).replace('RULE', rule), 'plan.yaml', binding, 1, null)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, line, column, message, remedy }) => `${code} ${line}:${column} ${message}: ${remedy}`)

const WELL: readonly (readonly [signal: string, rule: string])[] = [
  ['success', 'each: path, below: 97%, for: 5m'],
  ['success', 'each: reason, below: 97%, for: 5m'],
  ['success', 'each: segment, below: stable-5pp, for: 5m'],
  ['waits', 'each: db, above: 5, for: 5m, minSamples: 1'],
  ['queue', 'each: queue, above: 500, for: 15m, minSamples: 1'],
  ['depth', 'each: queue, above: 500, for: 15m, minSamples: 1'],
]
for (const [signal, rule] of WELL)
  test(`${signal} ${rule} is well`, () => assert.deepEqual(found(signal, rule), []))

const WRONG: readonly (readonly [signal: string, rule: string, said: RegExp])[] = [
  [
    'success',
    'each: pathh, below: 97%, for: 5m',
    /^unbound 10:29 .*not told apart by pathh: did you mean path\?$/,
  ],
  ['success', 'each: db, below: 97%, for: 5m', /not told apart by db: use one of path, reason, segment$/],
  [
    'errors',
    'each: endpoint, above: 3%, for: 5m',
    /errors is one number, .* by endpoint: sum its .* by endpoint too/,
  ],
  ['waits', 'each: queue, above: 5, for: 5m', /waits is not told apart by queue: write each: db$/],
  [
    'waits',
    'above: 5, for: 5m',
    /^many-numbers 10:20 .*a number for each db, .*: add each: db, or name a signal that is one number, such as the worst of them$/,
  ],
  ['queue', 'above: 5, for: 15m, minSamples: 1', /a number for each queue, .*: add each: queue, or /],
  ['load', 'each: queue, above: 5, for: 15m, minSamples: 1', /load is one number, .*: select queue too/],
  [
    'heat',
    'each: queue, above: 5, for: 15m, minSamples: 1',
    /heat is one number, .*: add each: queue and items:/,
  ],
  [
    'success',
    'each: path, worseThan: stable*2, confidence: 95%',
    /^not-in-this-version 10:29 `each` beside worseThan is not in this version/,
  ],
  ['success', 'each: path, below: recent-5pp, for: 5m', /`each` beside recent, which is one number for all/],
]
for (const [signal, rule, said] of WRONG)
  test(`${signal} ${rule} is refused, with place and remedy`, () => {
    const faults = found(signal, rule)
    assert.equal(faults.length, 1, faults.join('\n'))
    assert.match(faults[0] ?? '', said)
  })

test('paths that a target does not name are counted by no gateway', () => {
  assert.deepEqual(found('success', 'each: path, below: 97%, for: 5m', bound('')), [
    'unbound 10:29 in staging wix names no paths, so its gateway counts none apart: add paths: [/api/*] to the target wix in cutwater.yaml',
  ])
})

test('a rule without `each` is compiled as ever, and one with it says so in its name', () => {
  const compiled = (rule: string) => {
    const plan = PLAN.replace('SIGNAL', 'success').replace('RULE', rule)
    const made = compilePlan(plan, 'plan.yaml', { inputs: {}, pace: 1, binding: bound() })
    assert.ok('runbook' in made, JSON.stringify(made))
    return made.runbook.guards?.[0]
  }
  assert.ok(!('each' in (compiled('below: 97%, for: 5m') ?? {})))
  const each = compiled('each: path, below: 97%, for: 5m')
  assert.deepEqual([each?.id, each?.each], ['success-each-path-below-0.97-for-5m', 'path'])
})

const PATHS: readonly (readonly [written: string, said: RegExp])[] = [
  ['paths: [api]', /this is not a path: write \/api\/orders/],
  ['paths: [/a?b=1]', /without a query/],
  ['paths: [/a*]', /a \* stands for a whole part of a path/],
  ['paths: [/a, /a]', /this path is there already: remove it/],
  [`paths: [${Array.from({ length: 21 }, (_, i) => `/${i}`).join(', ')}]`, /20/],
]
for (const [written, said] of PATHS)
  test(`a binding is refused with ${written.slice(0, 30)}`, () => {
    const parsed = parseBinding(BINDING(written), 'cutwater.yaml')
    assert.ok('findings' in parsed)
    assert.match(parsed.findings.map(({ message, remedy }) => `${message}: ${remedy}`).join('\n'), said)
  })

test('a target behind HAProxy names no paths: it counts by backend and server', () => {
  const traffic = 'haproxy: { socket: h.sock, maps: maps }'
  const parsed = parseBinding(BINDING('paths: [/api/*]', traffic), 'cutwater.yaml')
  assert.ok('findings' in parsed)
  assert.match(
    parsed.findings[0]?.message ?? '',
    /HAProxy counts by backend and server, so it cannot tell paths apart/,
  )
})

const SIGNALS: readonly (readonly [written: string, said: RegExp])[] = [
  [
    "{ http: { url: 'http://q.example/', each: queue, value: $.v } }",
    /nothing says where they stand: add items/,
  ],
  ["{ http: { url: 'http://q.example/', items: '$.q[*]', value: $.v } }", /`items` belongs to `each`/],
  ["{ http: { url: 'http://q.example/', each: queue, items: '$.q[', value: $.v } }", /this is no JSONPath/],
  [
    '{ sql: { database: shop, query: select 1, each: value } }',
    /value is a column with a meaning of its own/,
  ],
]
for (const [written, said] of SIGNALS)
  test(`a signal is refused: ${written}`, () => {
    const text = `${BINDING('')}      it: ${written}\n`
    const parsed = parseBinding(text, 'cutwater.yaml')
    assert.ok('findings' in parsed)
    assert.match(parsed.findings.map(({ message, remedy }) => `${message}: ${remedy}`).join('\n'), said)
  })
