import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { authorityIn } from '../../ports/authority.testing.ts'
import { checkConfigAndFiles } from './check-files.ts'

const DAY_MS = 24 * 3_600_000

test('what is wrong with the files of a configuration is told in its lines', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-check-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const ours = authorityIn(join(dir, 'ours'))
  const others = authorityIn(join(dir, 'others'), 'others')
  const own = (name: string) => join(dir, name)
  const [signed, other] = [ours.sign('edge-1'), ours.sign('edge-1')]
  copyFileSync(signed.certificate, own('edge.pem'))
  copyFileSync(signed.key, own('edge.key'))
  copyFileSync(ours.ca, own('ca.pem'))
  copyFileSync(ours.revoked, own('revoked.pem'))
  const file = own('gateway.yaml')
  writeFileSync(
    file,
    `instance: edge-1
adminSocket: gateway.sock
stateFile: state.json
cookieSecretFile: cookie-secret
admin:
  listen: 127.0.0.1:9443
  certificate: edge.pem
  key: edge.key
  ca: ca.pem
  revoked: revoked.pem
routes:
  - target: staging/wix
    listen: 127.0.0.1:8080
    sides: { blue: 'http://127.0.0.1:4101', green: 'http://127.0.0.1:4102' }
`,
  )
  const found = async (days = 0) =>
    (await checkConfigAndFiles(file, Date.now() + days * DAY_MS)).map(
      ({ line, severity, code }) => `${line} ${severity} ${code}`,
    )

  assert.deepEqual(await found(), [])
  assert.deepEqual(await found(21), ['7 warning old-certificate', '10 warning bad-list'])
  assert.deepEqual(await found(31), ['7 error old-certificate', '10 error bad-list'])

  copyFileSync(other.key, own('edge.key'))
  copyFileSync(others.revoked, own('revoked.pem'))
  assert.deepEqual(await found(), ['7 error bad-certificate', '10 error bad-list'])
  writeFileSync(own('revoked.pem'), 'nothing of the kind')
  copyFileSync(signed.key, own('edge.key'))
  assert.deepEqual(await found(), ['10 error bad-certificate'])

  rmSync(own('revoked.pem'))
  rmSync(own('edge.key'))
  writeFileSync(own('cookie-secret'), 'known')
  chmodSync(own('cookie-secret'), 0o644)
  assert.deepEqual(await found(), ['4 error open-file', '8 warning unread-file', '10 warning unread-file'])
})
