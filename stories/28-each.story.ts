/**
 * A canary that fails on one path only, on a real gateway: all of its requests together are well within the bound, and
 * the rule that judges each path takes it back and says which one it was. The gateway counts the paths that the
 * binding names and no others, and only while a rule asks.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { httpClient } from '../src/http/client/client.ts'
import { journalOf, says } from './props/facts.testing.ts'
import { startShopGateway } from './props/shop-gateway.testing.ts'
import { smallHouse } from './props/small-house.testing.ts'
import { until } from './props/stage.testing.ts'

/** At pace 20 a minute of the plan is three seconds. */
const PLAN = `plan: by-path
title: A release that is judged path by path
environment: staging
version: v2.0.0
steps:
  - rollout:
      targets: [shop]
      stages: [ { weight: 50%, hold: 10m }, { weight: 100%, hold: 10s } ]
      gates: [ { signal: success-ratio, atLeast: 95% } ]
guards:
  - { signal: success-ratio, below: 97%, for: 1m }
  - { signal: success-ratio, each: path, below: 97%, for: 1m, minSamples: 2 }
`
const WHOLE = 'success-ratio-below-0.97-for-1m'
const BY_PATH = 'success-ratio-each-path-below-0.97-for-1m'
const FAILING = '/api/orders'

async function side(t: TestContext, isCanary: boolean): Promise<string> {
  const server = createServer((request, response) => {
    const isBad = isCanary && request.url?.startsWith(FAILING) === true
    response.writeHead(isBad ? 500 : 200).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Of sixty visitors a second, one orders; the paths of the others are ever new. */
function visitors(url: string, t: TestContext): void {
  let asked = 0
  const one = () => {
    const path = asked++ % 60 === 0 ? FAILING : `/pages/${randomUUID()}`
    void fetch(`${url}${path}?visit=${asked}`).then(
      (answer) => answer.body?.cancel(),
      () => undefined,
    )
  }
  const timer = setInterval(() => {
    for (let i = 0; i < 12; i++) one()
  }, 100)
  t.after(() => clearInterval(timer))
}

test('one path fails, all of them together do not: it is taken back by name', {
  timeout: 120_000,
}, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-each-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const sides = { blue: await side(t, false), green: await side(t, true) }
  const gateway = await startShopGateway(dir, { staging: { sides } })
  t.after(gateway.stop)
  const target = { traffic: { gateway: gateway.socket }, sides, paths: [FAILING, '/api/pay'] }
  const house = smallHouse(
    JSON.stringify({
      environments: {
        staging: {
          allowPace: true,
          targets: { shop: target },
          signals: { 'success-ratio': { gateway: 'success' } },
        },
      },
    }),
  )
  t.after(house.remove)
  await house.start()
  visitors(gateway.url('staging'), t)
  const plan = join(house.dir, 'by-path.yaml')
  writeFileSync(plan, PLAN)
  await says(house, 'check', plan)
  const asked = ['--pace', '20', '--detach', '--json', '--key', randomUUID()]
  const { id } = JSON.parse(await says(house, 'run', plan, ...asked)) as { id: string }
  const client = httpClient({ url: house.url(), token: house.token() })
  const told = async () =>
    (await journalOf({ client: () => client }, id)).map(({ sentence }) => sentence).join('\n')
  const view = await until('it is over', async () => {
    const now = await client.change(id)
    return now.endedAt === null ? null : now
  })
  assert.equal(view.status, 'rolled-back', await told())

  await t.test('the sentence names the path, and no path that somebody made up', async () => {
    const journal = await told()
    assert.match(
      journal,
      /guard tripped on shop: path \/api\/orders: success-ratio \d+\.\d\d % of [\d,]+ samples \(below 97\.00 %\)/,
    )
    assert.match(journal, /of 3: 1 worse/)
    assert.doesNotMatch(journal, /\/pages\//)
    assert.match(view.headline.cause ?? '', /success-ratio of path \/api\/orders was/)
  })

  await t.test('the guard on all of them together is quiet', async () => {
    const of = (rule: string) => view.guards.find((one) => one.id === rule)?.targets[0]
    assert.equal(of(WHOLE)?.verdict, 'no-worse')
    assert.ok((of(WHOLE)?.value ?? 0) > 0.97)
    const each = of(BY_PATH)?.each ?? assert.fail('no path is shown for itself')
    assert.deepEqual([...each.series.map(({ name }) => name)].sort(), [FAILING, '/api/pay', 'other'].sort())
    assert.equal(each.name, FAILING)
    const shown = await says(house, 'show', id)
    assert.match(shown, /path \/api\/orders \d+\.\d\d %/)
  })

  await t.test('the database keeps declared paths and nothing else', async () => {
    const rows = await house.database(async (database) => {
      const query = 'SELECT DISTINCT path FROM cutwater.sample WHERE path IS NOT NULL ORDER BY 1'
      return (await database.query<{ path: string }>(query)).rows.map(({ path }) => path)
    })
    assert.deepEqual(rows, [FAILING, 'other'])
  })
})
