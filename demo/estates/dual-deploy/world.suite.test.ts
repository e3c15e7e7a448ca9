import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { parse } from 'yaml'
import { portOf } from '../../process/port-of.ts'
import { startTimeOf, stillRuns } from '../../process/start-time.ts'
import { until } from '../../process/until.ts'
import { runningOn } from '../../world/side.ts'
import type { FaultKind } from './services/fault.ts'
import type { Target } from './targets.ts'
import { startTraffic } from './traffic-process.ts'
import { type DualDeployWorld, startWorld } from './world.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-demo-'))
const pages: string[] = []
let world: DualDeployWorld

before(async () => {
  world = await startWorld({ dir, say: (who, line) => who === 'pager' && pages.push(line) })
})
after(async () => {
  await world?.stop()
  rmSync(dir, { recursive: true, force: true })
})

type Ran = { code: number | null; signal: string | null; out: string; error: string; ms: number }
type Running = { pid: number; ended: Promise<Ran>; said: () => string }

function script(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Running {
  const began = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], { env: { ...env } })
  const said = { out: '', error: '' }
  child.stdout.on('data', (data) => {
    said.out += data
  })
  child.stderr.on('data', (data) => {
    said.error += data
  })
  const ended = new Promise<Ran>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...said, ms: performance.now() - began }))
  })
  return { pid: child.pid ?? 0, ended, said: () => said.out }
}

type Fault = { fault: FaultKind; more?: Record<string, string> }
function deploy(what: 'up' | 'down', target: Target, version = 'v2.0.0', ordered?: Fault): Running {
  return script('actions/deploy.ts', [what], {
    CUTWATER_TARGET: target,
    CUTWATER_VERSION: version,
    CUTWATER_SIDE: 'green',
    CUTWATER_SIDE_URL: world.addresses.sides[target].green,
    DEMO_DIR: dir,
    DEMO_PARENT: String(process.pid),
    REGISTRY_API_KEY: world.secrets.REGISTRY_API_KEY,
    ...(ordered ? { DEMO_FAULT: ordered.fault, DEMO_FAULT_VERSION: version, ...ordered.more } : {}),
  })
}

const green = (target: Target) =>
  runningOn({ dir, target, side: 'green', port: portOf(world.addresses.sides[target].green) })
const get = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, { headers, signal: AbortSignal.timeout(20_000) })
const statusesOf = async (url: string, requests: number) =>
  Promise.all(Array.from({ length: requests }, async () => (await get(url)).status))

test('a deploy brings the version up beside stable, is harmless twice, and is replaced by the next', async () => {
  const first = await deploy('up', 'wix').ended
  assert.equal(first.code, 0, first.error)
  const running = green('wix')
  const again = await deploy('up', 'wix').ended
  assert.match(again.out, /already runs/)
  assert.equal(green('wix')?.pid, running?.pid)

  const next = await deploy('up', 'wix', 'v2.0.1').ended
  assert.equal(next.code, 0, next.error)
  const { blue, green: canary } = world.addresses.sides.wix
  assert.equal((await get(canary)).headers.get('x-app-version'), 'v2.0.1')
  assert.equal((await get(blue)).headers.get('x-app-version'), 'v1.9.0')
  assert.equal(running && stillRuns(running.pid, running.startTime), false)

  const down = await deploy('down', 'wix').ended
  assert.deepEqual([down.code, green('wix')], [0, null])
  const downAgain = await deploy('down', 'wix').ended
  assert.match(downAgain.out, /nothing runs/)
  assert.equal(downAgain.code, 0)
})

test('the sync copies every page of the source, and the verifier tells a fresh registry from an old one', async () => {
  const { source, sides } = world.addresses
  const where = { REGISTRY_URL: sides.wix.blue }
  const old = await script('actions/verify-registry.ts', [], where).ended
  assert.deepEqual([old.code, /the last sync is \d+ s old/.test(old.error)], [1, true], old.error)

  const output = join(dir, 'output.json')
  const { NOTION_TOKEN, REGISTRY_API_KEY } = world.secrets
  const sync = { ...where, NOTION_URL: source, NOTION_TOKEN, REGISTRY_API_KEY, CUTWATER_OUTPUT: output }
  const ran = await script('actions/sync-registry.ts', [], sync).ended
  assert.equal(ran.code, 0, ran.error)
  const { items, lastSync } = JSON.parse(readFileSync(output, 'utf8'))
  assert.equal(items, 12)
  assert.ok(Date.now() - Date.parse(lastSync) < 60_000)

  const fresh = await script('actions/verify-registry.ts', [], where).ended
  assert.deepEqual([fresh.code, fresh.error], [0, ''])
  assert.match(fresh.out, /12 items, lastSync .* badge "In sync" visible/)

  const denied = await script('actions/sync-registry.ts', [], { ...sync, NOTION_TOKEN: 'wrong' }).ended
  assert.deepEqual([denied.code, denied.error.trim().split('\n').length], [1, 1])
  assert.match(denied.error, /reading the source: .* answered 401/)
})

test('flags need the token, are set once, and change what both sides of the target show', async () => {
  const { flags, sides } = world.addresses
  const url = `${flags.gamma}/flags/GlassFXEnabled`
  const push = (value: unknown, token = world.secrets.FLAG_API_KEY) =>
    fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ value }),
    })
  const verify = (said: string) =>
    script('actions/verify-investor-panel.ts', [], {
      PANEL_URL: sides.gamma.blue,
      FLAG_URL: flags.gamma,
      FLAG_API_KEY: world.secrets.FLAG_API_KEY,
      ...(said ? { CUTWATER_WITH: said } : {}),
    }).ended

  assert.equal((await push(true, 'wrong')).status, 401)
  assert.equal((await push({ deep: true })).status, 422)
  const plain = await verify('')
  assert.match(plain.out, /6 plain cards \(GlassFXEnabled=false\)/, plain.error)

  const first = (await (await push(true)).json()) as { changed: boolean; updatedAt: string }
  const second = (await (await push(true)).json()) as { changed: boolean; updatedAt: string }
  assert.deepEqual([first.changed, second.changed, second.updatedAt], [true, false, first.updatedAt])
  const glass = await verify('{"glassfx":true}')
  assert.match(
    glass.out,
    /6 GlassFX cards \(GlassFXEnabled=true\), focus rings present, lowest contrast/,
    glass.error,
  )
  assert.equal((await verify('{"glassfx":false}')).code, 1)
})

test('the pager takes authentic CloudEvents once, and nothing else', async () => {
  const { PAGER_KEY, EVENTS_KEY } = world.secrets
  const event = {
    specversion: '1.0',
    id: 'e1',
    source: '/staging',
    type: 'overrun',
    data: { text: 'The window has closed.' },
  }
  const send = (secret: string, body: string) => {
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', new Date(), body),
    }
    return fetch(`${world.addresses.pager}/pager`, { method: 'POST', headers, body })
  }
  assert.equal((await send(EVENTS_KEY, JSON.stringify(event))).status, 401)
  assert.equal((await send(PAGER_KEY, '{"hello":"you"}')).status, 400)
  assert.equal((await send(PAGER_KEY, JSON.stringify(event))).status, 200)
  assert.equal((await send(PAGER_KEY, JSON.stringify(event))).status, 200)
  const received = (await (await get(`${world.addresses.pager}/received`)).json()) as { text: string }[]
  assert.deepEqual(
    received.map(({ text }) => text),
    ['The window has closed.'],
  )
  await until('the page printed', 30_000, () => pages.includes('PAGE: The window has closed.'))
})

test('errors answers three of ten requests with 500, and health stays honest', async () => {
  const up = await deploy('up', 'gamma', 'v2.0.0', { fault: 'errors' }).ended
  assert.equal(up.code, 0, up.error)
  const url = world.addresses.sides.gamma.green
  const answers = await statusesOf(url, 20)
  assert.equal(answers.filter((status) => status === 500).length, 6)
  assert.equal((await get(`${url}/health/ready`)).status, 200)
})

test('another version than the faulty one is deployed sound', async () => {
  const ordered = { fault: 'errors' as const, more: { DEMO_FAULT_VERSION: 'v2.0.0' } }
  const up = await deploy('up', 'gamma', 'v2.0.1', ordered).ended
  assert.equal(up.code, 0, up.error)
  const answers = await statusesOf(world.addresses.sides.gamma.green, 20)
  assert.ok(answers.every((status) => status === 200))
})

test('slow answers late, crash dies and stays dead, at-50 fails only while it is busy', async () => {
  const url = world.addresses.sides.gamma.green
  await deploy('up', 'gamma', 'v2.1.0', { fault: 'slow' }).ended
  const began = performance.now()
  assert.equal((await get(url)).status, 200)
  assert.ok(performance.now() - began > 1_400)

  await deploy('up', 'gamma', 'v2.2.0', { fault: 'crash', more: { DEMO_FAULT_REQUESTS: '3' } }).ended
  for (let i = 0; i < 3; i += 1) assert.equal((await get(url)).status, 200)
  await assert.rejects(get(url))
  await until('the process gone', 30_000, () => green('gamma') === null)

  await deploy('up', 'gamma', 'v2.3.0', { fault: 'at-50', more: { DEMO_FAULT_RPS: '10' } }).ended
  assert.ok((await statusesOf(url, 15)).every((status) => status === 200))
  assert.ok((await statusesOf(url, 30)).includes(500))
})

test('a deploy that fails says why and leaves the side as it was', async () => {
  await deploy('down', 'gamma').ended
  const ran = await deploy('up', 'gamma', 'v2.0.0', { fault: 'deploy-fails' }).ended
  assert.deepEqual([ran.code, green('gamma')], [1, null])
  assert.match(ran.error, /does not build/)
})

test('a deploy that hangs ignores SIGTERM, and down still takes its process away', async () => {
  const up = deploy('up', 'gamma', 'v2.0.0', { fault: 'deploy-hangs' })
  await until('the service started', 30_000, () => green('gamma'))
  await until('it answers not ready', 30_000, async () =>
    get(`${world.addresses.sides.gamma.green}/health/ready`).then(
      (answer) => answer.status === 503,
      () => false,
    ),
  )
  process.kill(up.pid, 'SIGTERM')
  await until('it said it goes on', 30_000, () => up.said().includes('going on all the same'))
  process.kill(up.pid, 'SIGKILL')
  assert.equal((await up.ended).signal, 'SIGKILL')
  assert.notEqual(green('gamma'), null)
  const down = await deploy('down', 'gamma').ended
  assert.match(down.out, /forced/)
  assert.equal(green('gamma'), null)
})

test('the traffic counts who answered, and blames us for what nobody answered', async () => {
  await deploy('up', 'gamma', 'v2.0.0', { fault: 'errors' }).ended
  const { sides } = world.addresses
  const traffic = await startTraffic({ dir, wix: sides.wix.blue, gamma: sides.gamma.green, users: 60 })
  await until('a hundred requests', 30_000, () => traffic.report().requests > 100)
  assert.equal(traffic.report().failedBecauseOfUs, 0)
  await deploy('down', 'gamma').ended
  await until(
    'refused connections counted',
    30_000,
    () => traffic.report().targets.gamma?.becauseOfUs.ECONNREFUSED,
  )
  const last = await traffic.stop()
  assert.equal(last.done, true)
  assert.ok(last.failedBecauseOfVersion > 0)
  assert.equal(last.targets.wix?.ok, last.targets.wix?.requests)
  assert.equal(startTimeOf(traffic.pid), null)
})

test('the binding and the secrets are what the server expects of them', () => {
  const { environments } = parse(readFileSync(world.bindingFile, 'utf8'))
  assert.deepEqual(Object.keys(environments.staging.targets), ['wix', 'gamma'])
  assert.equal(environments.staging.allowPace, true)
  assert.equal(statSync(join(dir, 'secrets', 'FLAG_API_KEY')).mode & 0o777, 0o600)
  for (const value of Object.values(world.secrets))
    assert.ok(!readFileSync(world.bindingFile, 'utf8').includes(value))
  const { routes } = JSON.parse(readFileSync(world.gatewayConfigFile, 'utf8'))
  assert.deepEqual(routes[0].sides, world.addresses.sides.wix)
})

test('a second demo in the same directory is refused and harms nothing', async () => {
  await assert.rejects(startWorld({ dir }), /a demo already runs/)
  assert.equal((await get(world.addresses.sides.wix.blue)).status, 200)
})

test('when the demo is killed, everything it started and deployed ends by itself', async () => {
  const other = mkdtempSync(join(tmpdir(), 'cutwater-orphan-'))
  const code = `
    const { startWorld } = await import(${JSON.stringify(join(import.meta.dirname, 'world.ts'))})
    const world = await startWorld({ dir: ${JSON.stringify(other)} })
    console.log('up ' + JSON.stringify(world.addresses))
    setInterval(() => {}, 1000)`
  const demo = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    let out = ''
    demo.stdout.on('data', (data) => {
      out += data
    })
    await until('the other demo up', 60_000, () => out.includes('\n'))
    const addresses = JSON.parse(out.slice(3)) as DualDeployWorld['addresses']
    demo.kill('SIGKILL')
    const urls = [
      addresses.sides.wix.blue,
      addresses.sides.gamma.blue,
      addresses.flags.wix,
      addresses.source,
      addresses.pager,
    ]
    const gone = async (url: string) =>
      get(url).then(
        () => false,
        () => true,
      )
    await until('every service gone', 30_000, async () => (await Promise.all(urls.map(gone))).every(Boolean))
  } finally {
    demo.kill('SIGKILL')
    rmSync(other, { recursive: true, force: true })
  }
})

test('stop leaves no process behind, deployed ones included', async () => {
  await deploy('up', 'wix').ended
  const deployed = green('wix')
  const urls = [world.addresses.sides.wix.green, world.addresses.sides.wix.blue, world.addresses.flags.wix]
  await world.stop()
  assert.equal(deployed && stillRuns(deployed.pid, deployed.startTime), false)
  for (const url of urls) await assert.rejects(get(url))
})
