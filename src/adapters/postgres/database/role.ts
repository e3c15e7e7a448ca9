import type { Client } from 'pg'
import { APP_ROLE } from '../../../core/database/rights.ts'
import { isForbidden } from './failure.ts'
import { SCHEMA } from './pool.ts'

export { APP_ROLE }

/**
 * The application's role: it may do everything with state, but only insert into and read the journal and the
 * checkpoints. A user that may not make roles goes on as itself, with a warning; the triggers on the journal remain.
 */
export async function ensureRole(client: Client): Promise<{ role: string | null; warnings: string[] }> {
  try {
    await client.query(CREATE)
    // One transaction: an application that takes the role at this moment sees the old grants or the new ones.
    await client.query(`BEGIN; ${GRANTS} COMMIT`)
    return { role: APP_ROLE, warnings: [] }
  } catch (error) {
    if (!isForbidden(error)) throw error
    await client.query('ROLLBACK')
    const warning = `the database's user may not make the role ${APP_ROLE}; the journal is kept append-only by triggers alone: cutwater doctor says how to give it one`
    return { role: null, warnings: [warning] }
  }
}

// Roles belong to the whole server: another database, or another replica, may have made it.
const CREATE = `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APP_ROLE}') THEN CREATE ROLE ${APP_ROLE} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$`

const GRANTS = `
  GRANT ${APP_ROLE} TO CURRENT_USER;
  GRANT USAGE ON SCHEMA ${SCHEMA} TO ${APP_ROLE};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO ${APP_ROLE};
  GRANT SELECT ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO ${APP_ROLE};
  REVOKE UPDATE, DELETE ON journal, checkpoint FROM ${APP_ROLE};
  REVOKE INSERT, UPDATE, DELETE ON migration FROM ${APP_ROLE};`
