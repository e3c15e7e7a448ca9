import { sql } from 'kysely'
import type { Instant, Millis } from '../../../core/time/instant.ts'
import type { JudgeRow, JudgeSave } from '../../../ports/store/observation.ts'
import type { Database } from '../database/pool.ts'

/**
 * What this server has last read or written of judge rows, each with the version (xmin: who wrote it) that proves
 * that the row is still the same. A thousand open changes are looked at every second, and a state is sixty times as
 * large as the word on it; so a state is read only when somebody else wrote it, and written only now and then. An
 * observer that takes over goes on from the state as it was some seconds ago, and comes to the same.
 */

/** A row as it was written, and the version by which it is known again. */
export type Written = { readonly change_id: string; readonly key: string; readonly version: string }

/** How far a stored state may lie behind. */
const KEEP_EVERY_MS: Millis = 10_000
const REMEMBERED = 20_000

type Known = { readonly version: string; readonly row: JudgeRow; readonly kept: Kept }
type Kept = { readonly from: Instant; readonly watermark: Instant; readonly verdict: string }

export function judgeMemory() {
  const known = new Map<string, Known>()
  const remember = (name: string, now: Known) => {
    known.delete(name)
    known.set(name, now)
    const oldest = known.keys().next()
    if (known.size > REMEMBERED && !oldest.done) known.delete(oldest.value)
  }

  const keepsState = ({ change, row, wake }: JudgeSave): boolean => {
    const kept = known.get(nameOf(change, row.key))?.kept
    if (kept === undefined || wake !== null) return true
    const { watermark, verdict } = row.judged
    return kept.from !== row.from || kept.verdict !== verdict || watermark - kept.watermark >= KEEP_EVERY_MS
  }

  return {
    keepsState,

    /** Sorted by key within a change. */
    async read(
      db: Database,
      changes: readonly string[],
    ): Promise<readonly { change: string; row: JudgeRow }[]> {
      const heads = await readHeads(db, changes)
      const strange = heads.filter(
        (head) => known.get(nameOf(head.change_id, head.key))?.version !== head.version,
      )
      const fresh = new Map(
        (await readWhole(db, strange)).map((read) => [nameOf(read.change_id, read.key), read]),
      )
      return heads.flatMap(({ change_id: change, key }) => {
        const name = nameOf(change, key)
        const read = fresh.get(name)
        if (read === undefined) {
          const row = known.get(name)?.row
          return row === undefined ? [] : [{ change, row }]
        }
        const { version, began_at: from, state, judged } = read
        const row = { key, from, state, judged }
        remember(name, { version, row, kept: judged })
        return [{ change, row }]
      })
    },

    /** Which of `saves` were written. Should their transaction fail in the end, no row ever shows their version. */
    written(saves: readonly JudgeSave[], rows: readonly Written[]): readonly JudgeSave[] {
      const versions = new Map(rows.map(({ change_id, key, version }) => [nameOf(change_id, key), version]))
      return saves.filter((save) => {
        const name = nameOf(save.change, save.row.key)
        const version = versions.get(name)
        if (version === undefined) return false
        const before = known.get(name)?.kept
        const { judged } = save.row
        const kept = before === undefined || keepsState(save) ? judged : before
        remember(name, { version, row: save.row, kept })
        return true
      })
    },
  }
}

const nameOf = (change: string, key: string): string => `${change} ${key}`

type Whole = Written & {
  readonly began_at: Instant
  readonly state: unknown
  readonly judged: JudgeRow['judged']
}

async function readHeads(db: Database, changes: readonly string[]): Promise<readonly Written[]> {
  const { rows } = await sql<Written>`
    SELECT change_id, key, xmin::text AS version FROM judge
    WHERE change_id = ANY(${[...changes]}::text[]) ORDER BY change_id, key`.execute(db)
  return rows
}

async function readWhole(db: Database, heads: readonly Written[]): Promise<readonly Whole[]> {
  if (heads.length === 0) return []
  const { rows } = await sql<Whole>`
    SELECT j.change_id, j.key, j.xmin::text AS version, began_at, state, judged FROM judge j
    JOIN unnest(${heads.map(({ change_id }) => change_id)}::text[], ${heads.map(({ key }) => key)}::text[])
      AS v(change_id, key) ON v.change_id = j.change_id AND v.key = j.key`.execute(db)
  return rows
}
