import { sql } from 'kysely'
import type { Instant } from '../../../core/time/instant.ts'
import type { ProxyReport } from '../../../ports/traffic.ts'
import { document } from '../database/document.ts'
import type { Database } from '../database/pool.ts'

/**
 * The proxies say what they said before: then all there is to keep is that they were seen, in one statement and waking
 * nobody. False when anything else is so, also when somebody has reported since `askedAt`; nothing changes then.
 */
export async function seenAgain(
  db: Database,
  target: string,
  reports: readonly ProxyReport[],
  now: Instant,
  askedAt: Instant,
): Promise<boolean> {
  const said = reports.flatMap((report) =>
    report.reached
      ? [{ instance: report.instance, has: document(report.has), writes: report.writes ?? null }]
      : [],
  )
  if (said.length === 0 || said.length < reports.length) return false
  const { rows } = await sql`
    WITH said AS (SELECT * FROM json_to_recordset(${document(said)}::json) AS s(instance text, has text, writes int)),
      same AS (
        SELECT t.name FROM target t WHERE t.name = ${target} AND t.reported_at <= ${askedAt} AND NOT EXISTS (
          SELECT FROM (SELECT * FROM proxy_state WHERE target = ${target}) p FULL JOIN said s USING (instance)
          WHERE p.has::text IS DISTINCT FROM s.has OR p.writes IS DISTINCT FROM s.writes OR p.because IS NOT NULL)
          AND NOT EXISTS (SELECT FROM dismissed_proxy d WHERE d.target = t.name)
        FOR UPDATE OF t),
      marked AS (UPDATE target t SET reported_at = ${now} FROM same WHERE t.name = same.name)
    UPDATE proxy_state p SET seen_at = ${now} FROM same WHERE p.target = same.name RETURNING p.instance`.execute(
    db,
  )
  return rows.length > 0
}
