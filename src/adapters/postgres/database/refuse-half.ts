import { readFile } from 'node:fs/promises'
import type { Client } from 'pg'
import { type Gaps, gapWords, lacks, missingParts, type Structure } from '../../../core/database/whole.ts'
import { DatabaseNotUsable, RESTORE_WHOLE } from './not-usable.ts'
import { SCHEMA } from './pool.ts'

/**
 * Throws `DatabaseNotUsable` for a database of this version in which something is missing that the migrations make, or
 * that is in no row though others speak of it: a restore that broke off leaves one. Nobody's own tables are looked at.
 */
export async function refuseHalf(client: Client): Promise<void> {
  const wanted = JSON.parse(await readFile(new URL('./structure.json', import.meta.url), 'utf8')) as Structure
  const parts = missingParts(wanted, await structureOf(client))
  // What is asked of the rows needs their tables.
  const missing = parts.length > 0 ? parts : gapWords(await gapsIn(client, wanted))
  if (missing.length > 0) throw new DatabaseNotUsable(lacks(missing), RESTORE_WHOLE)
}

/** What stands in structure.json, of the database at hand; names alone, which every version of Postgres gives alike. */
export async function structureOf(client: Client): Promise<Structure> {
  const { rows } = await client.query<{ name: string } & Structure[string]>(
    `SELECT c.relname AS name,
       ARRAY(SELECT (a.attname || CASE a.attidentity WHEN '' THEN '' ELSE '${NUMBERED}' END) COLLATE "C"
         FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1) AS columns,
       ARRAY(SELECT k.conname::text COLLATE "C" FROM pg_constraint k
         WHERE k.conrelid = c.oid AND k.contype <> 'n' AND k.convalidated ORDER BY 1) AS constraints,
       ARRAY(SELECT i.relname::text COLLATE "C" FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
         WHERE x.indrelid = c.oid AND x.indisvalid
         AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.conrelid = c.oid) ORDER BY 1) AS indexes,
       ARRAY(SELECT t.tgname::text COLLATE "C" FROM pg_trigger t
         WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D' ORDER BY 1) AS triggers
     FROM pg_class c WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'r' ORDER BY c.relname`,
    [SCHEMA],
  )
  return Object.fromEntries(rows.map(({ name, ...parts }) => [name, parts]))
}

/** Behind the name of a column that numbers itself. */
const NUMBERED = ' (identity)'

async function gapsIn(client: Client, wanted: Structure): Promise<Gaps> {
  const { rows } = await client.query<{ streams: number; changes: number }>(
    `SELECT (SELECT count(*)::int FROM stream s WHERE s.seq > 0
         AND NOT EXISTS (SELECT FROM journal j WHERE j.stream = s.name AND j.seq = s.seq)) AS streams,
       (SELECT count(*)::int FROM change c WHERE NOT EXISTS (SELECT FROM stream s WHERE s.name = 'change/' || c.id)) AS changes`,
  )
  const numbers: string[] = []
  for (const [table, { columns }] of Object.entries(wanted))
    for (const column of columns.filter((name) => name.endsWith(NUMBERED))) {
      const name = column.slice(0, -NUMBERED.length)
      if (await isTaken(client, table, name)) numbers.push(`${table}.${name}`)
    }
  return { streams: 0, changes: 0, ...rows[0], numbers }
}

/** Whether the number that comes next is there already. */
async function isTaken(client: Client, table: string, column: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    `SELECT coalesce(max(${column}), 0) >= (SELECT last_value + is_called::int FROM ${table}_${column}_seq) AS taken
     FROM ${table}`,
  )
  return rows[0]?.taken === true
}
