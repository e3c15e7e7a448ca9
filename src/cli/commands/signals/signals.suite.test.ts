import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Shop, shopUnderTest } from '../../../adapters/sql-signals/sql.testing.ts'
import { cutwaterIn } from '../../cutwater.testing.ts'
import { commandLineIn } from '../../terminal/terminal.testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-signals-'))
const { data, serve, endAll } = cutwaterIn(dir)
const cutwater = commandLineIn(dir, { CUTWATER_DATA: data })
const api = createServer((request, response) => {
  if (request.url === '/queue') response.end('{"queues": [{"name": "mail", "length": 7}]}')
  else response.writeHead(429, { 'retry-after': '60' }).end()
})
let shop: Shop

const PLAN = `plan: watch
title: Watch the queue
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
version: v2
window: { duration: 1h }
steps:
  - rollout:
      targets: [wix]
      stages: [{ weight: 5, hold: 1m }, { weight: 100, hold: 1m }]
      guards:
        - { signal: queue, above: 100, for: 30s }
        - { signal: happiness, below: 50%, for: 30s }
`

before(async () => {
  shop = await shopUnderTest()
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
  const at = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
  mkdirSync(join(dir, 'secrets'))
  writeFileSync(join(dir, 'secrets', 'SHOP'), shop.urlOf('reader'), { mode: 0o600 })
  writeFileSync(join(dir, 'secrets', 'OWNER'), shop.ownerUrl, { mode: 0o600 })
  writeFileSync(join(dir, 'watch.yaml'), PLAN)
  writeFileSync(
    join(dir, 'cutwater.yaml'),
    `environments:
  staging:
    targets:
      wix: { traffic: { gateway: nowhere.sock }, sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' } }
    databases:
      shop: { url: 'secret:SHOP', interval: 1s, timeLimit: 1s }
      mighty: { url: 'secret:OWNER', interval: 1s, timeLimit: 1s }
    signals:
      paid: { kind: ratio, slo: 99%, sql: { database: shop, by: side, query: "select side, good, total from (values ('blue', 99, 100), ('green', 8, 10)) x(side, good, total) where \${FROM} < \${TO}" } }
      orders: { sql: { database: mighty, query: select count(*) as value from requests } }
      queue: { http: { url: '${at}/queue', value: "$.queues[?@.name == 'mail'].length", interval: 1s, timeLimit: 1s } }
      users: { http: { url: '${at}/users', value: $.n, interval: 1s, timeLimit: 1s } }
    checks:
      paid: { title: Payments, signal: { name: paid, atLeast: slo } }
      new: { title: Payments of the new version, signal: { name: paid, atLeast: slo, side: canary } }
      users: { title: Users, signal: { name: users, above: 1 } }
    suites:
      business: { title: Business, checks: [paid] }
      all: { title: All, checks: [new, users] }
`,
  )
  await serve()
})
after(async () => {
  await endAll()
  api.closeAllConnections()
  api.close()
  await shop?.close()
  rmSync(dir, { recursive: true, force: true })
})

test('every signal is shown with its value on each side, its unit, its age and its source, or why there is none', async () => {
  const { code, out, err } = await cutwater('signals', 'staging')
  assert.equal(code, 0, err)
  const said = (words: RegExp) => assert.match(out, words)
  said(/^paid {2}ratio, lower is worse; slo 99\.00 %; over 16s; by the database shop of staging$/m)
  said(/^ {2}wix {2}stable {2}99\.00 % {2}\d+ requests, \ds ago$/m)
  said(/^ {7}canary {2}80\.00 % {2}\d+ requests, \ds ago$/m)
  said(/no data: orders: the database mighty of staging is not asked, because its role/)
  said(/^queue {2}gauge, higher is worse; over 16s; by http:\/\/127\.0\.0\.1:\d+ for staging, every 1s$/m)
  said(/^ {2}wix {2}stable {2}7 {2}1 reading, /m)
  said(/asks to be left alone for 60 s \(429\)/)
})

test('of a plan only what it decides by is shown, also what nobody measures', async () => {
  const { code, out, err } = await cutwater('signals', 'staging', '--plan', 'watch.yaml')
  assert.equal(code, 0, err)
  assert.match(out, /^queue {2}gauge, higher is worse; compared with 100; over 16s; by http/m)
  assert.match(out, /^happiness\n {2}nobody measures it in staging$/m)
  assert.doesNotMatch(out, /paid|orders|users/)
})

test('as JSON it is what the API answers', async () => {
  const { out } = await cutwater('signals', 'staging', '--json')
  const { environment, signals } = JSON.parse(out)
  assert.equal(environment, 'staging')
  assert.deepEqual(
    signals.map(({ signal }: { signal: string }) => signal),
    ['orders', 'paid', 'queue', 'users'],
  )
})

test('an environment that is not there, and a plan that is not there, are refused', async () => {
  const nowhere = await cutwater('signals', 'stagin')
  assert.equal(nowhere.code, 1)
  assert.match(nowhere.err, /no environment stagin/)
  const noPlan = await cutwater('signals', 'staging', '--plan', 'nothing.yaml')
  assert.equal(noPlan.code, 1)
  assert.match(noPlan.err, /nothing\.yaml/)
})

test('doctor asks for all of them, and names what is wrong', async () => {
  const { code, out } = await cutwater('doctor', '--binding', 'cutwater.yaml')
  assert.equal(code, 1)
  assert.match(
    out,
    /✗ signals .*orders: the database mighty of staging is not asked, because its role could write: .* is a superuser/,
  )
  assert.doesNotMatch(out, /hunter2/)
})

test('a suite judges a signal by the numbers of the server, and knows nothing without one', async () => {
  const well = await cutwater('validate', 'business')
  assert.equal(well.code, 0, well.out + well.err)
  assert.match(well.out, /^✓ Payments: wix 99\.00 % \(at least 99\.00 %, slo\)$/m)
  const bad = await cutwater('validate', 'all')
  assert.equal(bad.code, 1)
  assert.match(
    bad.out,
    /^✗ Payments of the new version: wix \(canary\) 80\.00 %; at least 99\.00 %, slo wanted$/m,
  )
  assert.match(bad.out, /^\? Users: wix unknown: .*\(429\).*; above 1 wanted$/m)
  const alone = commandLineIn(dir, { CUTWATER_DATA: join(dir, 'nowhere') })
  const unknown = await alone('validate', 'business')
  assert.equal(unknown.code, 1)
  assert.match(
    unknown.out,
    /\? Payments: Could not be measured \(there is no server that measures; say where it is/,
  )
})
