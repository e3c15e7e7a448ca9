import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type GatewayConfig, parseConfig } from './config.ts'
import { whatStays } from './what-stays.ts'

const config = (more: object = {}, route: object = {}): GatewayConfig => {
  const read = parseConfig(
    JSON.stringify({
      ...{ instance: 'a', adminSocket: 'a.sock', stateFile: 'state.json', cookieSecretFile: 'secret' },
      routes: [
        {
          ...{ target: 'staging/wix', listen: '127.0.0.1:8080' },
          sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' },
          ...route,
        },
      ],
      ...more,
    }),
    'gateway.json',
  )
  assert.ok(read.config !== null, JSON.stringify(read))
  return read.config
}

test('routes, limits, cookies and who is believed may become others', () => {
  for (const next of [
    config(),
    config({}, { listen: '127.0.0.1:8081' }),
    config({}, { sides: { blue: 'http://127.0.0.1:3', green: 'http://127.0.0.1:4' } }),
    config({ limits: { bodyMs: 5 }, trustedProxies: ['10.0.0.0/8'], cookie: { name: 'mine' } }),
    config({ identity: { userHeader: 'X-Me' } }),
  ])
    assert.equal(whatStays(config(), next), null)
})

test('what it is built on takes a restart, and all of it is named', () => {
  for (const [more, named] of [
    [{ instance: 'b' }, 'instance'],
    [{ adminSocket: 'b.sock', stateFile: 'b.json' }, 'adminSocket, stateFile'],
    [{ limits: { maxHeaderBytes: 2_048 } }, 'limits.maxHeaderBytes'],
    [{ metrics: { listen: '127.0.0.1:9105' } }, 'metrics'],
    [{ accessLog: { file: 'access.log' }, reusePort: true }, 'accessLog, reusePort'],
    [{ proxyProtocol: ['10.0.0.1'] }, 'proxyProtocol'],
  ] as const)
    assert.equal(
      whatStays(config(), config(more))?.message,
      `The gateway cannot change ${named} while it runs.`,
    )
})
