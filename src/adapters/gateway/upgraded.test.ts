import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { CLOSED, type Side, type Split } from '../../core/traffic/desired.ts'
import { switching, UpgradedConnections, wantedProtocol } from './upgraded.ts'

const OPEN: Split = { mode: 'open', weight: 1, cohort: 'c', segments: [], headerOverride: false }

test('a connection ends a while after its side gets no more requests, unless it gets some again', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let split: Split = OPEN
  let stable: Side = 'blue'
  const held = () => ({ desired: { generation: 1, stable, split }, latchedLocally: false })
  const connections = new UpgradedConnections(1_000, held)
  const joined = (side: Side) => {
    const client = new PassThrough()
    connections.join(side, client, new PassThrough())
    return client
  }
  const told = (now: Split, side: Side = stable) => {
    ;[split, stable] = [now, side]
    connections.lookAtSides()
  }
  const blue = joined('blue')
  const green = joined('green')
  told(CLOSED)
  t.mock.timers.tick(999)
  assert.ok(!green.destroyed)
  told(OPEN)
  t.mock.timers.tick(10_000)
  assert.ok(!green.destroyed, 'its side was opened again in time')
  told(CLOSED)
  t.mock.timers.tick(1_000)
  assert.ok(green.destroyed && !blue.destroyed)

  const late = joined('green')
  t.mock.timers.tick(1_000)
  assert.ok(late.destroyed, 'one that was just going over when its side was closed')

  told(CLOSED, 'green')
  t.mock.timers.tick(1_000)
  assert.ok(blue.destroyed, 'adopted: the side that was stable gets no more')
})

test('what is passed on asks for one protocol that hides nobody’s identity, and has no body', () => {
  const wanted = (headers: Record<string, string>, method = 'GET', httpVersion = '1.1') =>
    wantedProtocol({ method, httpVersion, headers } as unknown as IncomingMessage)
  assert.equal(wanted({ upgrade: 'websocket' }), 'websocket')
  assert.equal(wanted({ upgrade: 'WebSocket', 'content-length': '0' }), 'WebSocket')
  assert.equal(wanted({ upgrade: 'SPDY/3.1' }), 'SPDY/3.1')
  for (const upgrade of ['h2c', 'H2C', 'HTTP/2.0', 'TLS/1.2', 'websocket, h2c', 'a b', ''])
    assert.equal(wanted({ upgrade }), null, upgrade)
  assert.equal(wanted({ upgrade: 'websocket' }, 'POST'), null)
  assert.equal(wanted({ upgrade: 'websocket' }, 'GET', '1.0'), null)
  assert.equal(wanted({ upgrade: 'websocket', 'content-length': '3' }), null)
  assert.equal(wanted({ upgrade: 'websocket', 'transfer-encoding': 'chunked' }), null)
  assert.equal(wanted({}), null)
})

test('the head says what the connection goes over to', () => {
  assert.equal(
    switching('websocket', ['x-a', '1', 'set-cookie', 'b=2']),
    'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\nx-a: 1\r\nset-cookie: b=2\r\n\r\n',
  )
})
