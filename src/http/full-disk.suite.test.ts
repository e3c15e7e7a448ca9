import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pino } from 'pino'
import { serveHttp } from '../compose/http.ts'
import { type ComposedServer, composeServer } from '../compose/server.ts'
import { askServer, problemOf } from './server.testing.ts'

const disk = mkdtempSync(join(tmpdir(), 'cutwater-small-disk-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', disk]).status === 0
const skip = mounted ? false : 'MISSING right to mount: a small disk cannot be made here'
process.on('exit', () => {
  if (mounted) spawnSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true, force: true })
})

/** The data directory and its database lie on a disk that fills up. */
describe('a full disk', { skip, timeout: 200_000 }, () => {
  let server: ComposedServer
  let http: Awaited<ReturnType<typeof serveHttp>>
  let token = ''
  const filler = join(disk, 'filler')
  const free = () => rmSync(filler, { force: true })
  before(async () => {
    const bindingFile = join(disk, 'cutwater.yaml')
    writeFileSync(
      bindingFile,
      'environments: { staging: { actions: { nothing: { command: [node, --version] } } } }\n',
    )
    const options = { dataDir: join(disk, 'data'), log: pino({ level: 'silent' }) }
    server = await composeServer({ ...options, bindingFile })
    http = await serveHttp(server, { ...options, port: 0 })
    token = readFileSync(join(options.dataDir, 'token'), 'utf8').trim()
  })
  after(async () => {
    free()
    await http?.close()
    await server?.stop()
  })

  const create = (name: string) =>
    askServer(http.url, '/v1/tokens', { method: 'POST', token, body: { name, roles: ['viewer'] } })

  test('is answered as an outage, loses nothing that was answered, and is over when there is room again', async () => {
    const made: string[] = []
    fill(filler)
    let refused = 0
    for (let i = 0; refused < 3; i++) {
      assert.ok(i < 20_000, 'the disk never was full')
      const answer = await create(`token-${i}`)
      if (answer.status === 201) made.push(`token-${i}`)
      else {
        assert.deepEqual([answer.status, problemOf(answer)], [503, 'not-ready'])
        assert.match(String(answer.body.remedy), /kill TARGET --direct/)
        assert.match(String(answer.headers['retry-after']), /^\d+$/)
        refused += 1
      }
    }
    assert.equal((await askServer(http.url, '/v1/targets', { token })).status, 200)
    free()
    const until = performance.now() + 60_000
    while ((await create('afterwards')).status !== 201)
      assert.ok(performance.now() < until, 'it never came back')
    const names = new Set((await server.store.tokens.list(0, 100_000)).map(({ name }) => name))
    for (const name of [...made, 'afterwards']) assert.ok(names.has(name), `${name} is lost`)
  })
})

function fill(file: string): void {
  const block = Buffer.alloc(65_536)
  const handle = openSync(file, 'w')
  try {
    for (;;) writeSync(handle, block)
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
  } finally {
    closeSync(handle)
  }
}
