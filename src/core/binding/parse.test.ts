import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundShapes } from './bound-shapes.ts'
import { parseBinding } from './parse.ts'

const GOOD = `environments:
  staging:
    allowPace: true
    targets:
      wix:
        traffic: { gateway: run/gateway.sock }
        sides: { blue: 'http://127.0.0.1:4101', green: 'http://127.0.0.1:4102' }
        deploy: { command: [node, deploy.ts, up], cwd: ., passEnv: [PATH], env: { KEY: 'secret:NAME' }, timeLimit: 60s, grace: 3s }
        undeploy: { command: [node, deploy.ts, down], timeLimit: 30s }
        flags: [ { method: POST, url: 'http://127.0.0.1:4200/flags/\${FLAG}', token: 'secret:FLAG_API_KEY' } ]
    actions:
      sync-registry: { command: [node, sync.ts], timeLimit: 60s }
      verify-registry: { http: { method: GET, url: 'http://127.0.0.1:1/x', headers: {}, expect: [200] }, timeLimit: 10s }
    signals:
      success-ratio: { gateway: success, statusBelow: 500, within: 1s }
      latency-p95: { gateway: latency, quantile: 0.95 }
    notices:
      - { channel: pager, webhook: 'http://127.0.0.1:2/', secret: 'secret:PAGER_KEY', urgency: page }
      - { channel: events, webhook: 'http://127.0.0.1:2/', secret: 'secret:EVENTS_KEY', events: ['canary:*'] }
  measured:
    prometheus: { url: 'http://127.0.0.1:9090', token: 'secret:PROM', scrape: 5s }
    signals:
      errors: { prometheus: { bad: 'increase(b[\${WINDOW}])', total: 'increase(t[\${WINDOW}])', target: service, side: side } }
      slow: { prometheus: { buckets: 'increase(h[\${WINDOW}])', unit: ms, target: service, slot: track } }
`

for (const [said, words] of [
  ["canary: '${VERSION}'", { canary: '${VERSION}', stable: null }],
  ['canary: preview, stable: active', { canary: 'preview', stable: 'active' }],
  ['stable: active', { canary: 'canary', stable: 'active' }],
] as const)
  test(`a slot label may speak the team's words: ${said}`, () => {
    const text = GOOD.replace('slot: track', () => `slot: track, ${said}`)
    const parsed = parseBinding(text, 'cutwater.yaml')
    assert.ok('binding' in parsed, JSON.stringify(parsed))
    const slow = parsed.binding.environments.measured?.signals.slow
    assert.deepEqual(slow?.source === 'prometheus' ? slow.labels : null, {
      target: 'service',
      arm: 'track',
      armIs: 'slot',
      words,
    })
  })

test('reads what an administrator writes', () => {
  const parsed = parseBinding(GOOD, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const staging = parsed.binding.environments.staging
  assert.equal(staging?.allowPace, true)
  assert.deepEqual(staging.targets.wix?.deploy, {
    timeLimitMs: 60_000,
    run: {
      run: 'command',
      command: ['node', 'deploy.ts', 'up'],
      cwd: '.',
      passEnv: ['PATH'],
      env: { KEY: 'secret:NAME' },
      graceMs: 3000,
    },
  })
  assert.deepEqual(staging.actions['verify-registry']?.run, {
    run: 'http',
    method: 'GET',
    url: 'http://127.0.0.1:1/x',
    headers: {},
    expect: [200],
  })
  assert.deepEqual(staging.signals, {
    'success-ratio': {
      source: 'gateway',
      kind: 'ratio',
      unit: 'ratio',
      direction: 'lower',
      statusBelow: 500,
      withinMs: 1000,
    },
    'latency-p95': {
      source: 'gateway',
      kind: 'distribution',
      unit: 'ms',
      direction: 'higher',
      quantile: 0.95,
    },
  })
  const { measured } = parsed.binding.environments
  assert.deepEqual(measured?.prometheus, {
    url: 'http://127.0.0.1:9090',
    token: 'secret:PROM',
    scrapeMs: 5_000,
    intervalMs: 10_000,
    lagMs: 5_500,
  })
  assert.deepEqual(measured.signals, {
    errors: {
      source: 'prometheus',
      kind: 'ratio',
      unit: 'ratio',
      direction: 'lower',
      labels: { target: 'service', arm: 'side', armIs: 'side' },
      counts: 'bad',
      part: 'increase(b[${WINDOW}])',
      total: 'increase(t[${WINDOW}])',
    },
    slow: {
      source: 'prometheus',
      kind: 'distribution',
      unit: 'ms',
      direction: 'higher',
      labels: { target: 'service', arm: 'track', armIs: 'slot' },
      buckets: 'increase(h[${WINDOW}])',
      scale: 1,
      quantile: 0.95,
    },
  })
  assert.deepEqual(
    staging.notices.map(({ to, urgency, events }) => [to, urgency, events]),
    [
      [{ kind: 'webhook', url: 'http://127.0.0.1:2/', secret: 'secret:PAGER_KEY' }, 'page', ['*']],
      [{ kind: 'webhook', url: 'http://127.0.0.1:2/', secret: 'secret:EVENTS_KEY' }, 'tell', ['canary:*']],
    ],
  )
})

const SYNC = 'command: [node, sync.ts]'
const ROWS: readonly (readonly [title: string, from: string, to: string, code: string, where: string])[] = [
  ['an expression in a command', SYNC, "command: [node, '${{ inputs.x }}']", 'input-in-command', '12:40'],
  [
    'a variable inside an argument',
    SYNC,
    "command: [node, 'v=${CUTWATER_VERSION}']",
    'input-in-command',
    '12:40',
  ],
  [
    'a variable in the name of an option',
    SYNC,
    "command: [node, '--${CUTWATER_VERSION}=x']",
    'input-in-command',
    '12:40',
  ],
  [
    'a variable behind a short option',
    SYNC,
    "command: [node, '-o${CUTWATER_VERSION}']",
    'input-in-command',
    '12:40',
  ],
  [
    'text behind the variable of an option',
    SYNC,
    "command: [node, '--tag=${CUTWATER_VERSION}.tar']",
    'input-in-command',
    '12:40',
  ],
  [
    'a variable as code in one argument',
    SYNC,
    "command: [node, '--eval=${CUTWATER_WITH}']",
    'input-in-command',
    '12:40',
  ],
  ['a variable as the program', SYNC, "command: ['${CUTWATER_VERSION}']", 'input-in-command', '12:34'],
  [
    'a variable as code of a shell',
    SYNC,
    "command: [sh, -c, '${CUTWATER_WITH}']",
    'input-in-command',
    '12:42',
  ],
  [
    'a variable as code of node',
    SYNC,
    "command: [node, --eval, '${CUTWATER_WITH}']",
    'input-in-command',
    '12:48',
  ],
  ['an unknown variable', SYNC, "command: [node, '${CUTWATER_VERSIN}']", 'unknown-variable', '12:40'],
  [
    'a variable as a host',
    'http://127.0.0.1:1/x',
    'http://${CUTWATER_TARGET}/x',
    'input-in-command',
    '13:52',
  ],
  [
    'its password handed on',
    'passEnv: [PATH]',
    'passEnv: [DATABASE_PASSWORD_FILE]',
    'forbidden-variable',
    '8:69',
  ],
  ['a database handed on', 'passEnv: [PATH]', 'passEnv: [DATABASE_URL]', 'forbidden-variable', '8:69'],
  ['a written secret', "token: 'secret:FLAG_API_KEY'", 'token: hunter2', 'wrong-type', '10:85'],
  ['an unknown adapter', 'gateway: run/gateway.sock', 'nginx: run/x', 'unknown-key', '6:20'],
  [
    'a gateway on the network without a certificate',
    'gateway: run/gateway.sock',
    'gateway: https://edge-1.internal:9443',
    'unbound',
    '6:29',
  ],
  [
    'a gateway on the network without TLS',
    'gateway: run/gateway.sock',
    'gateway: http://edge-1.internal:9443',
    'bad-value',
    '6:29',
  ],
  [
    'two adapters for one target',
    'gateway: run/gateway.sock',
    'gateway: run/x, haproxy: { socket: run/y, maps: run }',
    'bad-value',
    '6:18',
  ],
  [
    'two HAProxies with one directory of maps',
    'gateway: run/gateway.sock',
    'haproxy: [{ socket: a, maps: m }, { socket: b, maps: m }]',
    'duplicate-name',
    '6:73',
  ],
  [
    'a HAProxy at an impossible port',
    'gateway: run/gateway.sock',
    "haproxy: { socket: '127.0.0.1:99999', maps: m }",
    'bad-value',
    '6:39',
  ],
  [
    'a HAProxy on another machine, and no certificate to show it',
    'gateway: run/gateway.sock',
    "haproxy: { socket: 'tls://edge-3.internal:9444', maps: /var/lib/haproxy/cutwater }",
    'unbound',
    '6:29',
  ],
  [
    'map files of another machine, told from here',
    'gateway: run/gateway.sock',
    "haproxy: { socket: 'tls://edge-3.internal:9444', maps: m }",
    'bad-value',
    '6:75',
  ],
  [
    'a HAProxy by a protocol that it does not speak',
    'gateway: run/gateway.sock',
    "haproxy: { socket: 'https://edge-3.internal:9444', maps: /m }",
    'bad-value',
    '6:39',
  ],
  ['a pace in production', '  staging:', '  production:', 'pace', '3:16'],
  ['neither command nor call', `${SYNC}, `, '', 'bad-value', '12:22'],
  ['a quantile of a ratio', 'statusBelow: 500', 'quantile: 0.5', 'unknown-key', '15:42'],
  ['an unknown kind of channel', "events, webhook: '", "events, webhok: '", 'unknown-key', '19:28'],
  ['a channel that leads nowhere', "events, webhook: 'http://127.0.0.1:2/'", 'events', 'bad-value', '19:9'],
  ['a channel twice', 'channel: events', 'channel: pager', 'duplicate-name', '19:20'],
  ['a count without its window', 'increase(b[${WINDOW}])', 'increase(b[1m])', 'no-window', '23:36'],
  [
    'another variable in an expression',
    'increase(b[',
    'increase(b{x="${TARGET}"}[',
    'unknown-variable',
    '23:36',
  ],
  ['both good and bad', 'total:', "good: 'increase(g[${WINDOW}])', total:", 'bad-value', '23:31'],
  ['a total of nothing', "bad: 'increase(b[${WINDOW}])', ", '', 'missing', '23:31'],
  ['neither total nor buckets', 'buckets:', 'bucket:', 'bad-value', '24:27'],
  ['a label for side and slot', 'slot: track', 'side: a, slot: b', 'bad-value', '24:27'],
  ['words of a slot for a side', 'slot: track', 'side: track, canary: a', 'unknown-key', '24:104'],
  [
    'another variable in a word',
    'slot: track',
    "slot: track, canary: '${TAG}'",
    'unknown-variable',
    '24:112',
  ],
  ['one word for both slots', 'slot: track', 'slot: track, canary: a, stable: a', 'bad-value', '24:123'],
  ['two sources of a signal', 'slow: {', 'slow: { gateway: latency,', 'bad-value', '24:13'],
  ['an interval of one scrape', 'scrape: 5s', 'scrape: 5s, interval: 8s', 'bad-value', '21:93'],
  [
    'no Prometheus for a signal',
    "    prometheus: { url: 'http://127.0.0.1:9090', token: 'secret:PROM', scrape: 5s }\n",
    '',
    'unbound',
    '22:17',
  ],
  ['a kind that is not measured', 'statusBelow: 500', 'kind: gauge', 'wrong-kind', '15:48'],
  ['a unit of another kind', 'statusBelow: 500', 'unit: ms', 'wrong-unit', '15:48'],
  ['a ratio in per cent', 'statusBelow: 500', 'unit: percent', 'wrong-unit', '15:48'],
  ['a unit that is none', 'statusBelow: 500', 'unit: parsecs', 'wrong-type', '15:48'],
  ['money of no currency', 'slow: {', 'slow: { unit: money,', 'missing', '24:21'],
  ['a currency of no money', 'slow: {', 'slow: { currency: EUR,', 'unknown-key', '24:15'],
  ['edges in another unit than the signal', 'slow: {', 'slow: { unit: bytes,', 'wrong-unit', '24:83'],
  ['a good part and a sum', 'total:', "sum: 'increase(g[${WINDOW}])', total:", 'bad-value', '23:62'],
  [
    'two ways to say who asks',
    "token: 'secret:PROM'",
    "token: 'secret:PROM', basicAuth: { user: u, password: 'secret:P' }",
    'bad-value',
    '21:71',
  ],
  [
    'a written password',
    "token: 'secret:PROM'",
    'basicAuth: { user: u, password: hunter2 }',
    'wrong-type',
    '21:81',
  ],
  [
    'a user with a colon',
    "token: 'secret:PROM'",
    "basicAuth: { user: 'u:v', password: 'secret:P' }",
    'wrong-type',
    '21:68',
  ],
  [
    'a written credential in a header',
    "token: 'secret:PROM'",
    'headers: { authorization: hunter2 }',
    'wrong-type',
    '21:75',
  ],
  [
    'a header of the request itself',
    "token: 'secret:PROM'",
    'headers: { Content-Type: text/plain }',
    'forbidden-header',
    '21:60',
  ],
  [
    'a header said twice',
    "token: 'secret:PROM'",
    'headers: { X-Team: a, x-team: b }',
    'duplicate-name',
    '21:71',
  ],
  ['a header that is none', "token: 'secret:PROM'", "headers: { 'X Team': a }", 'bad-name', '21:60'],
  [
    'an input in a header',
    "token: 'secret:PROM'",
    "headers: { X-Team: '${TEAM}' }",
    'input-in-command',
    '21:68',
  ],
  [
    'credentials in the URL of a Prometheus',
    'http://127.0.0.1:9090',
    'http://me:hunter2@host:9090',
    'wrong-type',
    '21:24',
  ],
  ['credentials in a URL', 'http://127.0.0.1:1/x', 'http://me:pw@host/x', 'wrong-type', '13:52'],
]

test('kind, unit and direction are what the binding says, else what its form implies', () => {
  const shapeOf = (written: string) => {
    const parsed = parseBinding(
      GOOD.replace(/slow: \{.*\n/, () => `slow: { ${written} }\n`),
      'cutwater.yaml',
    )
    assert.ok('binding' in parsed, JSON.stringify(parsed))
    return boundShapes(parsed.binding)('measured', 'slow')
  }
  const labels = 'target: service, side: side'
  for (const [written, shape] of [
    ['gateway: success', { kind: 'ratio', unit: 'ratio', direction: 'lower' }],
    ['gateway: latency', { kind: 'distribution', unit: 'ms', direction: 'higher' }],
    ['gateway: latency, unit: s', { kind: 'distribution', unit: 's', direction: 'higher' }],
    [
      `direction: higher, prometheus: { good: 'increase(e[\${WINDOW}])', total: 'increase(t[\${WINDOW}])', ${labels} }`,
      { kind: 'ratio', unit: 'ratio', direction: 'higher' },
    ],
    [
      `unit: bytes, prometheus: { buckets: 'increase(h[\${WINDOW}])', ${labels} }`,
      { kind: 'distribution', unit: 'bytes', direction: 'higher' },
    ],
    [
      `unit: percent, prometheus: { query: 'avg_over_time(x[\${WINDOW}])', ${labels} }`,
      { kind: 'gauge', unit: 'ratio', direction: 'higher' },
    ],
    [
      `kind: count, prometheus: { query: 'increase(x[\${WINDOW}])', ${labels} }`,
      { kind: 'count', unit: 'per-second', direction: 'higher' },
    ],
    [
      `unit: money, currency: EUR, direction: lower, prometheus: { sum: 'increase(s[\${WINDOW}])', total: 'increase(t[\${WINDOW}])', ${labels} }`,
      { kind: 'mean', unit: 'money', direction: 'lower', currency: 'EUR' },
    ],
  ] as const)
    assert.deepEqual(shapeOf(written), shape, written)
})

test('a Prometheus is asked with a user and a password, or with headers, and secrets stay names', () => {
  const bound = (written: string) => {
    const parsed = parseBinding(
      GOOD.replace("token: 'secret:PROM'", () => written),
      'cutwater.yaml',
    )
    assert.ok('binding' in parsed, JSON.stringify(parsed))
    return parsed.binding.environments.measured?.prometheus
  }
  const basicAuth = { user: 'u', password: 'secret:PROM' }
  const headers = { 'X-Scope-OrgID': 'team-a', Authorization: 'ApiKey secret:PROM' }
  assert.deepEqual(bound(`basicAuth: ${JSON.stringify(basicAuth)}`)?.basicAuth, basicAuth)
  assert.deepEqual(bound(`headers: ${JSON.stringify(headers)}`)?.headers, headers)
})

test('credentials in the URL of a Prometheus are one fault, and its remedy says where they go', () => {
  const parsed = parseBinding(
    GOOD.replace('http://127.0.0.1:9090', 'http://me:pw@host:9090'),
    'cutwater.yaml',
  )
  assert.ok('findings' in parsed)
  assert.deepEqual(
    parsed.findings.map(({ remedy }) => remedy),
    [
      "write http://host:port/path, and its user and password beside it, as basicAuth: { user: NAME, password: 'secret:NAME' }",
    ],
  )
})

for (const [title, from, to, code, where] of ROWS)
  test(`a binding is refused for ${title}`, () => {
    assert.ok(GOOD.includes(from))
    const parsed = parseBinding(
      GOOD.replace(from, () => to),
      'cutwater.yaml',
    )
    assert.ok('findings' in parsed, 'it was accepted')
    const found = parsed.findings.find((one) => one.code === code && `${one.line}:${one.column}` === where)
    assert.ok(found, `${code} at ${where} is not among ${JSON.stringify(parsed.findings, null, 1)}`)
    assert.ok(found.remedy.length > 0)
    assert.ok(!JSON.stringify(found).includes('hunter2'))
  })
