import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { switching, wantedProtocol } from './upgrade.ts'

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
