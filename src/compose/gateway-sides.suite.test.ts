import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { gatewayUnderTest } from '../adapters/gateway/gateway.testing.ts'
import { examineGatewaySides } from './gateway-sides.ts'

test('a binding that deploys where its gateway sends nobody is told so, line by line', async (t) => {
  const gateway = await gatewayUnderTest()
  t.after(() => gateway.close())
  const { origins } = (await gateway.admin.status()).targets[gateway.target] ?? assert.fail()
  const { blue, green } = origins ?? assert.fail()
  const file = join(gateway.directory, 'cutwater.yaml')
  const said = async (sides: { blue: string; green: string }, service = 'wix') => {
    await writeFile(
      file,
      `environments:
  staging:
    targets:
      ${service}:
        traffic: { gateway: gateway.sock }
        sides: { blue: '${sides.blue}', green: '${sides.green}' }
`,
    )
    const found = await examineGatewaySides(file)
    return found.map(({ line, severity, code, message }) => `${line} ${severity} ${code}: ${message}`)
  }
  assert.deepEqual(await said({ blue, green }), [])
  assert.deepEqual(await said({ blue, green: 'http://127.0.0.1:1' }), [
    `6 error other-side: green is http://127.0.0.1:1 here, and ${green} for its gateway gateway-1`,
  ])
  assert.match((await said({ blue: 'http://wix.example', green }))[0] ?? '', /^6 warning other-side: blue/)
  assert.match(
    (await said({ blue, green }, 'gamma'))[0] ?? '',
    /^5 error not-routed: .* does not route staging\/gamma$/,
  )
  await gateway.stop()
  assert.deepEqual(await said({ blue, green: 'http://127.0.0.1:1' }), [], 'it cannot be asked')
})

test('gateways of one target that sign cookies by different secrets are named', async (t) => {
  const [one, other] = [
    await gatewayUnderTest(),
    await gatewayUnderTest({ config: { instance: 'gateway-2' } }),
  ]
  t.after(() => Promise.all([one.close(), other.close()]))
  const { origins } = (await one.admin.status()).targets[one.target] ?? assert.fail()
  const { blue, green } = origins ?? assert.fail()
  const file = join(one.directory, 'cutwater.yaml')
  await writeFile(
    file,
    `environments:
  staging:
    targets:
      wix:
        traffic: { gateway: [gateway.sock, '${other.socket}'] }
        sides: { blue: '${blue}', green: '${green}' }
`,
  )
  const found = async () =>
    (await examineGatewaySides(file)).filter(({ code }) => code === 'other-cookie-secret')
  assert.match((await found())[0]?.message ?? '', /gateway-1 and gateway-2 sign the cookies of staging\/wix/)
  const secret = await readFile(join(one.directory, 'cookie-secret'), 'utf8')
  const said = JSON.stringify(await one.admin.status())
  assert.ok(!said.includes(secret.trim()))
  await other.stop()
  await writeFile(join(other.directory, 'cookie-secret'), secret)
  await other.start()
  assert.deepEqual(await found(), [])
})
