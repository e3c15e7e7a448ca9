/** Pages and journeys for a change: the browser stays at the address of users, and the new version answers. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { findBrowser } from '../adapters/browser/find-browser.ts'
import { parseBinding } from '../core/binding/parse.ts'
import type { Brought } from '../core/traffic/brought.ts'
import { checkFor, type ForChange } from '../core/validation/for-change.ts'
import { runChecksDirectly } from './checks.ts'

const FOUND = await findBrowser(process.env)
const skip = 'missing' in FOUND ? `MISSING chromium: ${FOUND.missing}` : false

const dir = mkdtempSync(join(tmpdir(), 'cutwater-led-suite-'))
/** Nobody answers there: a request that is not led fails. */
const ENTRY = 'https://shop.invalid'
/** What users reach by it without a change: it answers, and has to be asked for nothing. */
let atEntry: readonly string[] = []

const HOME = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><h1>Shop</h1>
<img alt="" src="${ENTRY}/logo.svg"><a href="${ENTRY}/cart">Cart</a> <a href="/pay" target="_blank">Pay</a>
<p id="api"></p><p id="order"></p><script>
fetch('${ENTRY}/api/me').then((it) => it.text()).then((it) => { api.textContent = it })
fetch('/order', { method: 'POST', body: 'two bööks' }).then((it) => it.text()).then((it) => { order.textContent = it + (isSecureContext ? ' safely' : '') })
</script>`

function shop(version: string) {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const { url, headers } = request
    const page = (body: string) => response.writeHead(200, { 'content-type': 'text/html' }).end(body)
    const signedIn = headers.cookie?.includes('session=ann') === true
    switch (url) {
      case '/':
        return page(HOME)
      case '/login':
        return response
          .writeHead(302, {
            location: `${ENTRY}/home`,
            'set-cookie': [
              'session=ann; Secure; HttpOnly; Path=/; Domain=shop.invalid',
              'theme=dark; Secure',
            ],
          })
          .end()
      case '/home':
        return page(
          `<h1>${signedIn ? 'Ann' : 'nobody'} at ${version}</h1><script>document.write(document.cookie)</script>`,
        )
      case '/cart':
        return page(`<h1>Cart of ${version} at ${headers.host} by ${headers['x-forwarded-proto']}</h1>`)
      case '/order':
        return response.end(`${await text(request)} ordered at ${version}`)
      case '/user':
        return response.end(`${request.method} ${signedIn ? 'Ann' : 'nobody'} at ${version}`)
      case '/packed':
        return response
          .writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
          .end(gzipSync(`<h1>Packed at ${version}</h1>`))
      case '/socket':
        return page(`<h1 id="is"></h1><script>
          new WebSocket(location.href.replace('http', 'ws')).onerror = () => { is.textContent = 'Socket closed' }
        </script>`)
      case '/events':
        return page(`<h1 id="is"></h1><script>
          new EventSource('/stream').onerror = () => { is.textContent = 'Stream closed' }
        </script>`)
      case '/stream':
        return response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: x\n\n')
      default:
        return response.end(`${url} of ${version}`)
    }
  }
}
const api = (version: string) => (request: IncomingMessage, response: ServerResponse) =>
  response.end(`${request.url} of ${version}`)

const servers: Server[] = []
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<string> {
  const server = createServer((request, response) => void answer(request, response))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

let targets = ''
let entry = ''
before(async () => {
  entry = await serve((request, response) => {
    atEntry = [...atEntry, request.url ?? '']
    return shop('v1')(request, response)
  })
  const sides = [
    await serve(shop('v1')),
    await serve(shop('v2')),
    await serve(api('v3')),
    await serve(api('v4')),
  ]
  const of = (blue = '', green = '') =>
    `traffic: { gateway: g }, sides: { blue: '${blue}', green: '${green}' }`
  targets = `    targets:
      shop: { ${of(sides[0], sides[1])}, addresses: ['${ENTRY}', '${entry}'] }
      api: { ${of(sides[2], sides[3])}, addresses: ['${ENTRY}/api'] }
`
})
after(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(dir, { recursive: true, force: true })
})

const BROUGHT: readonly Brought[] = [
  { target: 'shop', version: 'v2', is: 'there', side: 'green' },
  { target: 'api', version: 'v4', is: 'there', side: 'green' },
]

async function look(written: Readonly<Record<string, string>>, brought = BROUGHT) {
  const lines = Object.entries(written).map(([name, of]) => `      ${name}: ${of}`)
  const parsed = parseBinding(
    `environments:\n  staging:\n${targets}    checks:\n${lines.join('\n')}\n`,
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const bound = parsed.binding.environments.staging ?? assert.fail()
  const change: ForChange = {
    ...{ id: 'CHG-2026-0001', environment: 'staging', version: 'v2', services: [] },
    ...{ targets: ['shop', 'api'], canaries: [], brought },
  }
  const checks = Object.values(bound.checks).map((check) => checkFor(check, change, bound.targets))
  const results = await runChecksDirectly(join(dir, 'cutwater.yaml'), bound, checks, {
    clock: { now: Date.now },
    signal: new AbortController().signal,
    signals: async () => ({ unable: 'nobody measures here' }),
  })
  return Object.fromEntries(
    results.map(({ check, outcome, says }) => [
      check,
      `${outcome}: ${says.replace(/\d+(\.\d+)?m?s\b/g, 'Nms').replaceAll(entry, 'ENTRY')}`,
    ]),
  )
}

const page = (path: string, rest = '', at = ENTRY) =>
  `{ timeLimit: 60s, page: { url: '${at}${path}'${rest} } }`

test('a page is what the new version answers, with its links, cookies, redirects and what it loads', {
  skip,
  timeout: 120_000,
}, async () => {
  assert.deepEqual(
    await look({
      parts: page('/', ", contains: '/api/me of v4', quiet: true"),
      sends: page('/', ", contains: 'two bööks ordered at v2 safely'"),
      redirects: page('/login', ', contains: Ann at v2'),
      cookies: page('/login', ', contains: theme=dark'),
      host: page('/cart', ', contains: Cart of v2 at shop.invalid by https'),
      packed: page('/packed', ', contains: Packed at v2'),
      reachable: page('/user', ', contains: nobody at v2', entry),
      socket: page('/socket', ', contains: Socket closed', entry),
      events: page('/events', ', contains: Stream closed'),
    }),
    {
      parts: 'passed: Loaded (200 OK, Nms), on v2 (green)',
      sends: 'passed: Loaded (200 OK, Nms), on v2 (green)',
      redirects: 'passed: Loaded (200 OK, Nms), on v2 (green)',
      cookies: 'passed: Loaded (200 OK, Nms), on v2 (green)',
      host: 'passed: Loaded (200 OK, Nms), on v2 (green)',
      packed: 'passed: Loaded (200 OK, Nms), on v2 (green)',
      reachable: 'passed: Loaded (200 OK, Nms), on v2 (green)',
      socket: `unknown: Loaded (200 OK, Nms), but not all is known: a WebSocket at ENTRY/socket was not led to the new version, on v2 (green)`,
      events: `unknown: Loaded (200 OK, Nms), but not all is known: a stream of events at ${ENTRY}/stream was not led to the new version, on v2 (green)`,
    },
  )
  assert.deepEqual(
    atEntry.filter((url) => url !== '/socket'),
    [],
  )
})

test('what nobody leads is not asked, or says that it was not led', { skip, timeout: 60_000 }, async () => {
  const over = BROUGHT.map(({ target, version }): Brought => ({ target, version, is: 'over' }))
  const toCome = BROUGHT.map(({ target, version }): Brought => ({ target, version, is: 'to-come' }))
  const asked = { user: page('/user', ', contains: nobody at v1', entry) }
  assert.deepEqual(await look(asked, toCome), {
    user: 'unknown: Not asked (CHG-2026-0001 has nothing on shop yet)',
  })
  assert.ok(!atEntry.includes('/user'))
  assert.deepEqual(await look(asked, over), {
    user: 'passed: Loaded (200 OK, Nms); CHG-2026-0001 is over, so shop was asked as everybody asks it',
  })
  assert.ok(atEntry.includes('/user'))
})

const JOURNEY = `
  export default async ({ page, context, baseUrl, assert, step }) => {
    await step('signs in', () => page.goto('/login'))
    assert.equal(page.url(), '${ENTRY}/home')
    assert.match(await page.locator('h1').innerText(), /Ann at v2/)
    await step('follows a link', async () => {
      await page.goto('/')
      await page.getByText('Cart').click()
      await page.getByText('Cart of v2').waitFor()
    })
    await step('asks by itself', async () => {
      assert.equal(await (await page.request.delete('/user')).text(), 'DELETE Ann at v2')
      assert.equal(await (await context.request.get('${ENTRY}/api/x')).text(), '/api/x of v4')
      assert.equal(await (await fetch(baseUrl + '/user')).text(), 'GET nobody at v2')
    })
    await step('goes on', async () => {
      BODY
    })
  }`

test('a journey goes through the new version, also where its script asks past the page', {
  skip,
  timeout: 120_000,
}, async () => {
  const walks = (name: string, body: string) => {
    writeFileSync(join(dir, `${name}.mjs`), JOURNEY.replace('BODY', body))
    return `{ timeLimit: 60s, journey: { run: ${name}.mjs, url: '${ENTRY}' } }`
  }
  const said = await look({
    well: walks('well', ''),
    fails: walks('fails', `assert.equal(1, 2)`),
    window: walks(
      'window',
      `await page.goto('${entry}/')
      const [window] = await Promise.all([context.waitForEvent('page'), page.getByText('Pay').click()])
      await window.getByText('/pay of v').waitFor()`,
    ),
    strays: walks(
      'strays',
      `await page.goto('${entry}/socket'); await page.getByText('Socket closed').waitFor()`,
    ),
  })
  assert.equal(said.well, 'passed: Walked (4 steps, Nms), on v2 (green)')
  assert.match(said.fails ?? '', /^failed: Failed at "goes on" \(Nms\): .*, on v2 \(green\)$/)
  assert.equal(
    said.strays,
    `unknown: Walked (4 steps, Nms), but not all is known: a WebSocket at ENTRY/socket was not led to the new version, on v2 (green)`,
  )
  // Who is first, the request of the window or we, is open; that stable was asked is said.
  const strayed = atEntry.includes('/pay')
  assert.equal(
    said.window,
    strayed
      ? 'unknown: Walked (4 steps, Nms), but not all is known: what was asked at ENTRY/pay was not led to the new version, on v2 (green)'
      : 'passed: Walked (4 steps, Nms), on v2 (green)',
  )
})
