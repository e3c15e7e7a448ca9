/** Two gateways of one machine at one address, and how one of them ends. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { freePorts } from '../../../../demo/process/free-ports.ts'
import { gatewayUnderTest, TARGET } from '../gateway.testing.ts'
import { startUpstream } from '../start-upstream.testing.ts'

const MANY = 60

async function world(t: TestContext) {
  const upstream = await startUpstream('blue', 'v1')
  t.after(() => upstream.kill())
  const sides = { blue: `http://127.0.0.1:${upstream.port}`, green: 'http://127.0.0.1:9' }
  const [port = 0] = await freePorts(1)
  const start = async (instance: string, reusePort: boolean) => {
    const routes = [{ target: TARGET, listen: `127.0.0.1:${port}`, sides }]
    const gateway = await gatewayUnderTest({ config: { instance, reusePort, routes } })
    t.after(() => gateway.close())
    return gateway
  }
  /** Each on a connection of its own: which gateway takes it is the system's choice. */
  const askMany = () =>
    Promise.all(
      Array.from({ length: MANY }, async () => {
        const [answer] = await once(get({ port, host: '127.0.0.1', agent: false }), 'response')
        assert.equal(answer.statusCode, 200)
        await text(answer)
      }),
    )
  return { port, start, askMany }
}

test('the system divides connections among them, and one that ends leaves them to the other', {
  timeout: 60_000,
}, async (t) => {
  const { start, askMany } = await world(t)
  const [one, two] = [await start('gateway-1', true), await start('gateway-2', true)]
  const answered = async (gateway: typeof one) => {
    const { records } = await gateway.admin.telemetry(0, 1_000)
    return JSON.stringify(records).includes('"v1"')
  }
  await askMany()
  const until = performance.now() + 10_000
  while (!((await answered(one)) && (await answered(two)))) assert.ok(performance.now() < until)
  assert.equal(await one.stop('SIGTERM'), 0)
  await askMany()
  await one.start()
  await askMany()
  await assert.rejects(start('gateway-3', false), /the port is in use/)
})

test('a client that had connected when a gateway is ended gets its answer', {
  timeout: 60_000,
}, async (t) => {
  const { port, start } = await world(t)
  const gateway = await start('gateway-1', false)
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  // It is accepted too, and not only by the system.
  await gateway.admin.status()
  const ended = gateway.stop('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 300))
  socket.write('GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n')
  const answer = await text(socket)
  assert.match(answer, /^HTTP\/1\.1 200 /)
  assert.match(answer, /\r\nconnection: close\r\n/i)
  assert.equal(await ended, 0)
})
