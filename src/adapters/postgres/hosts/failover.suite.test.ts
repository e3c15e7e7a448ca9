/** A primary that dies while a store writes: what was acknowledged is there after its standby was promoted. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { hashOf } from '../../../core/journal/chain.ts'
import type { Entry } from '../../../core/journal/entry.ts'
import { changeStuck } from '../../../core/journal/system-events.ts'
import { type Store, StoreUnavailable } from '../../../ports/store/store.ts'
import { ALICE, fresh, T0 } from '../../../ports/store/suite/example.testing.ts'
import { openStore } from '../open.ts'
import { eventually, promote, type RealPostgres, realPostgres, standbyOf } from './real-postgres.testing.ts'

const WRITERS = 6

describe('a failover under writes', { timeout: 120_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-failover-'))
  let first: RealPostgres
  let second: RealPostgres
  let store: Store
  const told: string[] = []

  before(async () => {
    first = await realPostgres(join(dir, 'first'))
    second = await standbyOf(first, join(dir, 'second'))
    const hosts = `127.0.0.1:${first.port},127.0.0.1:${second.port}`
    store = await openStore({
      url: `postgres://${first.user}:${first.password}@${hosts}/postgres`,
      connections: WRITERS + 2,
      warn: (message) => told.push(message),
    })
  })
  after(async () => {
    await store?.close()
    await second?.stop()
    await first?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  test('a commit that no standby has is not acknowledged when the time limit of its statement is over', async () => {
    await second.kill()
    const config = { connectionString: first.url, statement_timeout: 200, query_timeout: 1_500 }
    const client = new pg.Client(config)
    client.on('error', () => undefined)
    await client.connect()
    await assert.rejects(client.query('CREATE TABLE public.waits (n int)'), /Query read timeout/)
    client.connection.stream.destroy()
    await second.start()
    await eventually('it is kept by both', () =>
      second
        .admin((admin) => admin.query('SELECT FROM public.waits'))
        .then(
          () => true,
          () => false,
        ),
    )
  })

  test('loses no entry that was acknowledged, and a lease is taken again', async (t) => {
    const acknowledged = new Map<string, Entry>()
    let failed = 0
    let isOver = false
    const append = async (because: string) => {
      try {
        const [entry] = await store.journal.append('system', [
          changeStuck.happened(T0, ALICE, { change: 'CHG-2026-0001', errors: 5, because }),
        ])
        if (entry !== undefined) acknowledged.set(because, entry)
      } catch (error) {
        assert.ok(error instanceof StoreUnavailable, String(error))
        failed += 1
      }
    }
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = 0; !isOver; n++) {
        await append(`writer ${writer}, entry ${n}`)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    })
    const more = async (than: number) => {
      const had = acknowledged.size
      await eventually('entries are acknowledged', async () => acknowledged.size > had + than)
    }
    const installation = fresh('server')
    const entered = await store.replicas.enter({ installation, place: 'here' }, T0)
    await more(100)
    await first.kill()
    const before = acknowledged.size
    await assert.rejects(entered.keep())
    await promote(second)
    await more(100)
    isOver = true
    await Promise.all(writers)
    await entered.keep()
    assert.ok((await store.replicas.all()).some((one) => one.installation === installation && one.alive))
    await entered.leave()

    const kept: Entry[] = []
    for (let page = await store.journal.read('system', 0, 500); page.length > 0; ) {
      kept.push(...page)
      page = await store.journal.read('system', kept.length, 500)
    }
    for (const [because, { seq, hash }] of acknowledged)
      assert.equal(kept[seq - 1]?.hash, hash, `${because} was acknowledged as entry ${seq}, and is lost`)
    for (const [i, entry] of kept.entries()) assert.deepEqual([entry.seq, entry.hash], [i + 1, hashOf(entry)])
    assert.ok(told.some((message) => message.includes(`is 127.0.0.1:${second.port} from now on`)))
    t.diagnostic(
      `${before} entries acknowledged before, ${acknowledged.size} in all, ${kept.length} kept; ${failed} attempts failed meanwhile`,
    )
  })
})
