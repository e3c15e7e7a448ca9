import { sql } from 'kysely'
import { tokenCreated, tokenRevoked } from '../../../core/access/access-events.ts'
import { nameOf } from '../../../core/access/actor.ts'
import { rolesThat } from '../../../core/access/roles.ts'
import { stateOf } from '../../../core/access/token.ts'
import type { Revocation, Revoked, Tokens } from '../../../ports/store/tokens.ts'
import { inPieces } from '../database/in-pieces.ts'
import type { Database, Tx } from '../database/pool.ts'
import { appendTo } from '../journal/streams.ts'
import { TOKEN_COLUMNS, tokenFrom } from './token-row.ts'

const MINUTE_MS = 60_000
const MANAGERS = [...rolesThat('manage-tokens')] as string[]

export function createTokens(db: Database): Tokens {
  return {
    async find(hash) {
      const row = await db
        .selectFrom('token')
        .select(TOKEN_COLUMNS)
        .where('hash', '=', hash)
        .executeTakeFirst()
      return row === undefined ? null : tokenFrom(row)
    },

    async list(now, limit, name) {
      let query = db
        .selectFrom('token')
        .select(TOKEN_COLUMNS)
        .orderBy((row) => row.and([row('revoked_at', 'is', null), row('expires_at', '>', now)]), 'desc')
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(limit)
      if (name !== undefined) query = query.where('name', '=', name)
      return (await query.execute()).map(tokenFrom)
    },

    add: ({ hash, name, roles, expiresAt, actor, now }) =>
      db.transaction().execute(async (tx) => {
        const row = await tx
          .insertInto('token')
          .values({
            hash,
            id: hash.slice(0, 12),
            name,
            roles: [...roles],
            expires_at: expiresAt,
            created_at: now,
            created_by: nameOf(actor),
          })
          .returning(TOKEN_COLUMNS)
          .executeTakeFirstOrThrow()
        const token = tokenFrom(row)
        const data = { token: token.id, name, roles: [...roles], expiresAt }
        await appendTo(tx, 'access', [tokenCreated.happened(now, actor, data)])
        return token
      }),

    revoke: (order) => db.transaction().execute((tx) => revoke(tx, order)),

    async used(id, now) {
      await db
        .updateTable('token')
        .set({ last_used_at: now })
        .where('id', '=', id)
        .where((row) => row.or([row('last_used_at', 'is', null), row('last_used_at', '<=', now - MINUTE_MS)]))
        .execute()
    },

    async anyManager(now) {
      return (await validManagers(db, now).limit(1).executeTakeFirst()) !== undefined
    },

    prune: (before) => prune(db, before),
  }
}

/** Codes and sessions first: a token stays as long as one of them stands for it. */
async function prune(db: Database, before: number): Promise<number> {
  const codes = await inPieces((limit) =>
    sql`DELETE FROM login_code WHERE hash IN (
      SELECT hash FROM login_code WHERE expires_at < ${before} LIMIT ${limit})`.execute(db),
  )
  const sessions = await inPieces((limit) =>
    sql`DELETE FROM session WHERE hash IN (
      SELECT hash FROM session WHERE expires_at < ${before} LIMIT ${limit})`.execute(db),
  )
  const tokens = await inPieces((limit) =>
    sql`DELETE FROM token WHERE hash IN (
      SELECT hash FROM token t WHERE least(t.expires_at, t.revoked_at) < ${before}
        AND NOT EXISTS (SELECT FROM session s WHERE s.token_id = t.id)
        AND NOT EXISTS (SELECT FROM login_code c WHERE c.token_id = t.id) LIMIT ${limit})`.execute(db),
  )
  return codes + sessions + tokens
}

async function revoke(tx: Tx, { id, actor, because, evenTheLast, now }: Revocation): Promise<Revoked> {
  // All who may manage tokens are locked, in one order: two who revoke each other at once must not both succeed.
  const managers = await validManagers(tx, now).orderBy('id').forUpdate().execute()
  const row = await tx
    .selectFrom('token')
    .select(TOKEN_COLUMNS)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return { revoked: false, because: 'unknown-token' }
  const token = tokenFrom(row)
  if (token.revoked !== null) return { revoked: true, already: true, token }
  const isLast = stateOf(token, now) === 'valid' && managers.length === 1 && managers[0]?.id === id
  if (isLast && !evenTheLast) return { revoked: false, because: 'last-manager' }
  const by = nameOf(actor)
  await tx.updateTable('token').set({ revoked_at: now, revoked_by: by }).where('id', '=', id).execute()
  await tx.deleteFrom('session').where('token_id', '=', id).execute()
  await tx.deleteFrom('login_code').where('token_id', '=', id).execute()
  const data = { token: id, name: token.name, because, last: isLast }
  await appendTo(tx, 'access', [tokenRevoked.happened(now, actor, data)])
  return { revoked: true, already: false, token: { ...token, revoked: { by, at: now } } }
}

const validManagers = (db: Database, now: number) =>
  db
    .selectFrom('token')
    .select('id')
    .where(sql<boolean>`roles && ${MANAGERS}::text[]`)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
