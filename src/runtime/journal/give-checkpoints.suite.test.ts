import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { chainOf, says } from '../../adapters/checkpoint-sinks/serving.testing.ts'
import { strictReceiver } from '../../adapters/checkpoint-sinks/strict-receiver.testing.ts'
import { KEYS, strictStore } from '../../adapters/checkpoint-sinks/strict-store.testing.ts'
import { withClient } from '../../adapters/postgres/database/client.testing.ts'
import { type Embedded, startEmbedded } from '../../adapters/postgres/embedded/embedded.ts'
import { openAnchor } from '../../compose/anchor.ts'
import { type ComposedServer, composeServer } from '../../compose/server.ts'
import { changeStuck } from '../../core/journal/system-events.ts'
import { receiver as pagerOf } from '../receiver.testing.ts'
import { resumeJournal } from './resume-journal.ts'

const ALICE = { kind: 'person', name: 'alice' } as const
const TOKEN = 'the-token-of-the-audit'

describe('sinks that the binding names', { timeout: 180_000 }, () => {
  let dir = ''
  let database: Embedded
  let serial = 0
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cutwater-give-'))
    database = await startEmbedded({ dir: join(dir, 'postgres') })
  })
  after(async () => {
    await database?.stop()
    await rm(dir, { recursive: true, force: true })
  })

  const until = async (what: string, look: () => Promise<boolean> | boolean): Promise<void> => {
    for (let i = 0; i < 1_200; i++) {
      if (await look()) return
      await sleep(25)
    }
    assert.fail(`never: ${what}`)
  }

  /** A database, a data directory, servers one after the other, and three sinks beside them. */
  const house = async (t: TestContext) => {
    const name = `give_${++serial}`
    await withClient(database.url, (admin) => admin.query(`CREATE DATABASE ${name}`))
    const url = new URL(database.url)
    url.pathname = `/${name}`
    const at = join(dir, name)
    const dataDir = join(at, 'data')
    const disk = join(at, 'elsewhere', 'checkpoints.jsonl')
    for (const made of ['elsewhere', 'secrets']) await mkdir(join(at, made), { recursive: true })
    const [audit, vault, pager] = await Promise.all([
      strictReceiver(TOKEN),
      strictStore('journal'),
      pagerOf(),
    ])
    const secret = (named: string, value: string) =>
      writeFile(join(at, 'secrets', named), value, { mode: 0o600 })
    await Promise.all([secret('AUDIT', TOKEN), secret('ID', KEYS.id), secret('KEY', KEYS.secret)])
    await writeFile(
      join(at, 'cutwater.yaml'),
      `environments: { staging: { notices: [{ channel: pager, webhook: '${pager.url}/', urgency: page }] } }
checkpoints:
  audit: { https: { url: '${audit.url}/in', token: 'secret:AUDIT' } }
  disk: { file: elsewhere/checkpoints.jsonl }
  vault: { s3: { endpoint: '${vault.url}', bucket: journal, region: eu-central-1, retain: 365d, accessKey: 'secret:ID', secretKey: 'secret:KEY' } }
`,
    )
    const servers: ComposedServer[] = []
    t.after(async () => {
      for (const server of servers) await server.stop()
      await Promise.all([audit.close(), vault.close(), pager.close()])
    })
    const start = async () => {
      const log = pino({ level: 'silent' })
      const bindingFile = join(at, 'cutwater.yaml')
      const server = await composeServer({ dataDir, bindingFile, database: { url: url.href }, log })
      servers.push(server)
      return server
    }
    const newest = async ({ store }: ComposedServer) => (await store.journal.lastCheckpoint())?.n ?? 0
    /** One more checkpoint. */
    const sign = async (server: ComposedServer) => {
      const had = await newest(server)
      await server.store.journal.append('system', [
        changeStuck.happened(Date.now(), ALICE, { change: 'CHG-2026-0001', errors: 5, because: 'x' }),
      ])
      server.runtime.bells.checkpoints.ring()
      await until('it is signed', async () => (await newest(server)) > had)
    }
    const inFile = async () => (await readFile(disk, 'utf8').catch(() => '')).split('\n').filter(Boolean)
    const table = ({ store }: ComposedServer) => store.journal.checkpoints(0, 100)
    const has = {
      audit: () => audit.kept.length,
      vault: () => vault.objects.size,
      disk: async () => (await inFile()).length,
    }
    const allHave = async (server: ComposedServer) => {
      const n = (await table(server)).length
      for (const [sink, count] of Object.entries(has))
        await until(`${sink} has ${n}`, async () => (await count()) === n)
    }
    const error = ({ loops }: ComposedServer, of: string) =>
      loops.all().find((loop) => loop.name === 'give-checkpoints' && loop.of === of)?.record.error ?? ''
    const asOwner = (sql: string) =>
      withClient(url.href, async (client) => {
        await client.query('SET search_path = cutwater; SET session_replication_role = replica')
        return client.query(sql)
      })
    return {
      dataDir,
      audit,
      vault,
      pager,
      secret,
      start,
      sign,
      table,
      allHave,
      error,
      asOwner,
      newest,
      inFile,
    }
  }

  it('have every checkpoint in its order, also what was signed while a server stopped, and nothing twice', async (t) => {
    const { audit, vault, start, sign, table, allHave } = await house(t)
    const first = await start()
    await sign(first)
    await sign(first)
    await allHave(first)
    await first.store.journal.append('system', [
      changeStuck.happened(Date.now(), ALICE, { change: 'CHG-2026-0001', errors: 6, because: 'x' }),
    ])
    await first.stop()
    const given = audit.heard.length
    assert.equal(given, 3, 'the last one was signed and given as it stopped')
    const again = await start()
    await sign(again)
    await allHave(again)
    assert.equal(audit.heard.length, given + 1)
    assert.deepEqual(audit.kept, await table(again))
    assert.deepEqual([...audit.complaints, ...vault.complaints], [])
  })

  it('are behind while they are away, which holds up nothing and is said, and catch up in order', async (t) => {
    const { dataDir, audit, start, sign, table, allHave, error } = await house(t)
    const server = await start()
    await sign(server)
    await allHave(server)
    for (let i = 0; i < 5; i++) audit.odd.push(says(503, 'not now'))
    await sign(server)
    await sign(server)
    await until('it says how far', () =>
      /^it has them up to 1, and the journal is at [23]: \d behind; it answered 503: not now$/.test(
        error(server, 'audit'),
      ),
    )
    assert.deepEqual([error(server, 'vault'), error(server, 'disk')], ['', ''])
    await until('our own copy has it', async () => (await openAnchor(dataDir)).sink.length === 3)
    await allHave(server)
    assert.deepEqual(audit.kept, await table(server))
    await until('it works', () => error(server, 'audit') === '')
  })

  it('are asked with the token as it is, without a restart', async (t) => {
    const { audit, secret, start, sign, allHave, error } = await house(t)
    const server = await start()
    await sign(server)
    await allHave(server)
    audit.token = 'the-next-token-of-the-audit'
    await sign(server)
    await until('it is refused', () => /answered 401/.test(error(server, 'audit')))
    assert.ok(!error(server, 'audit').includes(TOKEN))
    await secret('AUDIT', audit.token)
    await allHave(server)
  })

  it('are given all once more where it is not known what they have', async (t) => {
    const { dataDir, audit, vault, start, sign, table, allHave, inFile } = await house(t)
    const first = await start()
    await sign(first)
    await sign(first)
    await allHave(first)
    await first.stop()
    await rm(join(dataDir, 'sinks'), { recursive: true })
    const again = await start()
    await sign(again)
    await allHave(again)
    await until('all of them are asked', () => audit.heard.length === 5)
    assert.deepEqual(audit.kept, await table(again))
    assert.equal((await inFile()).length, 3)
    assert.deepEqual([...audit.complaints, ...vault.complaints], [])
  })

  it('that hold another history get nothing more, and a person is paged once', async (t) => {
    const { audit, pager, start, sign, error, newest } = await house(t)
    audit.kept.push(...chainOf(1, 'another key'))
    const server = await start()
    await sign(server)
    await until('it says so', () =>
      /holds another checkpoint 1, .*one of both histories/.test(error(server, 'audit')),
    )
    await until('it was paged', () => pager.received.length > 0)
    await sign(server)
    const told = (await server.store.journal.read('system', 0, 100)).filter(
      ({ type }) => type === 'sink-differs',
    )
    assert.equal(told.length, 1)
    assert.match(JSON.stringify(told[0]?.data), /"sink":"audit","checkpoint":1/)
    assert.match(
      JSON.stringify(pager.received[0]?.body),
      /The sink audit holds another checkpoint 1 than the database/,
    )
    assert.equal(pager.received.length, 1)
    assert.equal(audit.kept.length, 1)
    assert.ok((await newest(server)) >= 2, 'the journal goes on')
    const order = { because: 'that one was another server', by: ALICE }
    const resumed = await resumeJournal(server.runtime, order)
    assert.deepEqual([resumed.was, resumed.after], ['sink-differs', 0])
    await until('it has the resumption', () => audit.kept.at(-1)?.n === resumed.head?.n)
    await sign(server)
    await until('it goes on', async () => audit.kept.at(-1)?.n === (await newest(server)))
    assert.equal((await resumeJournal(server.runtime, order)).already, true)
    assert.deepEqual(audit.complaints, [])
  })

  it('miss what a machine has forgotten that was set back as a whole, until a person answers for it', async (t) => {
    const { dataDir, audit, vault, start, sign, allHave, asOwner, error, newest } = await house(t)
    const first = await start()
    await sign(first)
    await sign(first)
    await allHave(first)
    await first.stop()
    const then = join(dataDir, '..', 'then')
    await cp(dataDir, then, { recursive: true })
    const second = await start()
    await sign(second)
    await sign(second)
    await allHave(second)
    await second.stop()
    await asOwner(`DELETE FROM checkpoint WHERE n > 2; DELETE FROM journal WHERE stream = 'system' AND seq > 2;
      UPDATE stream SET seq = 2, checkpointed = 2, hash = (SELECT hash FROM journal WHERE stream = 'system' AND seq = 2)
      WHERE name = 'system'`)
    await rm(dataDir, { recursive: true })
    await cp(then, dataDir, { recursive: true })
    const again = await start()
    await sign(again)
    for (const sink of ['audit', 'vault'])
      await until(`${sink} says so`, () => /holds another checkpoint 3/.test(error(again, sink)))
    const resumed = await resumeJournal(again.runtime, { because: 'the machine was set back', by: ALICE })
    assert.deepEqual([resumed.was, resumed.after], ['sink-differs', 2])
    assert.ok((resumed.head?.n ?? 0) > 4)
    await sign(again)
    await until('both go on', async () => {
      const n = await newest(again)
      return audit.kept.at(-1)?.n === n && [...vault.objects.keys()].sort().at(-1)?.includes(`${n}-`) === true
    })
    assert.deepEqual([...audit.complaints, ...vault.complaints], [])
  })

  it('keep what a restore lost: they wait for a person, whose word gets a number that none of them has', async (t) => {
    const { dataDir, audit, vault, start, sign, allHave, asOwner, error, newest, table } = await house(t)
    const first = await start()
    for (let i = 0; i < 4; i++) await sign(first)
    await allHave(first)
    await first.stop()
    // Everything on this machine goes back to the second of them; only the sinks know more.
    await asOwner(`DELETE FROM checkpoint WHERE n > 2; DELETE FROM journal WHERE stream = 'system' AND seq > 2;
      UPDATE stream SET seq = 2, checkpointed = 2, hash = (SELECT hash FROM journal WHERE stream = 'system' AND seq = 2)
      WHERE name = 'system'`)
    const own = join(dataDir, 'checkpoints.jsonl')
    const lines = (await readFile(own, 'utf8')).split('\n')
    await writeFile(own, `${lines.slice(0, 2).join('\n')}\n`)
    await rm(join(dataDir, 'keys', 'checkpoint.key'))
    const again = await start()
    await until('it waits', () => /no longer has checkpoint 4 as it was given/.test(error(again, 'audit')))
    const resumed = await resumeJournal(again.runtime, { because: 'restored', by: ALICE })
    assert.ok((resumed.head?.n ?? 0) > 4, String(resumed.head?.n))
    // On a machine that is slow another one may have been signed meanwhile.
    await until('all have the resumption', async () => {
      const n = await newest(again)
      return audit.kept.at(-1)?.n === n && [...vault.objects.keys()].sort().at(-1)?.includes(`${n}-`) === true
    })
    await sign(again)
    await until('it goes on', async () => audit.kept.at(-1)?.n === (await newest(again)))
    assert.deepEqual(audit.kept.slice(0, 2), (await table(again)).slice(0, 2))
    assert.deepEqual(audit.complaints, [])
  })
})
