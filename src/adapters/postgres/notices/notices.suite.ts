import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { NOTICE_FORMAT } from '../../../core/notice/notice.ts'
import { exampleNotice, fresh, T0 } from '../../../ports/store/suite/example.testing.ts'
import { withClient } from '../database/client.testing.ts'
import { openStore } from '../open.ts'

/** Notices that another version of Cutwater has written into the same database. */
export function noticesSuite(url: () => string): void {
  /** By the columns that were there when the notice was written. */
  const write = (columns: string, ...values: readonly unknown[]) => {
    const places = values.map((_, i) => `$${i + 1}`)
    const sql = `INSERT INTO cutwater.notice (${columns}) VALUES (${places})`
    return withClient(url(), (client) => client.query(sql, [...values]))
  }
  const take = async (id: string) => {
    const store = await openStore({ url: url() })
    try {
      const taken = await store.notices.take(T0, 1_000, T0)
      return taken.filter(({ notice }) => notice.id === id)
    } finally {
      await store.close()
    }
  }

  describe('a notice of another version', () => {
    test('is read as data when an older one wrote it, under its own id', async () => {
      const said = { text: 'STUCK: X cannot take its turn', data: { errors: 5 } }
      const old = {
        id: fresh('notice'),
        channel: 'pager',
        urgency: 'page',
        event: 'change:stuck',
        change: 'X',
        environment: 'e',
        at: T0,
        ...said,
      }
      await write('id, body, status, next_at', old.id, JSON.stringify(old), 'pending', T0)
      const [taken] = await take(old.id)
      assert.deepEqual(taken, {
        attempt: 1,
        notice: {
          format: NOTICE_FORMAT,
          id: old.id,
          channel: 'pager',
          environment: 'e',
          urgency: 'page',
          at: T0,
          occasion: { kind: 'event', name: 'change:stuck', version: 1 },
          subject: { kind: 'change', id: 'X', title: null, path: '/changes/X' },
          facts: { kind: 'sentence', ...said },
        },
      })
    })

    test('is left to the newer one that wrote it', async () => {
      const newer = { ...exampleNotice(), format: NOTICE_FORMAT + 1 }
      const body = JSON.stringify(newer)
      await write('id, body, format, status, next_at', newer.id, body, newer.format, 'pending', T0)
      assert.deepEqual(await take(newer.id), [])
    })
  })
}
