import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
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
