import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { examineSignals } from './probe-signals.ts'

test('signals of databases and addresses are asked once, and what is wrong is said in their line', async (t) => {
  const server = createServer((request, response) => {
    response.end(JSON.stringify(request.url?.startsWith('/wix') === true ? { n: 3 } : {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const dir = await mkdtemp(join(tmpdir(), 'cutwater-probe-'))
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await rm(dir, { recursive: true, force: true })
  })
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const file = join(dir, 'cutwater.yaml')
  const binding = (signals: string) => `environments:
  a:
    targets:
      wix: { traffic: { gateway: g.sock }, sides: { blue: 'http://h:1', green: 'http://h:2' } }
    databases: { shop: { url: 'secret:NOWHERE' } }
    signals:
      orders: { http: { url: '${at}/\${TARGET}', value: $.n } }
      by-version: { http: { url: '${at}/\${VERSION}', value: $.n } }
${signals}`
  await writeFile(file, binding(''))
  assert.deepEqual(await examineSignals(file), [
    { good: true, says: `${at} for a, every 15s measures 2 signals` },
  ])
  await writeFile(
    file,
    binding(`      users: { http: { url: '${at}/users', value: $.n } }
      pool: { sql: { database: shop, query: select 1 as value } }
`),
  )
  const said = await examineSignals(file)
  assert.ok(said.every(({ good }) => !good))
  assert.equal(said.length, 2)
  assert.match(said[0]?.says ?? '', /^line 9: users: http:.* has nothing at \$\.n; look whether/)
  assert.match(
    said[1]?.says ?? '',
    /^line 10: pool: the database shop of a is not asked: .*NOWHERE.*; correct it: without it there is no data/,
  )
})
