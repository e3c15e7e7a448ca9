import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gatewayFindings } from './gateway-finding.ts'

const AT = 'https://edge-1.internal:9443'
const seen = { socket: AT, answers: null, skew: null, troubles: [] }

test('the remedy fits the reason', () => {
  const cases: readonly [string, string, RegExp][] = [
    [AT, 'GET /status failed: connection refused', /^Start it/],
    ['/run/gateway.sock', 'GET /status failed: ENOENT', /adminSocket is this path/],
    [
      AT,
      'connection closed, as by a gateway that does not accept our certificate: its log says why',
      /its log/i,
    ],
    [AT, 'GET /status failed: its certificate is for another name', /subjectAltName/],
    [AT, 'GET /status failed: its certificate has expired', /^Renew/],
    [AT, 'GET /status failed: its certificate is signed by nobody who is trusted', /adminTls: ca/],
    [AT, 'GET /status was answered with 403: …', /admin: names/],
    [AT, 'The key /etc/cutwater/tls/server.key cannot be read: permission denied.', /readable/],
  ]
  for (const [socket, answers, remedy] of cases) {
    const [found] = gatewayFindings({ ...seen, socket, answers })
    assert.match(found?.remedy ?? '', remedy, answers)
    assert.equal(found?.is, 'bad')
  }
})

test('what a gateway says of its own files is bad, though it answers', () => {
  const found = gatewayFindings({ ...seen, troubles: ['it keeps the certificates it had'] })
  assert.deepEqual(
    found.map(({ is, says }) => `${is} ${says}`),
    [`good ${AT}`, `bad ${AT}: it keeps the certificates it had`],
  )
})
