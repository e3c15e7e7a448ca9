import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { type Authority, authorityIn, type Signed } from '../../ports/authority.testing.ts'
import { SinkFault } from '../../ports/store/external-sink.ts'
import { httpsSink } from './https-sink.ts'
import { chainOf } from './serving.testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-encrypted-'))
const usual = getCACertificates('default')
const servers: Server[] = []
after(() => {
  for (const server of servers) server.close()
  setDefaultCACertificates(usual)
  rmSync(dir, { recursive: true, force: true })
})

const known = authorityIn(join(dir, 'known'))
setDefaultCACertificates([...usual, readFileSync(known.ca, 'utf8')])
const secrets = { get: () => 'a-token-that-stays-secret', redact: (text: string) => text }

/** What became of one checkpoint, and how many requests the other side has read. */
async function givenTo({ certificate, key }: Signed): Promise<{ said: string; heard: number }> {
  let heard = 0
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (_, response) => {
    heard += 1
    response.end()
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `https://localhost:${(server.address() as AddressInfo).port}/in`
  const sink = httpsSink({ url, token: 'secret:AUDIT', secrets })
  const said = await sink.give(chainOf(1)[0]!, AbortSignal.timeout(20_000)).then(
    ({ is }) => is,
    (error: unknown) => (error instanceof SinkFault ? error.message : assert.fail(String(error))),
  )
  return { said, heard }
}

test('a sink that shows a certificate of a known authority for its name is given checkpoints', async () => {
  assert.deepEqual(await givenTo(known.sign('localhost')), { said: 'taken', heard: 1 })
})

const other: Authority = authorityIn(join(dir, 'other'))
const WRONG: readonly (readonly [string, Signed, RegExp])[] = [
  [
    'of another authority',
    other.sign('localhost'),
    /^cannot be reached: its certificate is signed by nobody .* NODE_EXTRA_CA_CERTS=FILE/,
  ],
  ['for another name', known.sign('audit.example'), /^cannot be reached: Hostname.* does not match/],
  ['that has expired', known.sign('localhost', -1), /^cannot be reached: certificate has expired/],
]
for (const [what, signed, words] of WRONG)
  test(`one that shows a certificate ${what} is told nothing, not even the token`, async () => {
    const { said, heard } = await givenTo(signed)
    assert.match(said, words)
    assert.equal(heard, 0)
  })
