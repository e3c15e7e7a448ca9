import { sql } from 'kysely'
import { WATCHED_IN } from '../../../core/change/rollout/watches.ts'
import { asJson } from '../../../core/journal/canonical.ts'
import type { JudgeRow, JudgeSave, Judges } from '../../../ports/store/observation.ts'
import { changesFrom, ENGINE } from '../changes/change-row.ts'
import type { Runbooks } from '../changes/runbooks.ts'
import { document } from '../database/document.ts'
import { nudge } from '../database/nudge.ts'
import type { Database, Tx } from '../database/pool.ts'
import { judgeMemory, type Written } from './judge-memory.ts'

export function createJudges(db: Database, runbooks: Runbooks): Judges {
  const memory = judgeMemory()

  const rowsOf: Judges['rowsOf'] = async (changes) => {
    const found = new Map<string, JudgeRow[]>(changes.map((change) => [change, []]))
    for (const { change, row } of await memory.read(db, changes)) found.get(change)?.push(row)
    return found
  }

  const saveAll: Judges['saveAll'] = async (saves) => {
    if (saves.length === 0) return []
    const saved = await db.transaction().execute(async (tx) => {
      const done: JudgeSave[] = []
      for (let first = 0; first < saves.length; first += ROWS_A_STATEMENT) {
        const some = saves.slice(first, first + ROWS_A_STATEMENT)
        const written = [...(await insert(tx, some)), ...(await update(tx, some, memory.keepsState))]
        done.push(...memory.written(some, written))
      }
      await wakeAll(tx, done)
      return new Set(done)
    })
    return saves.map((each) => saved.has(each))
  }

  return {
    async watching() {
      const rows = await db
        .selectFrom('change')
        .select(['state', 'engine', 'runbook_hash'])
        .where((change) => change.or([change('status', 'in', WATCHED_IN), change('verifying', '=', true)]))
        .where('engine', '<=', ENGINE)
        .orderBy('number')
        .execute()
      return changesFrom(db, runbooks, rows)
    },
    rowsOf,
    saveAll,
    rows: async (change) => (await rowsOf([change])).get(change) ?? [],
  }
}

const ROWS_A_STATEMENT = 1_000

/** In sorted order, so that two observers, each with a batch of first rows, never wait for each other. */
async function insert(tx: Tx, saves: readonly JudgeSave[]): Promise<readonly Written[]> {
  const fresh = saves.filter(({ expected }) => expected === null)
  if (fresh.length === 0) return []
  const { rows } = await sql<Written>`
    INSERT INTO judge (change_id, key, began_at, watermark, state, judged)
    SELECT change_id, key, began_at, watermark, state, judged FROM ${recordset(fresh, () => true)}
    ORDER BY change_id, key ON CONFLICT (change_id, key) DO NOTHING
    RETURNING change_id, key, xmin::text AS version`.execute(tx)
  return rows
}

/** Passes over rows that somebody else is saving at this moment: that one was faster. */
async function update(
  tx: Tx,
  saves: readonly JudgeSave[],
  keepsState: (save: JudgeSave) => boolean,
): Promise<readonly Written[]> {
  const later = saves.filter(({ expected }) => expected !== null)
  if (later.length === 0) return []
  const { rows } = await sql<Written>`
    WITH mine AS MATERIALIZED (
      SELECT v.* FROM ${recordset(later, keepsState)} JOIN judge j USING (change_id, key)
      WHERE j.watermark = v.expected FOR UPDATE OF j SKIP LOCKED)
    UPDATE judge j SET began_at = m.began_at, watermark = m.watermark, judged = m.judged,
      state = coalesce(m.state, j.state)
    FROM mine m WHERE j.change_id = m.change_id AND j.key = m.key
    RETURNING j.change_id, j.key, j.xmin::text AS version`.execute(tx)
  return rows
}

/** One document rather than an array for each column, in which every quote of every state would be escaped. */
function recordset(saves: readonly JudgeSave[], withState: (save: JudgeSave) => boolean) {
  const records = saves.map((save) => ({
    change_id: save.change,
    key: save.row.key,
    began_at: save.row.from,
    watermark: save.row.judged.watermark,
    expected: save.expected,
    state: withState(save) ? asJson(save.row.state) : undefined,
    judged: asJson(save.row.judged),
  }))
  return sql`json_to_recordset(${document(records)}::json) AS v(
    change_id text, key text, began_at int8, watermark int8, expected int8, state json, judged json)`
}

async function wakeAll(tx: Tx, saved: readonly JudgeSave[]): Promise<void> {
  for (const [at, saves] of Map.groupBy(saved, ({ wake }) => wake))
    if (at !== null) await nudge(tx, [...new Set(saves.map(({ change }) => change))], at)
}
