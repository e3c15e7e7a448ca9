/** A gateway that reads its configuration anew (SIGHUP), on the real process, while people use it. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { request } from 'undici'
import { freePorts } from '../../../demo/process/free-ports.ts'
import { LATCHED, type Split } from '../../core/traffic/desired.ts'
import { type GatewayUnderTest, gatewayUnderTest, TARGET, until } from './gateway.testing.ts'
import { startUpstream } from './start-upstream.testing.ts'

const HALF: Split = { mode: 'open', weight: 5_000, cohort: 'c', segments: [], headerOverride: false }
const NEW = 'serves by its configuration as it is now'
const OLD = 'goes on by the configuration it had'

type Upstream = Awaited<ReturnType<typeof startUpstream>>
type Config = { routes: Record<string, unknown>[] } & Record<string, unknown>

describe('a configuration that is read anew', { timeout: 120_000 }, () => {
  let gateway: GatewayUnderTest
  let spare: Record<'blue' | 'green', Upstream>
  let generation = 0
  before(async () => {
    spare = { blue: await startUpstream('spare-blue', 'v1'), green: await startUpstream('spare-green', 'v2') }
    gateway = await gatewayUnderTest()
    await tell(TARGET, HALF)
  })
  after(async () => {
    await gateway?.close()
    await Promise.all([spare?.blue.kill(), spare?.green.kill()])
  })

  const tell = async (target: string, split: Split) => {
    generation += 1
    await gateway.admin.write(target, { generation, stable: 'blue', split })
  }
  const file = () => join(gateway.directory, 'gateway.json')
  const written = () => JSON.parse(readFileSync(file(), 'utf8')) as Config
  const said = (words: string) => gateway.logged().split(words).length - 1
  /** Writes it as `edit` makes it, and waits until the gateway has said what it makes of that. */
  const reload = async (edit: (config: Config) => Config | string, words = NEW) => {
    const before = said(words)
    const edited = edit(written())
    writeFileSync(file(), typeof edited === 'string' ? edited : JSON.stringify(edited))
    gateway.process().kill('SIGHUP')
    await until(() => said(words) > before, 10_000)
  }
  const urlOf = (port: number) => `http://127.0.0.1:${port}`
  const at = (sides: Record<'blue' | 'green', { readonly port: number }>) => ({
    blue: urlOf(sides.blue.port),
    green: urlOf(sides.green.port),
  })
  const get = async (path: string, user = 'ann', url = gateway.url()) => {
    const answer = await request(`${url}${path}`, {
      headers: { 'x-user-id': user },
      dispatcher: gateway.agent,
    })
    return {
      status: answer.statusCode,
      side: String(answer.headers['x-side'] ?? ''),
      text: await answer.body.text(),
    }
  }

  test('sides move while people use them, and nobody notices', async () => {
    const failed: string[] = []
    const sides = new Set<string>()
    let going = true
    const people = Array.from({ length: 40 }, async (_, n) => {
      for (let i = 0; going; i += 1) {
        const { status, side } = await get(i % 10 === 0 ? '/slow/50' : '/', `user-${n}-${i}`).catch(
          (error: Error) => ({ status: error.message, side: '' }),
        )
        if (status !== 200) failed.push(`${status} of ${side}`)
        sides.add(side)
      }
    })
    const first = written().routes[0]?.sides
    for (let i = 0; i < 6; i += 1) {
      const next = i % 2 === 0 ? at(spare) : first
      await reload((config) => ({
        ...config,
        routes: config.routes.map((route) => ({ ...route, sides: next })),
      }))
    }
    going = false
    await Promise.all(people)
    assert.deepEqual(failed, [])
    assert.deepEqual([...sides].sort(), ['blue', 'green', 'spare-blue', 'spare-green'])
  })

  test('what was sent to a side that moves comes to its end, and the next request goes where it is now', async () => {
    const under = get('/drip/1500')
    await new Promise((resolve) => setTimeout(resolve, 200))
    const first = written().routes[0]?.sides
    await reload((config) => ({
      ...config,
      routes: config.routes.map((route) => ({ ...route, sides: at(spare) })),
    }))
    assert.match((await get('/')).side, /^spare-/)
    assert.match((await under).text, /^(blue|green)$/)
    await reload((config) => ({
      ...config,
      routes: config.routes.map((route) => ({ ...route, sides: first })),
    }))
    assert.match((await get('/')).side, /^(blue|green)$/)
  })

  test('a route comes and goes: what is under way there ends, and its latch is there when it comes back', async () => {
    const [port = 0] = await freePorts(1)
    const other = 'staging/other'
    const route = { target: other, listen: `127.0.0.1:${port}`, sides: at(spare) }
    const add = (config: Config) => ({ ...config, routes: [...config.routes, route] })
    const remove = (config: Config) => ({ ...config, routes: config.routes.slice(0, 1) })
    await reload(add)
    await tell(other, HALF)
    assert.match((await get('/', 'ann', urlOf(port))).side, /^spare-/)
    await gateway.admin.latch(other)
    const under = get('/drip/1500', 'ann', urlOf(port))
    await new Promise((resolve) => setTimeout(resolve, 200))
    await reload(remove)
    assert.equal((await gateway.admin.status()).targets[other], undefined)
    assert.equal((await under).text, 'spare-blue')
    await assert.rejects(get('/', 'ann', urlOf(port)), /ECONNREFUSED|other side closed|fetch failed/)
    await until(async () => {
      generation += 1
      const told = gateway.admin.write(other, { generation, stable: 'blue', split: LATCHED })
      return told.then(
        () => false,
        (error: Error) => /404/.test(error.message),
      )
    }, 10_000)
    await reload(add)
    const back = (await gateway.admin.status()).targets[other]?.held
    assert.deepEqual(back?.desired.split, LATCHED)
    await reload(remove)
  })

  test('routes share an address by other paths, and other peers are believed', async () => {
    const [route = {}] = written().routes
    const pages = { ...route, target: 'staging/pages' }
    const api = { ...route, target: 'staging/api', paths: ['/api/*'], sides: at(spare) }
    const [port = 0] = await freePorts(1)
    const listen = `127.0.0.1:${port}`
    await reload((config) => ({
      ...config,
      trustedProxies: [],
      routes: [route, { ...pages, listen }, { ...api, listen }],
    }))
    assert.match((await get('/api/x', 'ann', urlOf(port))).side, /^spare-/)
    assert.match((await get('/x', 'ann', urlOf(port))).side, /^(blue|green)$/)
    const echoed = JSON.parse((await get('/echo', 'ann', urlOf(port))).text) as { rawHeaders: string[] }
    assert.ok(!echoed.rawHeaders.includes('x-user-id'), 'nobody is believed any more')
    await reload((config) => ({ ...config, trustedProxies: ['127.0.0.1'], routes: [route] }))
  })

  test('a connection that went over goes on, and ends with a kill as ever', async () => {
    const socket = createServer().listen(0, '127.0.0.1')
    socket.on('upgrade', (_, stream) => {
      stream.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
      stream.on('error', () => undefined).pipe(stream)
    })
    await until(() => socket.listening)
    const url = urlOf((socket.address() as AddressInfo).port)
    const first = written().routes
    try {
      const own = `127.0.0.1:${(await freePorts(1))[0]}`
      await reload((config) => ({
        ...config,
        limits: { upgradedEndMs: 50 },
        routes: [...first, { target: 'staging/sockets', listen: own, sides: { blue: urlOf(9), green: url } }],
      }))
      await tell('staging/sockets', { ...HALF, weight: 10_000 })
      const client = connect(Number(own.split(':')[1]), '127.0.0.1')
      let got = ''
      let closed = false
      client.setEncoding('latin1').on('data', (piece: string) => {
        got += piece
      })
      client.on('close', () => {
        closed = true
      })
      client.write(
        'GET / HTTP/1.1\r\nHost: x\r\nX-User-Id: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n',
      )
      await until(() => got.includes(' 101 '))
      await reload((config) => ({ ...config, limits: { upgradedEndMs: 50, bodyMs: 20_000 } }))
      client.write('still here')
      await until(() => got.endsWith('still here'))
      await gateway.admin.latch('staging/sockets')
      await until(() => closed)
    } finally {
      await reload((config) => ({ ...config, routes: first }))
      socket.closeAllConnections()
      socket.close()
    }
  })

  test('what is wrong changes nothing, and is said with the remedy', async () => {
    const whole = readFileSync(file(), 'utf8')
    const busy = createServer().listen(0, '127.0.0.1')
    await until(() => busy.listening)
    const taken = `127.0.0.1:${(busy.address() as AddressInfo).port}`
    try {
      for (const [edit, why] of [
        [() => '{ "routes": [', /is wrong: line 1/],
        [(config: Config) => ({ ...config, routes: [] }), /there is no route/],
        [(config: Config) => ({ ...config, instance: 'other' }), /cannot change instance while it runs/],
        [
          (config: Config) => ({
            ...config,
            routes: [...config.routes, { target: 'staging/busy', listen: taken, sides: at(spare) }],
          }),
          /cannot listen on .* the port is in use/,
        ],
      ] as const) {
        await reload(edit, OLD)
        const line = gateway.logged().trim().split('\n').at(-1) ?? ''
        assert.match(line, why)
        assert.match(line, /"remedy":"[A-Z]/)
        assert.deepEqual(Object.keys((await gateway.admin.status()).targets), [TARGET])
        assert.equal((await get('/')).status, 200)
        writeFileSync(file(), whole)
      }
    } finally {
      busy.close()
    }
    await reload((config) => config)
    assert.equal((await get('/')).status, 200)
  })
})
