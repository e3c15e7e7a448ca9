import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Entered, Replicas } from '../../../ports/store/replicas.ts'
import type { DatabaseAt } from '../hosts/hosts.ts'
import { inPieces } from './in-pieces.ts'
import { connectLease, type Database } from './pool.ts'

/**
 * A lease is a session-level advisory lock: a crash of its holder frees it at once. A holder that is only silent,
 * because it hangs or the network is gone, is thrown out by the database itself when its session has been idle for
 * too long.
 */
export function createReplicas(db: Database, url: DatabaseAt): Replicas {
  return {
    async enter({ installation, place }, now) {
      const { id } = await db
        .insertInto('replica')
        .values({ installation, place, entered_at: now })
        .onConflict((conflict) => conflict.column('installation').doUpdateSet({ place, entered_at: now }))
        .returning('id')
        .executeTakeFirstOrThrow()
      return holding(await lease(url, id), url, id)
    },

    async all() {
      const { rows } = await sql<{ installation: string; place: string; alive: boolean }>`
        SELECT r.installation, r.place, l.held IS NOT NULL AS alive
        FROM replica r LEFT JOIN LATERAL (
          SELECT true AS held FROM pg_locks WHERE locktype = 'advisory' AND granted
            AND classid::int8 = ${LEASES}::int8 AND objid::int8 = r.id AND objsubid = 2
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1
        ) l ON true ORDER BY r.id`.execute(db)
      return rows
    },

    async stillHere(installation, now) {
      await db
        .updateTable('replica')
        .set({ entered_at: now })
        .where('installation', '=', installation)
        .execute()
    },

    prune: (before) =>
      inPieces((limit) =>
        sql`DELETE FROM replica WHERE installation IN (
          SELECT r.installation FROM replica r WHERE r.entered_at < ${before} AND NOT EXISTS (
            SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid::int8 = ${LEASES}::int8
              AND objid::int8 = r.id AND objsubid = 2)
          AND NOT EXISTS (
            SELECT FROM effect e WHERE e.status IN ('pending', 'started')
              AND split_part(e.instance, '/', 1) = r.installation) LIMIT ${limit})`.execute(db),
      ),
  }
}

/** Any constant will do, as long as nobody else in the database takes locks of this class. */
const LEASES = 7_728_837

function holding(first: pg.Client, url: DatabaseAt, id: number): Entered {
  let client: pg.Client | null = first
  return {
    async keep() {
      try {
        client ??= await lease(url, id)
        await client.query('SELECT')
      } catch (error) {
        await end(client)
        client = null
        throw error
      }
    },
    leave: () => end(client),
  }
}

/** Shared, so that a server that was started again never waits for what is left of its former self. */
async function lease(url: DatabaseAt, id: number): Promise<pg.Client> {
  const client = await connectLease(url)
  try {
    await client.query('SELECT pg_advisory_lock_shared($1::int, $2::int)', [LEASES, id])
    return client
  } catch (error) {
    await end(client)
    throw error
  }
}

/** A server that does not answer any more must not keep us from going. */
async function end(client: pg.Client | null): Promise<void> {
  if (client === null) return
  await Promise.race([client.end().catch(() => undefined), sleep(1_000, undefined, { ref: false })])
  client.connection.stream.destroy()
}
