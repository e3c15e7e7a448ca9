/** docs/how-to/validate.md, line by line, its report as people see it, and suites as items of a checklist. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { accessibilityFaults, openBrowser } from './props/browser.testing.ts'
import { howTo, instructionsIn, Reader, type Typed } from './props/how-to.testing.ts'
import { SECRETS, smallHouse } from './props/small-house.testing.ts'
import { until } from './props/stage.testing.ts'

const PAGE = howTo('validate')
const PORTS = ['4310']
const LEAVE = 'kill $(cat shop.pid); wait'

test('the how-to works as it is written', async (t) => {
  const reader = new Reader()
  const typed: Typed[] = []
  const said = (line: string): string =>
    typed.find((one) => one.line === line)?.said ?? `${line} was not typed`
  try {
    await reader.begin(PORTS)
    for (const instruction of instructionsIn(PAGE)) {
      if (instruction.do === 'write') {
        reader.write(instruction.file, instruction.text, 'checks')
        continue
      }
      for (const line of instruction.lines) {
        const one = await reader.type(line, 60_000)
        assert.equal(one.code, 0, one.said)
        typed.push(one)
      }
    }
    const timed = (text: string): string => text.replace(/\d+(\.\d+)?m?s\b/g, 'Nms').trim()
    assert.equal(timed(said('cutwater validate')), timed(saysInPage()))
    assert.equal(
      timed(said('cutwater validate --quick')),
      'Services\n✓ shop: Healthy (200 OK, Nms)\n\n1 of 1 passed, in Nms',
    )
    const json = JSON.parse(said('cutwater validate services --json')) as {
      ok: boolean
      suites: { outcome: string }[]
    }
    assert.deepEqual([json.ok, json.suites.map(({ outcome }) => outcome)], [true, ['passed']])
    assert.match(
      said('cutwater validate services || echo "exit code $?"'),
      /✗ shop: Unreachable \(connection refused\)\n[\s\S]*0 of 2 passed, 2 failed.*\nexit code 1/,
    )
    await t.test('the report is fit to be sent', (t) => isFit(t, join(reader.home, 'checks', 'report.html')))
    assert.deepEqual(reader.left(), [], 'processes outlived the page')
  } finally {
    await reader.end(`cd ~/checks; ${LEAVE}`)
  }
})

type Task = { readonly done: { readonly note: string } | null }

const PLAN = `plan: after-maintenance
title: Look that all is well
environment: staging
steps:
  - checklist:
      - suite: services
      - { title: Backups, suite: backups }
      - { http: shop, path: /me, as: probe, within: 5s }
      - use: leftovers
      - incidents: none
      - { title: The shop is up again, told: team }
  - bake: { for: 1s, targets: [shop], gates: [{ incidents: none, else: pause }] }
followUps:
  - on: succeeded
    within: 1h
    tasks: [{ suite: services }, { title: It is over, told: team }]
`
const BACK = `plan: that-goes-back
title: Goes back
environment: staging
steps: [{ action: touch, undo: { none: true, because: It touches nothing } }, { checklist: [Somebody came] }]
rollback: { verify: { for: 1s, gates: [{ incidents: none }] } }
`
const BINDING = (port: number): string => `lists:
  leftovers: [{ evidence: tests, atLeast: 60% }]
environments:
  staging:
    targets:
      shop: { traffic: { gateway: nowhere.sock }, sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' } }
    checks:
      shop: { http: { url: 'http://127.0.0.1:${port}/', json: { $.status: ok } } }
      backup: { file: { path: backup.sql, newerThan: 24h } }
      tests: { report: { path: tests.tap } }
      about: { command: { run: ['${process.execPath}', about.mjs] } }
      open: { http: { url: 'http://127.0.0.1:${port}/incidents', status: [200] } }
    incidents: open
    actions: { touch: { command: ['true'] } }
    services:
      shop: { url: 'http://127.0.0.1:${port}', as: { probe: { token: secret:DEPLOY_KEY } } }
    suites:
      services: { checks: [shop] }
      backups: { checks: [backup] }
      about: { checks: [about] }
    notices: [{ channel: team, webhook: 'http://127.0.0.1:${port}/hook', events: [none] }]
`

test('a change waits until its suites pass, and keeps what was seen', { timeout: 180_000 }, async (t) => {
  let status = 'starting'
  const told: string[] = []
  const shop = createServer(async (request, response) => {
    const { url, headers } = request
    if (url === '/hook') {
      const { data } = JSON.parse(await text(request)) as { data: { customData: { text: string } } }
      told.push(data.customData.text)
      response.statusCode = told.length === 1 ? 503 : 204
      return response.end()
    }
    if (url === '/me' && headers.authorization !== `Bearer ${SECRETS.DEPLOY_KEY}`) response.statusCode = 401
    return response.end(JSON.stringify({ status }))
  })
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  const house = smallHouse(BINDING((shop.address() as AddressInfo).port))
  t.after(async () => {
    await house.remove()
    shop.closeAllConnections()
    shop.close()
  })
  writeFileSync(join(house.dir, 'plan.yaml'), PLAN)
  writeFileSync(join(house.dir, 'tests.tap'), 'TAP version 13\n1..3\nok 1\nok 2\nnot ok 3\n')
  await house.start()
  const says = async (...args: readonly string[]) => {
    const ran = await house.cutwater(...args)
    assert.equal(ran.code, 0, `${args.join(' ')}: ${ran.err}${ran.out}`)
    return ran.out
  }
  assert.match(await says('check', 'plan.yaml', '--binding', 'cutwater.yaml'), /nothing is wrong/)
  const unknown = PLAN.replace('suite: services', 'suite: servises')
  writeFileSync(join(house.dir, 'misspelt.yaml'), unknown)
  const refused = await house.cutwater('check', 'misspelt.yaml', '--binding', 'cutwater.yaml')
  assert.match(refused.out, /the binding of staging has no suite servises .*\n.*services/)

  const { id } = JSON.parse(await says('run', 'plan.yaml', '--detach', '--json')) as { id: string }
  const is = (wanted: string) =>
    until(
      `${id} is ${wanted}`,
      async () => (JSON.parse(await says('show', id, '--json')) as { status: string }).status === wanted,
    )
  const why = await until('the checks have failed', async () => {
    const shown = await says('show', id)
    return /Unhealthy[\s\S]*Not there/.test(shown) ? shown : null
  })
  assert.match(why.replace(/\s+/g, ' '), /shop: Unhealthy \(200 OK, [\d.]+m?s\): \$\.status is "starting"/)
  status = 'ok'
  writeFileSync(join(house.dir, 'backup.sql'), 'create table')
  await is('succeeded')
  const journal = await says('journal', 'show', id)
  assert.match(journal, /1 of 1 passed; shop: Healthy \(200 OK, [\d.]+m?s\)/)
  assert.match(journal, /1 of 1 passed; backup: There \(12 B, /)
  assert.match(journal, /shop \/me: Healthy \(200 OK, [\d.]+m?s\)/)
  assert.match(journal, /tests: 2\/3 passed/)
  const asked = journal.match(/passed: No incident is open \(open: Healthy \(200 OK/g)
  assert.equal(asked?.length, 2, `a line and a gate of a bake: ${journal}`)
  assert.doesNotMatch(journal, new RegExp(SECRETS.DEPLOY_KEY))
  const tasks = await until('its tasks are seen to be done', async () => {
    const items = JSON.parse(await says('follow-ups', 'list', id, '--json')) as Task[]
    return items.every(({ done }) => done !== null) ? items.map(({ done }) => done?.note) : null
  })
  assert.match(tasks.join(), /1 of 1 passed; shop: Healthy.*team was told: It is over/)
  // The first try was refused, and the second is the same notice.
  const up = `${id} Look that all is well: The shop is up again`
  assert.deepEqual(told.slice(0, 2), [up, up])
  assert.deepEqual(told.slice(2), [`${id} Look that all is well: It is over`])

  writeFileSync(join(house.dir, 'back.yaml'), BACK)
  const back = JSON.parse(await says('run', 'back.yaml', '--detach', '--json')) as { id: string }
  await until('it has begun', async () => /Touch done/i.test(await says('journal', 'show', back.id)))
  await says('abort', back.id, '--because', 'nobody came')
  const verified = await until('its rollback is verified', async () => {
    const journal = await says('journal', 'show', back.id)
    return /the rollback is verified/.test(journal) ? journal : null
  })
  assert.match(verified, /no incident is open \(open: Healthy \(200 OK/)

  // What was seen for it is kept with it, also when it is over.
  writeFileSync(join(house.dir, 'about.mjs'), ABOUT)
  const seen = await says('validate', 'services', 'about', '--change', back.id, '--report', 'seen.html')
  assert.match(seen, new RegExp(`✓ about: about ${back.id} in staging\\n[\\s\\S]*Kept with ${back.id}\\.`))
  const hash = createHash('sha256')
    .update(readFileSync(join(house.dir, 'seen.html')))
    .digest('hex')
  const kept = await says('journal', 'show', back.id)
  assert.match(kept, /looked at services \(1 of 1 passed; shop: Healthy \(200 OK/)
  assert.ok(kept.includes(`the page has the SHA-256 ${hash}`), kept)
  assert.match(
    (await says('show', back.id)).replace(/\s+/g, ' '),
    /Suites ● all is well, .* services: 1 of 1 passed/,
  )
  assert.match(await says('report', back.id), /## What was looked at\n\n- .* looked at services/)
  status = 'slow'
  const bad = await house.cutwater('validate', 'services', '--change', back.id)
  assert.equal(bad.code, 1)
  assert.match(await says('show', back.id), /not well, .*\(and 1\s+before\)/s)
  const elsewhere = await house.cutwater('validate', '--change', back.id, '--env', 'production')
  assert.match(elsewhere.err, /runs in staging, not in production/)
})

const ABOUT = `const { CUTWATER_CHANGE: change, CUTWATER_ENVIRONMENT: environment } = process.env
console.log(JSON.stringify({ says: \`about \${change} in \${environment}\` }))
`

/** What the page promises: its only block of plain text. */
function saysInPage(): string {
  const block = /^```text\n([\s\S]*?)^```$/m.exec(PAGE)?.[1]
  assert.ok(block !== undefined)
  return block
}

async function isFit(t: { skip(why: string): void }, file: string): Promise<void> {
  const opened = await openBrowser()
  if ('missing' in opened) return t.skip(opened.missing)
  try {
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        const page = await opened.browser.newPage({ colorScheme, viewport: { width, height: 900 } })
        await page.goto(pathToFileURL(file).href)
        assert.deepEqual(await accessibilityFaults(page), [], `${colorScheme} at ${width}`)
        const room = await page.evaluate<number>('document.documentElement.scrollWidth')
        assert.ok(room <= width, `${room} px wide on ${width}`)
        assert.match(await page.locator('h1').innerText(), /All is well/)
        await page.close()
      }
  } finally {
    await opened.browser.close()
  }
}
