import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { request } from 'undici'
import { freePorts } from '../../../demo/process/free-ports.ts'
import { CLOSED, type Desired, LATCHED } from '../../core/traffic/desired.ts'
import { type GatewayUnderTest, gatewayUnderTest, spawnGateway, until } from './gateway.testing.ts'
import { startUpstream } from './start-upstream.testing.ts'

/** The process itself: its socket, its files, its signals, and how fast a kill is. */

const OPTIONS = { timeout: 120_000 }

async function underTest(
  t: TestContext,
  over?: Parameters<typeof gatewayUnderTest>[0],
): Promise<GatewayUnderTest> {
  const gateway = await gatewayUnderTest(over)
  t.after(() => gateway.close())
  return gateway
}

const open = (generation: number, weight: number): Desired => ({
  generation,
  stable: 'blue',
  split: { mode: 'open', weight, cohort: 'c', segments: [], headerOverride: true },
})

async function side(gateway: GatewayUnderTest, headers: Record<string, string> = {}): Promise<string> {
  const answer = await request(`${gateway.url()}/`, { dispatcher: gateway.agent, headers })
  await answer.body.dump()
  return String(answer.headers['x-side'])
}

test('a kill holds from the very next request, under load, within milliseconds', OPTIONS, async (t) => {
  const gateway = await underTest(t)
  const latenciesMs: number[] = []
  for (let round = 0; round < 20; round++) {
    const generation =
      ((await gateway.admin.status()).targets[gateway.target]?.held.desired.generation ?? 0) + 1
    await gateway.admin.write(gateway.target, open(generation, 10_000))
    let acknowledged = false
    let late = 0
    let going = true
    const load = Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        while (going) {
          const after = acknowledged
          const answered = await side(gateway, { 'x-user-id': `user-${n}`, 'x-canary-version': 'canary' })
          if (after && answered === 'green') late++
        }
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 10))
    const startedAt = performance.now()
    await gateway.admin.write(gateway.target, { generation: generation + 1, stable: 'blue', split: CLOSED })
    latenciesMs.push(performance.now() - startedAt)
    acknowledged = true
    await new Promise((resolve) => setTimeout(resolve, 10))
    going = false
    await load
    assert.equal(late, 0, 'a request that began after the acknowledgement met the canary')
  }
  latenciesMs.sort((a, b) => a - b)
  const median = latenciesMs[10] ?? 0
  t.diagnostic(
    `acknowledged after ${median.toFixed(1)} ms median, ${latenciesMs.at(-1)?.toFixed(1)} ms at most`,
  )
  assert.ok(median < 250, `${median} ms`)
})

test(
  'latched at the socket it stays closed over a restart until somebody adopts the latch',
  OPTIONS,
  async (t) => {
    const gateway = await underTest(t)
    const { admin, target } = gateway
    await admin.write(target, open(4, 10_000))
    assert.equal(await side(gateway), 'green')
    assert.deepEqual(await admin.latch(target), {
      already: false,
      has: { desired: { generation: 5, stable: 'blue', split: LATCHED }, latchedLocally: true },
    })
    assert.equal(await side(gateway), 'blue')
    await gateway.stop('SIGKILL')
    await gateway.start()
    assert.equal((await admin.latch(target)).already, true)
    for (const generation of [5, 6, 60])
      assert.equal((await admin.write(target, open(generation, 100))).accepted, false)
    assert.equal(await side(gateway), 'blue')
    const adopted = await admin.write(target, { generation: 61, stable: 'blue', split: LATCHED })
    assert.deepEqual([adopted.accepted, adopted.has.latchedLocally], [true, false])
    assert.equal((await admin.write(target, open(62, 10_000))).accepted, true)
    assert.equal(await side(gateway), 'green')
  },
)

test(
  'identity and canary headers of somebody who is not trusted change nothing and go no further',
  OPTIONS,
  async (t) => {
    const gateway = await underTest(t, { config: { trustedProxies: [] } })
    const segments = [{ name: 'staff', weight: 10_000 }]
    await gateway.admin.write(gateway.target, {
      generation: 1,
      stable: 'blue',
      split: { mode: 'open', weight: 0, cohort: 'c', segments, headerOverride: true },
    })
    const forged = {
      'x-user-id': 'ann',
      'x-user-segment': 'staff',
      'x-canary-version': 'canary',
      forwarded: 'for=evil',
    }
    const headers = { ...forged, 'x-forwarded-for': '10.6.6.6' }
    const answer = await request(`${gateway.url()}/echo`, { dispatcher: gateway.agent, headers })
    const text = await answer.body.text()
    assert.equal((JSON.parse(text) as { side: string }).side, 'blue')
    assert.doesNotMatch(text, /ann|staff|canary-version|evil|10\.6\.6\.6/)
  },
)

test('what was measured and not fetched survives a kill, and is counted once', OPTIONS, async (t) => {
  const gateway = await underTest(t)
  const counted = async (after = 0) => {
    const { records } = await gateway.admin.telemetry(after, 10_000)
    return records.reduce((sum, { requests }) => sum + requests, 0)
  }
  for (let i = 0; i < 10; i++) await side(gateway)
  const file = join(gateway.directory, 'state.json.telemetry')
  const inFile = async () => {
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1)
    return lines.reduce((sum, line) => sum + Number(JSON.parse(line).requests), 0)
  }
  await until(async () => (await inFile()) === 10)
  const { records } = await gateway.admin.telemetry(0, 1)
  await gateway.stop('SIGKILL')
  await gateway.start()
  assert.equal(await counted(), 10)
  await side(gateway)
  await until(async () => (await counted()) === 11)
  const fetched = records.reduce((sum, { requests }) => sum + requests, 0)
  assert.equal(await counted(records.at(-1)?.seq), 11 - fetched)
})

test('its socket, state and secret are for its owner alone', OPTIONS, async (t) => {
  const gateway = await underTest(t)
  await gateway.admin.write(gateway.target, open(1, 100))
  await until(() => existsSync(join(gateway.directory, 'state.json.telemetry')))
  for (const file of ['gateway.sock', 'state.json', 'state.json.telemetry', 'cookie-secret'])
    assert.equal((await stat(join(gateway.directory, file))).mode & 0o777, 0o600, file)
  const state = await readFile(join(gateway.directory, 'state.json'), 'utf8')
  assert.deepEqual(JSON.parse(state).targets[gateway.target].desired, open(1, 100))
})

test('the status names instance, process, ports and the versions that answered', OPTIONS, async (t) => {
  const gateway = await underTest(t)
  await side(gateway)
  const status = await gateway.admin.status()
  assert.deepEqual([status.instance, status.pid], ['gateway-1', gateway.process().pid])
  const shown = status.targets[gateway.target]
  assert.match(shown?.origins?.green ?? '', /^http:\/\/127\.0\.0\.1:\d+$/)
  assert.deepEqual(shown?.versions, { blue: 'v1', green: '' })
  assert.equal(`http://127.0.0.1:${shown?.port}`, gateway.url())
})

test('two targets share an address by path, and each is split by itself', OPTIONS, async (t) => {
  const [port = 0] = await freePorts(1)
  const [pages, api] = await Promise.all([startUpstream('blue', 'pages'), startUpstream('blue', 'api')])
  t.after(() => Promise.all([pages.kill(), api.kill()]))
  const route = (target: string, upstream: typeof pages) => ({
    ...{ target, listen: `127.0.0.1:${port}` },
    sides: { blue: `http://127.0.0.1:${upstream.port}`, green: 'http://127.0.0.1:9' },
  })
  const routes = [route('staging/pages', pages), { ...route('staging/api', api), paths: ['/api/*'] }]
  const gateway = await underTest(t, { config: { routes } })
  const asked = async (path: string) => {
    const answer = await request(`http://127.0.0.1:${port}${path}`, { dispatcher: gateway.agent })
    await answer.body.dump()
    return answer.headers['x-app-version']
  }
  assert.deepEqual(await Promise.all(['/', '/api/orders?a=/', '/apix'].map(asked)), ['pages', 'api', 'pages'])
  const { targets } = await gateway.admin.status()
  assert.deepEqual(
    Object.values(targets).map((one) => [one.port, one.versions.blue]),
    [
      [port, 'pages'],
      [port, 'api'],
    ],
  )
})

test(
  'SIGTERM lets what is under way end and then exits 0; SIGHUP without another configuration changes nothing',
  OPTIONS,
  async (t) => {
    const gateway = await underTest(t)
    gateway.process().kill('SIGHUP')
    // With its headers here it is under way, and its body is still to come.
    const answer = await request(`${gateway.url()}/drip/600`, { dispatcher: gateway.agent })
    const stopped = gateway.stop()
    assert.deepEqual([answer.statusCode, await answer.body.text()], [200, 'blue'])
    assert.equal(await stopped, 0)
  },
)

test('malformed admin requests are refused with a reason and change nothing', OPTIONS, async (t) => {
  const gateway = await underTest(t)
  const { admin, target } = gateway
  const weird = { ...open(1, 100), stable: 'red' } as unknown as Desired
  await assert.rejects(admin.write(target, weird), /answered with 400/)
  await assert.rejects(admin.write(target, open(1, 10_001)), /answered with 400/)
  await assert.rejects(admin.write('staging/none', open(1, 1)), /answered with 404/)
  await assert.rejects(admin.latch('staging/none'), /answered with 404/)
  await assert.rejects(admin.telemetry(-1, 10), /answered with 400/)
  await assert.rejects(admin.orderFault('down'), /answered with 403/)
  assert.equal((await admin.status()).targets[target]?.held.desired.generation, 0)
})

test('a second gateway on the same socket is refused, and the first lives on', OPTIONS, async (t) => {
  const gateway = await underTest(t)
  assert.match(
    await refusal(['--config', join(gateway.directory, 'gateway.json')]),
    /^Another gateway answers on .+\.\nUse that one, or end it first .+\.\n$/,
  )
  assert.equal(await side(gateway), 'blue')
})

test(
  'what keeps it from starting is a plain sentence with its remedy, exit 1, and no new file',
  OPTIONS,
  async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'cutwater-gateway-'))
    t.after(() => rm(directory, { recursive: true, force: true }))
    const taken = createServer().listen(0, '127.0.0.1')
    t.after(() => taken.close())
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    const sides = { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
    const good = {
      instance: 'g',
      adminSocket: 'g.sock',
      stateFile: 'state.json',
      cookieSecretFile: 'secret',
      routes: [{ target: 'staging/wix', listen: '127.0.0.1:0', sides }],
    }
    const routed = (route: object) => ({ ...good, routes: [{ ...good.routes[0], ...route }] })
    await writeFile(join(directory, 'broken.json'), '{ not a state')
    await writeFile(join(directory, 'open-secret'), 'x'.repeat(50), { mode: 0o644 })
    const cases: readonly (readonly [config: unknown, sentence: RegExp])[] = [
      [
        routed({ listen: `127.0.0.1:${port}` }),
        /cannot listen on 127.0.0.1:\d+ for staging\/wix: the port is in use/,
      ],
      [{ ...good, colour: 'red' }, /is wrong: .*colour/],
      [routed({ sides: { ...sides, blue: 'ftp://x' } }), /this is not where a service listens: write http:/],
      [{ ...good, trustedProxies: ['10.0.0.0/33'] }, /this is no address or CIDR range/],
      [{ ...good, stateFile: 'broken.json' }, /cannot use its state file/],
      [{ ...good, cookieSecretFile: 'open-secret' }, /can be read by others\.\n.*chmod 640/],
      [
        { ...good, adminSocket: `${'s'.repeat(104)}` },
        /cannot listen on its admin socket .*longer than 103 bytes/,
      ],
      ['not: [yaml', /is wrong: line 1, column/],
    ]
    const file = join(directory, 'gateway.yaml')
    await writeFile(file, '')
    const before = await readdir(directory)
    for (const [config, sentence] of cases) {
      await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config))
      const said = await refusal(['--config', file])
      assert.match(said, sentence)
      assert.match(said, /^[^\n]+\.\n[^\n]+\n$/, 'a sentence and a remedy')
      const left = (await readdir(directory)).filter((name) => !before.includes(name))
      assert.deepEqual(left, [], said)
    }
    assert.match(
      await refusal(['--config', join(directory, 'none.yaml')]),
      /^The gateway cannot read its configuration/,
    )
    assert.match(await refusal([]), /^The gateway needs its configuration\.\nName it with --config FILE\.\n$/)
  },
)

test('one socket cannot be had twice, but a dead one is replaced', OPTIONS, async (t) => {
  const gateway = await underTest(t)
  await gateway.stop('SIGKILL')
  await stat(gateway.socket)
  await gateway.start()
  await until(async () => (await gateway.admin.status().catch(() => null)) !== null)
  assert.equal(await side(gateway), 'blue')
})

async function refusal(args: readonly string[]): Promise<string> {
  const child = spawnGateway(args)
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), 30_000)
  const [code] = await once(child, 'close')
  clearTimeout(limit)
  assert.equal(code, 1, said)
  return said
}
