import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Follower } from '../../../ports/store/feed.ts'
import type { Store } from '../../../ports/store/store.ts'
import { fresh, freshStream, happened } from '../../../ports/store/suite/example.testing.ts'
import { openStore } from '../open.ts'

/** Positions are drawn in one order and become visible in another; what is passed on as final must be. */
export function feedSuite(url: () => string): void {
  describe('the feed', () => {
    let opened: Store | undefined
    const store = () => opened as Store
    before(async () => {
      opened = await openStore({ url: url(), connections: 4 })
    })
    after(() => opened?.close())

    const seen = async (follower: Follower) =>
      (await follower.look(100)).entries.map(({ entry }) => entry.type)
    const settled = async (follower: Follower) => {
      for (let i = 0; i < 1_000; i++) {
        if ((await follower.look(100)).final !== null) return
        await sleep(10)
      }
      assert.fail('nothing becomes final')
    }

    test('what an open transaction may still add holds back what is final, and nobody else does', async () => {
      const stream = freshStream()
      const write = (type: string) => store().journal.append(stream, [happened(type)])
      const follower = store().feed.follow()
      await settled(follower)
      const late = new pg.Client({ connectionString: url(), options: '-c search_path=cutwater' })
      const foreign = new pg.Client(url())
      await Promise.all([late.connect(), foreign.connect()])
      try {
        await foreign.query('BEGIN; CREATE TEMPORARY TABLE busy (n int)')
        await late.query('BEGIN')
        await late.query(INSERT, [fresh('access'), 'late'])
        await write('early')
        const first = await follower.look(100)
        assert.deepEqual(
          first.entries.map(({ entry }) => entry.type),
          ['early'],
        )
        const before = (first.entries[0]?.position ?? 0) - 2
        assert.equal(first.final, before)
        assert.equal((await follower.look(100)).final, before)
        await late.query('COMMIT')
        const second = await follower.look(100)
        assert.deepEqual(
          second.entries.map(({ entry }) => entry.type),
          ['late', 'early'],
        )
        assert.equal(second.final, before + 2)
        assert.deepEqual(await seen(follower), [])

        await late.query('BEGIN')
        await late.query(INSERT, [fresh('access'), 'never'])
        await write('next')
        assert.deepEqual(await seen(follower), ['next'])
        await late.query('ROLLBACK')
        assert.equal((await follower.look(100)).final, before + 4)
        assert.deepEqual(await seen(follower), [])
        assert.equal(await store().feed.drawn(), before + 4)
      } finally {
        await Promise.all([late.end(), foreign.end()])
      }
    })

    test('everything is seen once and in the order of its stream, however many write at once', async () => {
      const follower = store().feed.follow()
      await settled(follower)
      const streams = Array.from({ length: 8 }, freshStream)
      let writing = true
      const wrote = Promise.all(
        streams.map(async (stream) => {
          for (let i = 0; i < 12; i++) await store().journal.append(stream, [happened(`e${i}`)])
        }),
      ).then(() => {
        writing = false
      })
      const told: string[] = []
      let upTo: number | null = null
      for (let idle = 0; idle < 3; ) {
        const { entries, final } = await follower.look(20)
        const news = entries.filter(({ position }) => position > (upTo ?? 0) && position <= (final ?? 0))
        upTo = final
        told.push(...news.map(({ entry }) => `${entry.stream} ${entry.seq}`))
        idle = writing || news.length > 0 ? 0 : idle + 1
      }
      await wrote
      for (const stream of streams)
        assert.deepEqual(
          told.filter((line) => line.startsWith(`${stream} `)),
          Array.from({ length: 12 }, (_, i) => `${stream} ${i + 1}`),
        )
    })
  })
}

const INSERT = `INSERT INTO journal (stream, seq, at, actor, type, version, data, previous, hash)
  VALUES ($1, 1, 0, '{}', $2, 1, '{}', '', '')`
