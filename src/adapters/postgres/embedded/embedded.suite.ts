import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type pg from 'pg'
import { withClient } from '../database/client.testing.ts'
import { binariesFor } from './binaries.ts'
import { clusterIn } from './cluster.ts'
import { DirectoryInUse, startEmbedded } from './embedded.ts'
import { chooseLaunch } from './launch.ts'
import { startPostmaster } from './postmaster.ts'
import { startOf } from './process-identity.ts'

export function embeddedSuite(): void {
  test('starts at once the second time, keeps its data, and ends without a trace', async (t) => {
    const dir = await directory(t)
    const first = await startEmbedded({ dir })
    await query(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)')
    const { rows } = await query(
      first.url,
      `SELECT current_setting('fsync') AS fsync, inet_server_addr() AS at`,
    )
    assert.deepEqual(rows, [{ fsync: 'on', at: '127.0.0.1' }])
    await first.stop()
    const second = await startEmbedded({ dir })
    atEnd(t, () => second.stop())
    assert.deepEqual((await query(second.url, 'SELECT n FROM kept')).rows, [{ n: 7 }])
    assert.equal((await stat(join(dir, 'password'))).mode & 0o777, 0o600)
  })

  test('refuses a directory that a live server is using, and says which; takes over from a dead one', async (t) => {
    const dir = await directory(t)
    const owner = await startOwner(t, dir)
    await assert.rejects(startEmbedded({ dir }), (error) => {
      assert.ok(error instanceof DirectoryInUse)
      assert.equal(error.message, `another cutwater server (pid ${owner.child.pid}) is using ${dir}`)
      return true
    })
    await query(owner.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)')
    const left = await postmasterIn(dir)
    owner.child.kill('SIGKILL')
    await once(owner.child, 'exit')
    assert.notEqual(await startOf(left), null, 'Postgres outlives its owner')
    const embedded = await startEmbedded({ dir })
    atEnd(t, () => embedded.stop())
    assert.equal(await startOf(left), null)
    assert.deepEqual((await query(embedded.url, 'SELECT n FROM kept')).rows, [{ n: 7 }])
  })

  test('takes over from one that died while its Postgres was coming up', async (t) => {
    const dir = await directory(t)
    await (await startEmbedded({ dir })).stop()
    const launch = await chooseLaunch(await binariesFor(process.platform, process.arch), dir)
    // What a killed server leaves: a Postgres that nobody waits for, about to take the directory.
    const args = ['-D', join(dir, 'data'), '-c', 'listen_addresses=', '-c', `unix_socket_directories=${dir}`]
    const latecomer = launch.start('postgres', args, 'ignore')
    const gone = once(latecomer, 'exit')
    const embedded = await startEmbedded({ dir })
    atEnd(t, () => embedded.stop())
    await gone
    assert.equal((await query(embedded.url, 'SELECT 1')).rowCount, 1)
  })

  test('of several that take over from a dead owner at once exactly one gets the directory', async (t) => {
    const dir = await directory(t)
    const dead = await startOwner(t, dir)
    dead.child.kill('SIGKILL')
    await once(dead.child, 'exit')
    const rivals = await Promise.allSettled([1, 2, 3].map(() => startOwner(t, dir)))
    assert.equal(rivals.filter(({ status }) => status === 'fulfilled').length, 1, JSON.stringify(rivals))
  })

  test('a start that is called off leaves nothing running, and the directory free', async (t) => {
    const dir = await directory(t)
    const calledOff = AbortSignal.timeout(20)
    await assert.rejects(startEmbedded({ dir, signal: calledOff }))
    const embedded = await startEmbedded({ dir })
    await embedded.stop()
  })

  test('a package that lacks its links is copied into the directory, with them', async (t) => {
    const dir = await directory(t)
    const binaries = await binariesFor(process.platform, process.arch)
    const missingLinks = [{ source: 'native/bin/postgres', target: 'native/bin/linked' }]
    const launch = await chooseLaunch({ ...binaries, missingLinks }, dir)
    const postmaster = await startPostmaster(await clusterIn(dir, launch), launch)
    atEnd(t, () => postmaster.stop())
    const copy = (await readdir(dir)).find((name) => name.startsWith('postgres-')) ?? 'none'
    assert.equal(await readlink(join(dir, copy, 'bin', 'linked')), 'postgres')
  })

  const root = process.getuid?.() === 0
  test('runs as an account without a name where root may make no namespaces', {
    skip: root ? false : 'not root',
  }, async (t) => {
    const dir = await directory(t)
    const binaries = await binariesFor(process.platform, process.arch)
    const launch = await chooseLaunch(binaries, dir, async () => false)
    const cluster = await clusterIn(dir, launch)
    const postmaster = await startPostmaster(cluster, launch)
    atEnd(t, () => postmaster.stop())
    assert.equal((await stat(join(dir, 'data'))).uid, 65_534)
    assert.equal((await query(cluster.urlAt(postmaster.port), 'SELECT 1')).rowCount, 1)
    const closed = join(await directory(t), 'inside')
    await assert.rejects(chooseLaunch(binaries, closed, async () => false))
  })
}

const endings = new WeakMap<TestContext, (() => Promise<unknown>)[]>()

/**
 * What came last ends first. The runner's own hooks go the other way: the directory would be removed under its
 * Postgres.
 */
function atEnd(t: TestContext, end: () => Promise<unknown>): void {
  const all = endings.get(t) ?? []
  all.push(end)
  if (endings.has(t)) return
  endings.set(t, all)
  t.after(async () => {
    for (const each of all.toReversed()) await each()
  })
}

async function directory(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'cutwater-embedded-'))
  atEnd(t, () => rm(dir, { recursive: true, force: true }))
  await chmod(dir, 0o700)
  return dir
}

const query = (url: string, sql: string): Promise<pg.QueryResult> =>
  withClient(url, (client) => client.query(sql))

const postmasterIn = async (dir: string): Promise<number> =>
  Number((await readFile(join(dir, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0])

/** A process of its own that starts the database and holds it until it is told to end. */
async function startOwner(t: TestContext, dir: string): Promise<{ child: ChildProcess; url: string }> {
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)})
    const embedded = await startEmbedded({ dir: ${JSON.stringify(dir)} })
    process.once('SIGTERM', () => embedded.stop().then(() => process.exit(0)))
    process.stdout.write(embedded.url + '\\n')
    setInterval(() => {}, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  atEnd(t, async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  const url = await Promise.race([
    once(child.stdout, 'data').then(([chunk]) => String(chunk).trim()),
    once(child, 'exit').then(() => Promise.reject(new Error(said))),
  ])
  return { child, url }
}
