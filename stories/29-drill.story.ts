/**
 * A rollback that is proven: on a real gateway with real users a drill deploys, gives a canary traffic and goes back by
 * the plan's own rollback, over a server that dies meanwhile. A plan that asks for a drill waits until one has proved
 * its rollback; what hangs, or what nobody allows, proves nothing.
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
import { says } from './props/facts.testing.ts'
import { startShopGateway } from './props/shop-gateway.testing.ts'
import { type SmallHouse, smallHouse } from './props/small-house.testing.ts'
import { until } from './props/stage.testing.ts'

const plan = (step: string, title = 'A release of the shop') => `plan: shop-release
title: ${title}
inputs:
  environment: { type: string, default: staging }
version: v2.0.0
steps:
  - deploy: shop
  - checklist: [ { drill: { notOlderThan: 30d } } ]
    id: rehearsed
  - rollout:
      targets: [shop]
      stages: [ { weight: 20%, hold: 10m }, { weight: 100%, hold: 10m } ]
      gates: [ { signal: success-ratio, atLeast: 95% } ]
      guards: [ { signal: success-ratio, below: 90%, for: 1m } ]
rollback:
  limits: { close: 30s, undo: 1m }
  steps: [ { action: ${step}, timeLimit: 2s, retry: { attempts: 1 } } ]
`

/** It moves no traffic; and of `KEPT` nothing is taken back. */
const STILL = `plan: works
title: Works on the shop
version: v2.0.0
environment: staging
steps:
  - { action: tell, undo: { action: tell } }
  - checklist: [ { drill: { notOlderThan: 30d } } ]
  - deploy: shop
rollback: { limits: { undo: 1m } }
`
const KEPT = `plan: kept
title: Stays as it is
environment: staging
steps: [ { action: tell, undo: { none: true, because: it may stay } } ]
`

async function side(t: TestContext): Promise<string> {
  const server = createServer((_, response) => void response.end('ok'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function visitors(url: string, t: TestContext): void {
  const one = () =>
    void fetch(url).then(
      (answer) => answer.body?.cancel(),
      () => undefined,
    )
  const timer = setInterval(() => {
    for (let i = 0; i < 6; i++) one()
  }, 100)
  t.after(() => clearInterval(timer))
}

const node = (script: string) => ({ command: [process.execPath, '-e', script] })

async function houseOn(t: TestContext): Promise<SmallHouse> {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-drill-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const sides = { blue: await side(t), green: await side(t) }
  const gateway = await startShopGateway(dir, { staging: { sides }, live: { sides } })
  t.after(gateway.stop)
  const shop = { traffic: { gateway: gateway.socket }, sides, deploy: node('0'), undeploy: node('0') }
  const actions = { tell: node('0'), hang: node('setInterval(() => 0, 1000)') }
  const environment = { targets: { shop }, actions, signals: { 'success-ratio': { gateway: 'success' } } }
  const house = smallHouse(
    JSON.stringify({
      environments: {
        staging: { ...environment, allowPace: true, drills: { requests: 'success-ratio' } },
        live: environment,
      },
    }),
  )
  t.after(house.remove)
  await house.start()
  visitors(gateway.url('staging'), t)
  return house
}

test('a rollback is rehearsed under traffic, timed and counted, and its plan waits for that', {
  timeout: 120_000,
}, async (t) => {
  const house = await houseOn(t)
  const write = (name: string, text: string) => {
    writeFileSync(join(house.dir, name), text)
    return join(house.dir, name)
  }
  const file = write('shop.yaml', plan('tell'))
  const client = () => httpClient({ url: house.url(), token: house.token() })
  const open = async (...words: readonly string[]) => {
    const ran = await house.cutwater(...words, '--detach', '--json', '--key', randomUUID())
    assert.equal(ran.code, 0, ran.err)
    return { ...(JSON.parse(ran.out) as { id: string }), err: ran.err }
  }
  const lineOf = async (id: string) =>
    (await client().change(id)).checklists.find(({ step }) => step === 'rehearsed')?.items[0]

  let waiting = ''
  await t.test('before any drill, check, run and the change say that one is due, and it waits', async () => {
    const nothing = /no drill has proved this rollback here yet: cutwater drill shop-release/
    assert.match(await says(house, 'check', file), nothing)
    const { id, err } = await open('run', file)
    waiting = id
    assert.match(err, nothing)
    const line = await until('its line is asked', async () => {
      const one = await lineOf(id)
      return one?.status === 'failed' ? one : null
    })
    assert.match(line.evidence ?? '', nothing)
    const { concerns } = await client().change(id)
    assert.ok(concerns.some(({ concern }) => concern === 'drill'))
  })

  await t.test('it runs neither beside a change nor where nobody allows it, nor from no stage', async () => {
    const order = { plan: plan('tell'), file: 'shop.yaml', inputs: {}, pace: 1 }
    const refused = (over: object, why: RegExp) =>
      assert.rejects(client().startDrill({ ...order, ...over }), (error) => {
        assert.match(`${error}`, why)
        return true
      })
    await refused({}, new RegExp(`${waiting} is running on shop, and no drill runs beside a change`))
    await refused({ inputs: { environment: 'live' } }, /No drill runs in live/)
    await refused({ at: 3_000 }, /No stage of the rollout has 30 %/)
    await client().command(waiting, { command: 'abort', because: 'the drill comes first' })
    await until('it is over', async () => (await client().change(waiting)).endedAt !== null)
  })

  await t.test('a step that hangs is ended by its limit, and the drill says which it was', async () => {
    const ran = await house.cutwater('drill', write('hangs.yaml', plan('hang')))
    assert.equal(ran.code, 1, ran.err)
    assert.match(ran.out, /part of the rollback +took +limit +ok/)
    assert.match(ran.out, /^Hang .* 2s +NO /m)
    assert.match(ran.out, /The rollback is not proven: the rollback step "Hang" was not done/)
  })

  await t.test('a drill goes on over the death of its server, and proves the rollback', async () => {
    const { id } = await open('drill', file)
    await until('its canary has traffic', async () => {
      const { rollouts } = await client().change(id)
      return rollouts[0]?.stages.some(({ state }) => state === 'holding')
    })
    await house.kill()
    await house.start()
    const ended = await until('it has ended', async () => {
      const { drill } = await client().change(id)
      return drill?.outcome === 'under-way' ? null : drill
    })
    assert.equal(ended.outcome, 'proven', ended.because.join('; '))
    const record = await client().drill(id)
    assert.equal(record.failed, 0)
    assert.deepEqual(
      record.counted.map(({ slot, requests }) => [slot, requests > 0]),
      [
        ['canary', true],
        ['stable', true],
      ],
    )
    assert.deepEqual(
      record.parts.map(({ what, ok }) => [what, ok]),
      ['Closing every target', 'Undoing what was done', 'Deploy shop', 'Tell', 'The whole rollback'].map(
        (what) => [what, true],
      ),
    )
    assert.match(await says(house, 'drills', 'shop-release'), new RegExp(`${id} .*ago .*kept its limits`))
    const report = await client().report(id)
    assert.ok(report.report === 'none' && /is a drill, and no incident/.test(report.sentence))
    assert.equal((await client().plan('shop-release')).lastDrill?.change, id)
  })

  await t.test('a plan without a rollout is done as a whole, and taken back', async () => {
    const ran = await house.cutwater('drill', write('still.yaml', STILL))
    assert.equal(ran.code, 0, `${ran.err}${ran.out}`)
    assert.match(ran.out, /^Undoing what was done .* 1m +yes$/m)
    assert.match(ran.out, /The rollback kept its limits; it moves no traffic, so no request was counted\./)
    const listed = await says(house, 'drills', 'works')
    assert.match(listed, /works staging without traffic .*kept its limits/)
    const due = await client().checkPlan({ plan: STILL, file: 'still.yaml' }, null)
    assert.deepEqual(due.findings, [])
    const kept = await house.cutwater('drill', write('kept.yaml', KEPT))
    assert.equal(kept.code, 1)
    assert.match(kept.err, /nothing that the plan kept does is taken back/i)
  })

  await t.test('the plan passes by it, also reworded, and no other rollback does', async () => {
    const of = (text: string) => ({ plan: text, file: 'shop.yaml' })
    const due = async (text: string) =>
      (await client().checkPlan(of(text), null)).findings.some(({ code }) => code === 'drill-due')
    const reworded = plan('tell', 'The shop, again')
    assert.deepEqual([await due(plan('hang')), await due(reworded)], [true, false])
    const { change } = await client().open({ ...of(reworded), inputs: {}, pace: 1 })
    const { id } = change
    const line = await until('its line has passed', async () => {
      const one = await lineOf(id)
      return one?.status === 'passed' ? one : null
    })
    assert.match(line.evidence ?? '', /^CHG-\S+ proved the rollback at /)
  })
})
