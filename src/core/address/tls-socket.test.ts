import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tlsSocket } from './tls-socket.ts'

test('a place by TLS is told from paths and from places without it', () => {
  assert.deepEqual(tlsSocket('tls://edge-3.internal:9444'), { host: 'edge-3.internal', port: 9_444 })
  assert.deepEqual(tlsSocket('tls://[::1]:9444'), { host: '::1', port: 9_444 })
  for (const other of [
    'edge-3.internal:9444',
    'tls://edge-3.internal',
    'tls://edge:0',
    'tls://edge:1/x',
    '/run/tls',
  ])
    assert.equal(tlsSocket(other), null, other)
})
