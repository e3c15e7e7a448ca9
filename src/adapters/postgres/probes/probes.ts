import { type RawBuilder, sql } from 'kysely'
import { askedSides } from '../../../core/change/probing/asked.ts'
import type { Change } from '../../../core/change/state/change.ts'
import { keepSide, statesFrom } from '../../../core/probe/schema.ts'
import type { Probes } from '../../../ports/store/probes.ts'
import { document } from '../database/document.ts'
import { nudge } from '../database/nudge.ts'
import type { Database } from '../database/pool.ts'

export function createProbes(db: Database): Probes {
  return {
    async asked() {
      const rows = await db.selectFrom('probe').selectAll().orderBy('change_id').orderBy('target').execute()
      return rows.map(({ change_id, began_at, state, ...row }) => ({
        ...row,
        change: change_id,
        from: began_at,
        states: statesFrom(state),
      }))
    },

    async saveAll(saves) {
      if (saves.length === 0) return []
      const records = saves.map(({ change, target, from, revision, states }) => ({
        change_id: change,
        ...{ target, began_at: from, revision, state: keepSide(states) },
      }))
      const done = await db.transaction().execute(async (tx) => {
        // Passes over rows that somebody else is saving at this moment: that one was faster.
        const { rows } = await sql<{ change_id: string; target: string }>`
          WITH mine AS MATERIALIZED (
            SELECT v.* FROM json_to_recordset(${document(records)}::json)
              AS v(change_id text, target text, began_at int8, revision int4, state json)
            JOIN probe p USING (change_id, target)
            WHERE p.began_at = v.began_at AND p.revision = v.revision FOR UPDATE OF p SKIP LOCKED)
          UPDATE probe p SET state = m.state, revision = p.revision + 1
          FROM mine m WHERE p.change_id = m.change_id AND p.target = m.target
          RETURNING p.change_id, p.target`.execute(tx)
        const saved = saves.map(({ change, target }) =>
          rows.some((row) => row.change_id === change && row.target === target),
        )
        for (const [at, those] of Map.groupBy(
          saves.filter((_, i) => saved[i]),
          ({ wake }) => wake,
        ))
          if (at !== null) await nudge(tx, [...new Set(those.map(({ change }) => change))], at)
        return saved
      })
      return done
    },
  }
}

/**
 * Who is asked follows from the change as it stands: what a turn has begun, and what it has ended. Null when that is as
 * it was.
 */
export function askedFrom(before: Change, after: Change): readonly RawBuilder<unknown>[] {
  const [was, is] = [askedSides(before), askedSides(after)]
  const key = ({ target, side, from }: (typeof is)[number]) => `${target} ${side} ${from}`
  if (was.map(key).join() === is.map(key).join()) return []
  const { environment } = after.runbook
  const fresh = is.filter((one) => !was.some((other) => key(other) === key(one)))
  const gone = was.map(({ target }) => target).filter((target) => !is.some((one) => one.target === target))
  const rows = fresh.map(({ target, side, from, probes }) => ({ target, side, began_at: from, probes }))
  const begun = sql`probed AS (
    INSERT INTO probe (change_id, target, environment, side, began_at, probes, state, revision)
    SELECT ${after.id}, v.target, ${environment}, v.side, v.began_at, v.probes, ${document(keepSide({}))}::json, 0
    FROM json_to_recordset(${document(rows)}::json) AS v(target text, side text, began_at int8, probes json)
    ON CONFLICT (change_id, target) DO UPDATE SET side = excluded.side, began_at = excluded.began_at,
      probes = excluded.probes, state = excluded.state, revision = 0)`
  const ended = sql`unprobed AS (
    DELETE FROM probe WHERE change_id = ${after.id} AND target = ANY(${gone}::text[]))`
  return [...(fresh.length === 0 ? [] : [begun]), ...(gone.length === 0 ? [] : [ended])]
}
