import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { CLOSED, FULL, type Split } from '../../core/traffic/desired.ts'
import { type GatewayUnderTest, gatewayUnderTest, TARGET, until } from './gateway.testing.ts'

/** What waits for a connection to a slow side: where it goes, for how long, and who does not have to wait. */

const CONNECTIONS = 8
const EVERYBODY: Split = { mode: 'open', weight: FULL, cohort: 'c', segments: [], headerOverride: false }

/**
 * Answers `/slow/MS` and `/SIDE/slow/MS` after that time, everything else at once; keeps when each request began.
 */
async function startSide(name: string) {
  const begun: { readonly path: string; readonly at: number }[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    begun.push({ path, at: performance.now() })
    response.setHeader('x-side', name)
    const [, side = name, ms = 0] = /^(?:\/(blue|green))?\/slow\/(\d+)/.exec(path) ?? []
    setTimeout(() => response.end(name), side === name ? Number(ms) : 0)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { server, begun, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

let sides: Record<'blue' | 'green', Awaited<ReturnType<typeof startSide>>>
let gateway: GatewayUnderTest
let generation = 0
const agent = new Agent({ connections: 500 })

before(async () => {
  sides = { blue: await startSide('blue'), green: await startSide('green') }
  const urls = { blue: sides.blue.url, green: sides.green.url }
  const routes = [{ target: TARGET, listen: '127.0.0.1:0', sides: urls }]
  const limits = { connectionsPerUpstream: CONNECTIONS, queuePerUpstream: 100, queueMs: 1_000 }
  gateway = await gatewayUnderTest({ config: { routes, limits } })
})
after(async () => {
  await agent.destroy()
  await gateway?.close()
  for (const { server } of Object.values(sides ?? {})) await ended(server)
})

async function ended(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

const tell = (split: Split) => {
  generation += 1
  return gateway.admin.write(TARGET, { generation, stable: 'blue', split })
}

async function ask(path: string) {
  const from = performance.now()
  const answer = await request(gateway.url() + path, { dispatcher: agent })
  await answer.body.dump()
  return {
    status: answer.statusCode,
    side: answer.headers['x-side'],
    retryAfter: answer.headers['retry-after'],
    tookMs: performance.now() - from,
  }
}
const many = (n: number, path: string) => Promise.all(Array.from({ length: n }, () => ask(path)))
const waiting = async (side: 'blue' | 'green') =>
  (await gateway.admin.status()).targets[TARGET]?.waiting?.[side] ?? 0

test('a kill holds for what waits: it goes to stable at once, and nothing begins at the canary', async () => {
  await tell(EVERYBODY)
  const all = many(60, '/green/slow/400')
  await until(async () => (await waiting('green')) >= 50)
  await tell(CLOSED)
  const answeredAt = performance.now()
  const answers = await all
  assert.deepEqual(
    sides.green.begun.filter(({ at }) => at > answeredAt),
    [],
  )
  assert.ok(answers.every(({ status }) => status === 200))
  assert.equal(answers.filter(({ side }) => side === 'green').length, sides.green.begun.length)
  assert.equal(await waiting('green'), 0)
})

test('an upload whose first piece comes after the kill never begins at the canary', async () => {
  await tell(EVERYBODY)
  const before = sides.green.begun.length
  const socket = connect(Number(new URL(gateway.url()).port), '127.0.0.1').setEncoding('latin1')
  socket.write('POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')
  await sleep(100)
  await tell(CLOSED)
  socket.write('5\r\nhello\r\n0\r\n\r\n')
  const [answer] = (await once(socket, 'data')) as [string]
  socket.destroy()
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[\s\S]*x-side: blue/)
  assert.equal(sides.green.begun.length, before)
})

test('a path that is slow does not delay one that is fast', async () => {
  const slow = many(40, '/slow/300')
  await until(async () => (await waiting('blue')) >= 30)
  const tookMs: number[] = []
  for (let i = 0; i < 20; i++) tookMs.push((await ask('/fast')).tookMs)
  tookMs.sort((a, b) => a - b)
  assert.ok((tookMs[10] ?? 0) < 100, `${tookMs.join(', ')} ms`)
  await slow
})

test('who finds no room or waits for too long is told when to come again', async () => {
  const answers = await many(150, '/slow/700')
  const turnedAway = answers.filter(({ status }) => status === 503)
  assert.ok(turnedAway.every(({ retryAfter }) => retryAfter === '1'))
  const atOnce = turnedAway.filter(({ tookMs }) => tookMs < 700).length
  const later = turnedAway.length - atOnce
  // Six under way, 75 in the queue (three quarters of it), and twelve answered before the others have waited too long.
  assert.equal(atOnce, 150 - 6 - 75)
  assert.ok(later >= 75 - 12, `${later} waited in vain`)
  assert.ok(turnedAway.every(({ tookMs }) => tookMs < 2_000))
})

test('of a canary’s full queue its users see nothing, for stable answers; the canary is measured by it', async () => {
  await tell(EVERYBODY)
  const earlier = (await gateway.admin.telemetry(0, 10_000)).records.at(-1)?.seq ?? 0
  const from = Math.floor(Date.now() / 1_000) * 1_000
  // More than the canary takes, and what is left over is more than stable takes at once.
  const answers = await many(90, '/slow/50')
  assert.ok(answers.every(({ status }) => status === 200))
  await until(async () => (await gateway.admin.telemetry(earlier, 10_000)).watermark >= from + 3_000)
  const { records } = await gateway.admin.telemetry(earlier, 10_000)
  const none = records
    .filter(({ slot }) => slot === 'canary')
    .reduce((sum, { classes }) => sum + classes.none, 0)
  assert.equal(none, 90 - 6 - 75)
})
