/** Checks that need a real browser, on pages and journeys that are well and that are not. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { figures } from '../../demo/estates/dual-deploy/services/figures.ts'
import { panelPage } from '../../demo/estates/dual-deploy/services/panel-page.ts'
import { findBrowser } from '../adapters/browser/find-browser.ts'
import { journeyLook } from '../adapters/browser/journey-look.ts'
import { pageLook } from '../adapters/browser/page-look.ts'
import { SharedBrowser } from '../adapters/browser/shared-browser.ts'
import { openSecrets } from '../adapters/secrets/secrets.ts'
import { parseBinding } from '../core/binding/parse.ts'
import { judgeCheck, KINDS } from '../core/validation/kinds.ts'
import { runChecksDirectly } from './checks.ts'

const FOUND = await findBrowser(process.env)
const skip = 'missing' in FOUND ? `MISSING chromium: ${FOUND.missing}` : false

const page = (body: string, style = '') =>
  `<!doctype html><html lang="en"><title>Page</title><style>${style}</style><main><h1>Shop</h1>${body}</main>`
const RING = ':focus-visible{outline:3px solid #005fcc}'
const LINKS = '<a href="/a">One</a> <button id="two">Two</button>'
const TRAP = `<a href="/a" id="a">A</a><button id="b">B</button><button id="c">C</button>
  <script>b.addEventListener('keydown', (e) => { if (e.key === 'Tab') { e.preventDefault(); a.focus() } })</script>`
const PAGES: Readonly<Record<string, string>> = {
  '/': page(LINKS, RING),
  '/ringless': page(`${LINKS}<img src="data:,">`, '*{outline:none}'),
  '/white': page(LINKS, ':focus{outline:2px solid #fff}'),
  '/beside': page(
    '<input type="checkbox" id="i"><span>Box</span>',
    'input{opacity:0}input:focus+span{box-shadow:0 0 0 3px #00c}',
  ),
  '/trap': page(TRAP, RING),
  '/poor': page(
    '<p>Dark enough</p><p id="poor">Too pale</p>',
    'body{background:linear-gradient(#fff,#eee)}#poor{color:#bbb}',
  ),
  '/dark': page(LINKS, '@media (prefers-color-scheme:dark){body{background:#111;color:#222}}'),
  '/panel': panelPage({ figures, version: 'v2.0.0', glass: true, canary: true }),
  '/faulty-panel': panelPage({ figures, version: 'v2.0.0', glass: true, canary: true })
    .replace(':focus-visible{outline:3px', ':focus-visible{outline:0px')
    .replace('.title{color:var(--muted)', '.card .title{color:#9aa!important'),
  '/late': page(`<script>setTimeout(() => document.querySelector('h1').after('Ready now'), 300)</script>`),
  '/errors': page(`<script>console.error('no such shop'); throw new Error('broken')</script>`),
  '/hangs': page(
    `${LINKS}<script>addEventListener('keydown', () => { navigator.sendBeacon('/hanging'); for (;;); })</script>`,
  ),
  '/cookie': page(
    '<p id="is"></p><script>is.textContent = document.cookie || "none"; document.cookie = "a=b"</script>',
  ),
}

const dir = mkdtempSync(join(tmpdir(), 'cutwater-browser-suite-'))
const temporary = join(dir, 'tmp')
mkdirSync(temporary)
mkdirSync(join(dir, 'secrets'), { mode: 0o700 })
const was = { TMPDIR: process.env.TMPDIR, CUTWATER_BROWSER: process.env.CUTWATER_BROWSER }
/** Those that are signed up, and all that ever were. */
const users = new Set<string>()
const signedUp = new Set<string>()
const server = createServer(({ method, url = '/' }, response) => {
  const to = url === '/loop' ? '/loop' : url === '/away' ? `http://localhost:${port()}/` : null
  const text = PAGES[url]
  const user = /^\/users\/(.*)/.exec(url)?.[1]
  if (user !== undefined) {
    if (method === 'PUT') {
      users.add(user)
      signedUp.add(user)
    } else users.delete(user)
    response.end()
    return
  }
  if (url === '/never') return
  if (to !== null) response.writeHead(302, { location: to }).end()
  else
    response
      .writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/html' })
      .end(text ?? 'not there')
})
const port = () => (server.address() as AddressInfo).port

before(async () => {
  process.env.TMPDIR = temporary
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
after(() => {
  for (const [name, value] of Object.entries(was))
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  server.closeAllConnections()
  server.close()
  rmSync(dir, { recursive: true, force: true })
})

/** As the demo looks at its investor panel. */
const PANEL = ', selector: .card, quiet: true, axe: true, focus: true'
const ACCESSIBLE = 'axe finds nothing, the focus is to be seen at all 8 stops of Tab'

/** Checks as a person writes them, by name; what each says is `outcome: words`. */
async function look(written: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const lines = Object.entries(written).map(([name, of]) => `      ${name}: ${of}`)
  const parsed = parseBinding(
    `environments:\n  staging:\n    checks:\n${lines.join('\n')}\n`,
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const bound = parsed.binding.environments.staging
  assert.ok(bound !== undefined)
  const results = await runChecksDirectly(join(dir, 'cutwater.yaml'), bound, Object.values(bound.checks), {
    clock: { now: Date.now },
    signal: new AbortController().signal,
    signals: async () => ({ unable: 'nobody measures here' }),
  })
  // Nothing of the browser is left: neither a process, nor its profile.
  assert.deepEqual(readdirSync(temporary), [])
  return Object.fromEntries(
    results.map(({ check, outcome, says }) => [
      check,
      `${outcome}: ${says.replace(/\d+(\.\d+)?m?s\b/g, 'Nms').replaceAll(String(port()), 'PORT')}`,
    ]),
  )
}

test('pages that are well, that are not, and that do not load', {
  skip,
  timeout: 120_000,
}, async () => {
  const at = (path: string, rest = '', limit = '60s') =>
    `{ timeLimit: ${limit}, page: { url: 'http://127.0.0.1:${port()}${path}'${rest} } }`
  assert.deepEqual(
    await look({
      well: at('/', ', contains: Shop, selector: "#two", quiet: true, axe: true, focus: true'),
      ringless: at('/ringless', ', axe: true, focus: true'),
      left: at('/ringless', ', axe: true, without: [image-alt]'),
      white: at('/white', ', focus: true'),
      beside: at('/beside', ', focus: true'),
      trap: at('/trap', ', focus: true'),
      poor: at('/poor', ', axe: true'),
      dark: at('/dark', ', axe: true, schemes: [light, dark]'),
      panel: at('/panel', PANEL),
      late: at('/late', ', contains: Ready now'),
      errors: at('/errors', ', quiet: true'),
      cookie: at('/cookie', ', contains: none'),
      again: at('/cookie', ', contains: none'),
      none: at('/none'),
      loop: at('/loop'),
      away: at('/away'),
      selector: at('/', ', selector: "p:("'),
    }),
    {
      well: 'passed: Loaded (200 OK, Nms), axe finds nothing, the focus is to be seen at all 2 stops of Tab',
      ringless:
        'failed: Not well (200 OK, Nms): image-alt at img; no focus to be seen on a "One", button#two "Two"',
      left: 'passed: Loaded (200 OK, Nms), axe finds nothing',
      white: 'failed: Not well (200 OK, Nms): no focus to be seen on a "One", button#two "Two"',
      beside: 'passed: Loaded (200 OK, Nms), the focus is to be seen at its one stop of Tab',
      trap: 'failed: Not well (200 OK, Nms): Tab does not reach button#c "C"',
      poor: 'failed: Not well (200 OK, Nms): color-contrast at #poor',
      dark: 'failed: Not well (200 OK, Nms): dark: color-contrast at h1, a',
      panel: `passed: Loaded (200 OK, Nms), ${ACCESSIBLE}`,
      late: 'passed: Loaded (200 OK, Nms)',
      errors: 'failed: Not well (200 OK, Nms): 2 errors in its console: no such shop',
      cookie: 'passed: Loaded (200 OK, Nms)',
      again: 'passed: Loaded (200 OK, Nms)',
      none: 'failed: Not well (404 Not Found, Nms): it should answer otherwise',
      loop: 'failed: Did not load (net::ERR_TOO_MANY_REDIRECTS)',
      away: 'failed: Not well (200 OK, Nms): it leads to http://localhost:PORT',
      selector: 'unknown: Could not be looked at (p:( is no CSS selector)',
    },
  )
})

test('a panel without rings, and pale on its glass, does not pass', { skip, timeout: 120_000 }, async () => {
  const said = await look({
    panel: `{ timeLimit: 60s, page: { url: 'http://127.0.0.1:${port()}/faulty-panel', axe: true, focus: true } }`,
  })
  assert.match(
    said.panel ?? '',
    /^failed: Not well \(200 OK, Nms\): color-contrast at #arr > \.title, .* and 3 more; no focus to be seen on a\.skip "Skip to the content", .* and 5 more$/,
  )
})

test('one that hangs, and one that never answers, end at their limit beside others', {
  skip,
  timeout: 60_000,
}, async () => {
  const shared = new SharedBrowser(process.env)
  const see = pageLook(shared)
  const bound = (path: string) => KINDS.page.bind({ url: `http://127.0.0.1:${port()}${path}`, focus: true })
  /** Its limit is over as soon as it is asked for `sign`, which no machine is too slow for. */
  const until = (path: string, sign: string) => {
    const limit = new AbortController()
    server.on('request', ({ url }) => url === sign && limit.abort())
    return see(bound(path), { timeLimitMs: 8_000, signal: limit.signal })
  }
  const beside = see(bound('/'), { timeLimitMs: 60_000, signal: new AbortController().signal })
  assert.deepEqual(await Promise.all([until('/hangs', '/hanging'), until('/never', '/never')]), [
    { stuck: 'it could not be looked at whole within 8s' },
    { refused: 'not loaded within 8s' },
  ])
  const seen = await beside
  assert.ok('looks' in seen, JSON.stringify(seen))
  assert.deepEqual(seen.looks[0]?.walk, { stops: 2, unseen: [], unreached: [], isCut: false })
  assert.deepEqual(readdirSync(temporary), [])
})

const SIGN_UP = `
  export default async ({ page, baseUrl, as, assert, step, keep }) => {
    await step('opens', () => page.goto('/'))
    assert.equal(await page.locator('h1').innerText(), 'Shop')
    await step('signs up', async () => {
      await fetch(baseUrl + '/users/' + as.name, { method: 'PUT' })
      await keep({ user: as.name })
    })
    await step('pays', async () => {
      BODY
    })
  }
  export const cleanUp = async ({ kept, baseUrl }) => {
    if (kept !== null) await fetch(baseUrl + '/users/' + kept.user, { method: 'DELETE' })
  }`

test('journeys, and what they leave half done', { skip, timeout: 120_000 }, async () => {
  writeFileSync(join(dir, 'secrets', 'SHOPPER'), 'ann-is-my-name', { mode: 0o600 })
  const walks = (name: string, text: string, limit = '60s', as = '') => {
    writeFileSync(join(dir, `${name}.mjs`), text)
    return `{ timeLimit: ${limit}, journey: { run: ${name}.mjs, url: 'http://127.0.0.1:${port()}'${as} } }`
  }
  const signsUp = (name: string, body: string) =>
    walks(name, SIGN_UP.replace('BODY', body), '60s', `, as: { name: ${name} }`)
  const said = await look({
    well: signsUp('well', ''),
    fails: signsUp('fails', `assert.equal(await page.locator('a').innerText(), 'Pay')`),
    leaves: walks(
      'leaves',
      `export default async () => {}; export const cleanUp = async () => { throw new Error('no') }`,
    ),
    exits: walks('exits', `export default async () => { process.exit(0) }`),
    secret: walks(
      'secret',
      'export default async ({ as }) => { throw new Error(as.who) }',
      '60s',
      ', as: { who: secret:SHOPPER }',
    ),
    nothing: walks('nothing', 'export const other = 1'),
    broken: walks('broken', 'export default async ( => {}'),
    missing: `{ journey: { run: no.mjs, url: 'http://127.0.0.1:${port()}' } }`,
  })
  assert.deepEqual(users, new Set(), 'nobody is left signed up')
  assert.deepEqual([...signedUp].sort(), ['fails', 'well'])
  assert.deepEqual(
    { ...said, broken: said.broken?.replace(/cannot be loaded: .*/, '...)') },
    {
      well: 'passed: Walked (3 steps, Nms)',
      fails: `failed: Failed at "pays" (Nms): Expected values to be strictly equal: 'One' !== 'Pay'; cleaned up`,
      leaves: 'failed: Walked (Nms); not cleaned up: no',
      exits: 'unknown: Could not be walked (its process ended: it said nothing)',
      secret: 'failed: Failed (Nms): [secret]',
      nothing: 'unknown: Could not be walked (its module has no function as its default export)',
      broken: 'unknown: Could not be walked (its module ...)',
      missing: 'unknown: Could not be walked (no.mjs is not there)',
    },
  )
})

test('a journey that hangs is ended at its limit, and what it left is taken away', {
  skip,
  timeout: 60_000,
}, async () => {
  writeFileSync(
    join(dir, 'hangs.mjs'),
    SIGN_UP.replace('BODY', `await fetch(baseUrl + '/hanging'); for (;;);`),
  )
  const secrets = openSecrets({ env: {}, dir: join(dir, 'secrets') })
  const limit = new AbortController()
  server.on('request', ({ url }) => url === '/hanging' && limit.abort())
  const walk = journeyLook(new SharedBrowser(process.env), dir, secrets)
  const at = KINDS.journey.bind({
    run: 'hangs.mjs',
    url: `http://127.0.0.1:${port()}`,
    as: { name: 'hangs' },
  })
  const seen = await walk(at, { timeLimitMs: 20_000, signal: limit.signal })
  assert.equal(
    judgeCheck('journey', at, seen, 0).says.replace(/\(\S+s\)/, '()'),
    'Failed at "pays" (): not over within 20s; cleaned up',
  )
  assert.deepEqual([signedUp.has('hangs'), users.has('hangs')], [true, false])
  assert.deepEqual([processesUnder('journey-process.ts'), readdirSync(temporary)], [[], []])
})

test('without a browser nothing passes, and it says what to do', { timeout: 60_000 }, async () => {
  const at = (limit = '20s') => `{ timeLimit: ${limit}, page: { url: 'http://127.0.0.1:${port()}/' } }`
  const program = (name: string, text: string): string => {
    const file = join(dir, name)
    writeFileSync(file, text)
    chmodSync(file, 0o755)
    return file
  }
  process.env.CUTWATER_BROWSER = join(dir, 'nothing')
  assert.deepEqual(await look({ page: at() }), {
    page: 'unknown: No browser can be had (CUTWATER_BROWSER is not the path of a program: name a Chromium by its whole path)',
  })
  process.env.CUTWATER_BROWSER = program('fails', '#!/bin/sh\necho broken >&2; exit 1\n')
  assert.match(
    (await look({ page: at() })).page ?? '',
    /^unknown: No browser can be had \(it does not start: .*; install Chromium, or name one in CUTWATER_BROWSER\)$/,
  )
})

/** As its own processes see it: those of the browser are of its group. */
const processesUnder = (place: string): readonly number[] =>
  execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(place))
    .map((line) => Number.parseInt(line, 10))

test('a browser that dies while it looks is no verdict on the page', { skip, timeout: 60_000 }, async () => {
  assert.ok(!('missing' in FOUND))
  delete process.env.CUTWATER_BROWSER
  let killed = 0
  const watching = setInterval(() => {
    if (asked === 0) return
    for (const pid of processesUnder(temporary).slice(0, 1)) {
      process.kill(pid, 'SIGKILL')
      killed += 1
    }
  }, 50)
  let asked = 0
  server.on('request', ({ url }) => {
    if (url === '/never') asked += 1
  })
  try {
    const said = await look({ page: `{ timeLimit: 30s, page: { url: 'http://127.0.0.1:${port()}/never' } }` })
    assert.equal(said.page, 'unknown: Could not be looked at (the browser ended while it looked)')
    assert.ok(killed > 0)
    assert.deepEqual(processesUnder(temporary), [])
  } finally {
    clearInterval(watching)
  }
})
