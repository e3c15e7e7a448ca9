import { sessionOpened } from '../../../core/access/access-events.ts'
import { stateOf } from '../../../core/access/token.ts'
import type { Sessions } from '../../../ports/store/sessions.ts'
import type { Database } from '../database/pool.ts'
import { appendTo } from '../journal/streams.ts'
import { TOKEN_COLUMNS, tokenFrom } from './token-row.ts'

export function createSessions(db: Database): Sessions {
  return {
    async addCode({ hash, token, expiresAt, now }) {
      await db.deleteFrom('login_code').where('expires_at', '<=', now).execute()
      await db.insertInto('login_code').values({ hash, token_id: token, expires_at: expiresAt }).execute()
    },

    open: (opening) =>
      db.transaction().execute(async (tx) => {
        const { code, hash, now } = opening
        const taken = await tx
          .deleteFrom('login_code')
          .where('hash', '=', code)
          .where('expires_at', '>', now)
          .returning('token_id')
          .executeTakeFirst()
        if (taken === undefined) return null
        const row = await tx
          .selectFrom('token')
          .select(TOKEN_COLUMNS)
          .where('id', '=', taken.token_id)
          // A revocation waits, and then finds the session to delete.
          .forUpdate()
          .executeTakeFirstOrThrow()
        const token = tokenFrom(row)
        if (stateOf(token, now) !== 'valid') return null
        const expiresAt = Math.min(opening.expiresAt, token.expiresAt)
        await tx.deleteFrom('session').where('expires_at', '<=', now).execute()
        await tx
          .insertInto('session')
          .values({ hash, token_id: token.id, created_at: now, expires_at: expiresAt })
          .execute()
        const actor = { kind: 'person', name: token.name } as const
        const data = { token: token.id, expiresAt }
        await appendTo(tx, 'access', [sessionOpened.happened(now, actor, data)])
        return { token, expiresAt }
      }),

    async find(hash, now) {
      const row = await db
        .selectFrom('session')
        .innerJoin('token', 'token.id', 'session.token_id')
        .select(TOKEN_COLUMNS)
        .select('session.expires_at as over_at')
        .where('session.hash', '=', hash)
        .where('session.expires_at', '>', now)
        .executeTakeFirst()
      return row === undefined ? null : { token: tokenFrom(row), expiresAt: row.over_at }
    },

    async end(hash, now) {
      const ended = await db
        .deleteFrom('session')
        .where('hash', '=', hash)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return ended.numDeletedRows > 0n
    },
  }
}
