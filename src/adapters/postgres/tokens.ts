import type { Tokens } from '../../ports/store/tokens.ts'
import type { Database } from './pool.ts'

export function createTokens(db: Database): Tokens {
  return {
    async anyValid(now) {
      const valid = db.selectFrom('token').select('hash').where('expires_at', '>', now).limit(1)
      return (await valid.executeTakeFirst()) !== undefined
    },

    async add({ hash, name, roles, expiresAt, now }) {
      await db
        .insertInto('token')
        .values({ hash, name, roles: [...roles], expires_at: expiresAt, created_at: now })
        .execute()
    },

    async find(hash, now) {
      const row = await db
        .selectFrom('token')
        .select(['name', 'roles'])
        .where('hash', '=', hash)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return row ?? null
    },
  }
}
