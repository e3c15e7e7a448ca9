import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { withClient } from '../../adapters/postgres/database/client.testing.ts'
import { type Embedded, startEmbedded } from '../../adapters/postgres/embedded/embedded.ts'
import { openAnchor } from '../../compose/anchor.ts'
import { type ComposedServer, composeServer } from '../../compose/server.ts'
import { changeStuck } from '../../core/journal/system-events.ts'
import { verifyJournal } from '../../core/journal/verify.ts'
import { resumeJournal } from './resume-journal.ts'

const ALICE = { kind: 'person', name: 'alice' } as const
const HOUR = 3_600_000

describe('a journal that was signed before', { timeout: 120_000 }, () => {
  let dir = ''
  let database: Embedded
  let serial = 0
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cutwater-resume-'))
    await writeFile(join(dir, 'cutwater.yaml'), 'environments: { staging: { allowPace: true } }\n')
    database = await startEmbedded({ dir: join(dir, 'postgres') })
  })
  after(async () => {
    await database?.stop()
    await rm(dir, { recursive: true, force: true })
  })

  const asOwner = (url: string, sql: string) =>
    withClient(url, async (client) => {
      await client.query('SET search_path = cutwater; SET session_replication_role = replica')
      return client.query(sql)
    })
  const until = async <T>(what: string, look: () => Promise<T | null | false>): Promise<T> => {
    for (let i = 0; i < 400; i++) {
      const seen = await look()
      if (seen !== null && seen !== false) return seen
      await sleep(25)
    }
    return assert.fail(`never: ${what}`)
  }

  /** A house of its own: a database, a data directory, and servers one after the other. */
  const house = async () => {
    const name = `resume_${++serial}`
    await asOwner(database.url, 'SELECT 1')
    await withClient(database.url, (admin) => admin.query(`CREATE DATABASE ${name}`))
    const url = new URL(database.url)
    url.pathname = `/${name}`
    const dataDir = join(dir, name)
    const start = () =>
      composeServer({
        dataDir,
        bindingFile: join(dir, 'cutwater.yaml'),
        database: { url: url.href },
        log: pino({ level: 'silent' }),
      })
    const write = ({ store }: ComposedServer, at: number) =>
      store.journal.append('system', [
        changeStuck.happened(at, ALICE, { change: 'CHG-2026-0001', errors: 5, because: 'x' }),
      ])
    const faults = async ({ store }: ComposedServer) => {
      const streams = await store.journal.streams()
      const entries = await Promise.all(streams.map(({ stream }) => store.journal.read(stream, 0, 1_000)))
      const { sink, signers, lastSigned } = await openAnchor(dataDir)
      const table = await store.journal.checkpoints(0, 100)
      const expected = lastSigned === null ? [] : [{ ...lastSigned, known: 'key' as const }]
      const given = { entries: entries.flat(), table, sink, signers, expected, at: Date.now() }
      return verifyJournal(given).map(({ fault }) => fault)
    }
    const said = ({ loops }: ComposedServer) =>
      loops.all().find((loop) => loop.name === 'make-checkpoints')?.record.error ?? ''
    /** A server whose journal is some hours old, signed, and switched off. */
    const lived = async () => {
      const server = await start()
      for (const hours of [3, 2]) {
        await write(server, Date.now() - hours * HOUR)
        server.runtime.bells.checkpoints.ring()
        await until('it is signed', async () => (await store(server).moved()).length === 0)
      }
      await until('it is exported', async () => (await faults(server)).length === 0)
      await server.stop()
    }
    const store = (server: ComposedServer) => server.store.journal
    const refused = (server: ComposedServer, words: RegExp) =>
      until(`it says ${words}`, async () => words.test(said(server)))
    const unsigned = async (server: ComposedServer) =>
      (await store(server).read('system', 0, 100)).filter(({ type }) => type === 'journal-unsigned').length
    return { url: url.href, dataDir, start, write, faults, lived, refused, unsigned }
  }

  it('is not signed as the first over entries whose checkpoints are gone everywhere, until somebody says so', async () => {
    const { url, dataDir, start, write, faults, lived, refused, unsigned } = await house()
    await lived()
    await asOwner(url, 'DELETE FROM checkpoint')
    await asOwner(url, `UPDATE journal SET data = '{}' WHERE stream = 'system' AND seq = 1`)
    for (const name of ['checkpoints.jsonl', 'keys/checkpoint.signed']) await rm(join(dataDir, name))
    const server = await start()
    try {
      await refused(server, /checkpoints were deleted.*cutwater journal resume/)
      assert.deepEqual(await server.store.journal.checkpoints(0, 10), [])
      assert.equal(await unsigned(server), 1)
      assert.ok((await faults(server)).includes('unpinned'))
      const order = { because: 'we moved', by: ALICE }
      const resumed = await resumeJournal(server.runtime, order)
      assert.deepEqual([resumed.head?.n, resumed.after, resumed.was], [1, 0, 'never-signed'])
      await until('the sink has it', async () => (await openAnchor(dataDir)).sink.length > 0)
      assert.deepEqual(await faults(server), ['entry-edited'], 'a resumption excuses no edit')
      assert.equal((await resumeJournal(server.runtime, order)).already, true)
      await write(server, Date.now())
      server.runtime.bells.checkpoints.ring()
      await until('it goes on', async () => (await server.store.journal.checkpoints(1, 10)).length > 0)
    } finally {
      await server.stop()
    }
  })

  it('is missed by the key itself when table and sink were cut alike', async () => {
    const { url, dataDir, start, faults, lived, refused } = await house()
    await lived()
    await asOwner(url, 'DELETE FROM checkpoint')
    await rm(join(dataDir, 'checkpoints.jsonl'))
    const server = await start()
    try {
      await refused(server, /no longer has checkpoint \d+ as it was signed/)
      assert.ok((await faults(server)).includes('head-missing'))
    } finally {
      await server.stop()
    }
  })

  it('goes on after a restore that somebody answers for, and tells of it', async () => {
    const { url, dataDir, start, faults, lived, refused } = await house()
    await lived()
    const cut = `DELETE FROM checkpoint WHERE n > 1; DELETE FROM journal WHERE stream = 'system' AND seq > 1;
      UPDATE stream SET seq = 1, checkpointed = 1, hash = (SELECT hash FROM journal WHERE stream = 'system' AND seq = 1)
      WHERE name = 'system'`
    await asOwner(url, cut)
    const server = await start()
    try {
      await refused(server, /a backup was restored/)
      const before = (await openAnchor(dataDir)).sink.length
      const resumed = await resumeJournal(server.runtime, { because: 'last night', by: ALICE })
      assert.deepEqual([resumed.after, resumed.was, resumed.newKey], [1, 'cut-off', false])
      await until('the sink has it', async () => (await openAnchor(dataDir)).sink.length > before)
      assert.deepEqual(await faults(server), [])
      assert.deepEqual((await server.store.journal.resumptions())[0]?.resumes, {
        ...{ after: 1, by: 'alice', because: 'last night' },
      })
    } finally {
      await server.stop()
    }
    const again = await start()
    try {
      await until('it signs', async () => (await again.store.journal.moved()).length === 0)
      assert.deepEqual(await faults(again), [])
    } finally {
      await again.stop()
    }
  })

  it('is not signed by another key in the place of a lost one, until somebody says so', async () => {
    const { dataDir, start, write, faults, lived, refused, unsigned } = await house()
    await lived()
    await rm(join(dataDir, 'keys', 'checkpoint.key'))
    const server = await start()
    try {
      await write(server, Date.now())
      await refused(server, /the key that signed the journal here \([0-9a-f]{16}\) is gone/)
      assert.equal(await unsigned(server), 1)
      assert.ok(!existsSync(join(dataDir, 'keys', 'checkpoint.key')))
      const resumed = await resumeJournal(server.runtime, { because: 'the disk broke', by: ALICE })
      assert.deepEqual([resumed.newKey, resumed.was], [true, 'key-lost'])
      const pinned = (await readdir(join(dataDir, 'keys'))).filter((name) => name.endsWith('.pub'))
      assert.equal(pinned.length, 2, 'what the lost key signed can still be verified')
      await until('the sink has it', async () =>
        (await openAnchor(dataDir)).sink.some(({ resumes }) => resumes != null),
      )
      assert.deepEqual(await faults(server), [])
    } finally {
      await server.stop()
    }
  })

  it('is signed at once by a server that was killed in its first minute and switched off for a week', async () => {
    const { url, dataDir, start, write, faults } = await house()
    const first = await start()
    await write(first, Date.now() - 168 * HOUR)
    await first.stop()
    await asOwner(url, 'DELETE FROM checkpoint; UPDATE stream SET checkpointed = 0')
    for (const name of ['checkpoints.jsonl', 'keys/checkpoint.signed']) await rm(join(dataDir, name))
    const server = await start()
    try {
      await until('it is signed', async () => (await server.store.journal.lastCheckpoint()) !== null)
      await until('it is whole', async () => (await faults(server)).length === 0)
    } finally {
      await server.stop()
    }
  })
})
