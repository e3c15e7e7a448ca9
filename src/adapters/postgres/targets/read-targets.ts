import { sql } from 'kysely'
import type { TargetRow } from '../../../ports/store/targets.ts'
import type { Database } from '../database/pool.ts'
import { DESIRED } from './target-row.ts'

/** One statement, so that owner, desired and proxies belong together. Null: all of them. */
export async function readTargets(db: Database, names: readonly string[] | null): Promise<TargetRow[]> {
  const { rows } = await sql<TargetRow>`
    SELECT t.name, c.change_id AS owner, t.conflict, t.swapped_under AS "swappedUnder", t.known_since AS "knownSince",
      ${DESIRED} AS desired, t.mode_set AS "modeSet",
      (SELECT coalesce(json_agg(json_build_object(
          'instance', p.instance, 'has', p.has, 'seenAt', p.seen_at, 'because', p.because, 'writes', p.writes) ORDER BY p.instance), '[]')
        FROM proxy_state p WHERE p.target = t.name) AS proxies,
      (SELECT coalesce(json_agg(json_build_object(
          'instance', d.instance, 'by', d.by, 'because', d.because, 'at', d.at) ORDER BY d.instance), '[]')
        FROM dismissed_proxy d WHERE d.target = t.name) AS dismissed
    FROM target t LEFT JOIN claim c ON c.target = t.name
    WHERE ${names === null ? sql`true` : sql`t.name = ANY(${[...names]}::text[])`} ORDER BY t.name`.execute(
    db,
  )
  return rows
}

/**
 * Every target has a loop of its own, and all of them look once a second: those who ask in the same moment share one
 * query, and each still sees only what was true after it asked.
 */
export function readTogether(
  read: (names: readonly string[]) => Promise<readonly TargetRow[]>,
): (name: string) => Promise<TargetRow | null> {
  let asking: {
    readonly names: Set<string>
    readonly found: Promise<ReadonlyMap<string, TargetRow>>
  } | null = null
  return async (name) => {
    asking ??= ask()
    asking.names.add(name)
    return (await asking.found).get(name) ?? null
  }

  function ask() {
    const names = new Set<string>()
    const moment = new Promise<void>((resolve) => setImmediate(resolve))
    const found = moment.then(async () => {
      asking = null
      return new Map((await read([...names])).map((row) => [row.name, row]))
    })
    return { names, found }
  }
}
