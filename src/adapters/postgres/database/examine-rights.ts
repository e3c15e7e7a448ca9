import type { DatabaseFinding } from '../../../core/database/findings.ts'
import { type Rights, rightsFindings } from '../../../core/database/rights.ts'
import type { DatabaseAt } from '../hosts/hosts.ts'
import { connectClient, SCHEMA } from './pool.ts'
import { APP_ROLE } from './role.ts'

/** What the user of a database may not do there, and what its commits wait for. Nothing is written. */
export async function examineRights(url: DatabaseAt): Promise<readonly DatabaseFinding[]> {
  const client = await connectClient(url)
  try {
    const { rows } = await client.query<Rights>(RIGHTS, [SCHEMA, APP_ROLE])
    return rows.flatMap(rightsFindings)
  } finally {
    await client.end()
  }
}

// Who is no superuser sees of a standby only that it is connected, and of waits only those of its own sessions.
const RIGHTS = `SELECT
  current_user AS "user",
  current_database() AS database,
  EXISTS (SELECT FROM pg_namespace WHERE nspname = $1) AS "isMade",
  has_database_privilege(current_database(), 'CREATE') AS "mayMake",
  CASE WHEN rolsuper THEN true
    WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = $2)
      THEN EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
        WHERE r.rolname = $2 AND m.member = own.oid AND m.admin_option)
        OR rolcreaterole AND current_setting('server_version_num')::int < 160000
    ELSE rolcreaterole END AS "mayKeepApart",
  CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN ''
    ELSE current_setting('synchronous_standby_names') END AS "waitsFor",
  (SELECT count(*)::int FROM pg_stat_replication) AS standbys,
  (SELECT count(*)::int FROM pg_stat_activity
    WHERE wait_event = 'SyncRep' AND query_start < clock_timestamp() - interval '2 seconds') AS waiting
  FROM pg_roles own WHERE rolname = current_user`
