import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { jsonSchema } from '../../../core/document/json-schema.ts'
import { parseConfig } from './config.ts'
import { gatewayConfigSchema } from './config-schema.ts'

const ROUTE = `  - target: staging/wix
    listen: 127.0.0.1:8080
    sides: { blue: 'http://127.0.0.1:4101', green: 'http://127.0.0.1:4102' }
`
const GOOD = `instance: edge-1
adminSocket: run/gateway.sock
stateFile: run/state.json
cookieSecretFile: run/secret
routes:
${ROUTE}`

test('what is left out has its default', () => {
  const { config, findings } = parseConfig(GOOD, 'gateway.yaml')
  assert.deepEqual(findings, [])
  assert.deepEqual(config?.identity, { userHeader: 'X-User-Id', segmentHeader: 'X-User-Segment' })
  assert.deepEqual([config?.trustedProxies, config?.limits.connectMs], [[], 2_000])
})

test('everything that is wrong is found at once, with its place and what to write', () => {
  const cases: readonly (readonly [text: string, found: readonly string[]])[] = [
    [GOOD.replace('instance:', 'instanse:'), ['1 unknown-key']],
    [GOOD.replace('127.0.0.1:8080', '8080'), ['7 wrong-type']],
    [GOOD.replace('127.0.0.1:8080', 'localhost'), ['7 bad-value']],
    [GOOD.replace('http://127.0.0.1:4101', 'ftp://x'), ['8 bad-value']],
    [`${GOOD}trustedProxies: [10.0.0.0/33]\nlimits: { connectMs: 0 }\n`, ['9 bad-value', '10 wrong-type']],
    [`${GOOD}${ROUTE}`, ['9 duplicate-name', '10 duplicate-name']],
    [
      `${GOOD}    paths: [/api/*]\n${ROUTE.replace('wix', 'api')}    paths: [/api/*, api]\n`,
      ['13 duplicate-name', '13 wrong-type'],
    ],
    [GOOD.replace('4102', '4101'), ['8 same-side']],
    ['routes: []', ['1 missing', '1 missing', '1 missing', '1 missing', '1 wrong-type']],
    [`${GOOD}cookie: { name: "a b", maxAgeSeconds: 0 }\n`, ['9 wrong-type', '9 wrong-type']],
    [`${GOOD}cookie: { sameSite: None }\n`, ['9 bad-value']],
    ['not: [yaml', ['1 yaml']],
  ]
  for (const [text, found] of cases) {
    const { config, findings } = parseConfig(text, 'gateway.yaml')
    assert.deepEqual(
      findings.map(({ line, code }) => `${line} ${code}`),
      found,
      text,
    )
    for (const { remedy } of findings) assert.ok(remedy.length > 0)
    assert.equal(config === null, !found[0]?.includes('same-side'), text)
  }
})

test('routes share an address by their paths', () => {
  const { config, findings } = parseConfig(
    `${GOOD}${ROUTE.replace('wix', 'api')}    paths: [/api/*]\n`,
    'gateway.yaml',
  )
  assert.deepEqual(findings, [])
  assert.deepEqual(
    config?.routes.map(({ paths }) => paths),
    [undefined, ['/api/*']],
  )
})

test('what is no address or range is trusted by nobody: it is refused', () => {
  for (const wrong of [
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'proxy.example',
    '2001:db8::/129',
    '10.0.0.0/-1',
  ])
    assert.equal(parseConfig(`${GOOD}trustedProxies: ["${wrong}"]`, 'gateway.yaml').config, null, wrong)
  const { config } = parseConfig(`${GOOD}trustedProxies: [192.0.2.7, "2001:db8::/32"]`, 'gateway.yaml')
  assert.equal(config?.trustedProxies.length, 2)
})

test('nothing is let through in maintenance unless it is said, and what cannot be meant is refused', () => {
  const { config } = parseConfig(GOOD, 'gateway.yaml')
  assert.deepEqual(config?.routes[0]?.maintenance, { allowPaths: [], allowSegments: [], allowAddresses: [] })
  for (const wrong of [
    '{ healthPath: health }',
    '{ allowPaths: [health] }',
    '{ allowPaths: ["/with a blank"] }',
    '{ allowAddresses: [10.0.0.0/33] }',
    '{ allowSegments: [""] }',
    '{ allowEverybody: true }',
  ])
    assert.equal(parseConfig(`${GOOD}    maintenance: ${wrong}\n`, 'gateway.yaml').config, null, wrong)
  const right = '{ healthPath: /health, allowPaths: [/ready, /admin/*], allowAddresses: [10.0.0.0/8] }'
  assert.deepEqual(parseConfig(`${GOOD}    maintenance: ${right}\n`, 'gateway.yaml').findings, [])
})

test('schemas/gateway.schema.json is what the code says; npm run schema writes it anew', () => {
  const file = new URL('../../../../schemas/gateway.schema.json', import.meta.url)
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(jsonSchema(gatewayConfigSchema)))
})
