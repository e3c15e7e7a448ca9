/** The tables of a database as text, a file a table and a row a line, and back again. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { ROOT } from '../props/stage.testing.ts'

const SCHEMA = 'cutwater'
type Rows = Readonly<Record<string, string>>

/** Every table with its rows in the order of its primary key, each as Postgres itself writes it. */
export async function tablesIn(client: pg.Client): Promise<Rows> {
  const { rows } = await client.query<{ name: string; keys: string[] }>(
    `SELECT c.relname AS name, array_agg(quote_ident(a.attname) ORDER BY k.n)::text[] AS keys
     FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = $1
     JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (column_number, n)
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.column_number
     WHERE c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname`,
    [SCHEMA],
  )
  const tables: Record<string, string> = {}
  for (const { name, keys } of rows) tables[name] = await rowsOf(client, name, keys)
  return tables
}

async function rowsOf(client: pg.Client, table: string, keys: readonly string[]): Promise<string> {
  const { rows } = await client.query<{ row: string }>(
    `SELECT row_to_json(t)::text AS row FROM ${SCHEMA}.${table} t ORDER BY ${keys.join(', ')}`,
  )
  return rows.map(({ row }) => `${row}\n`).join('')
}

/** File names have dashes where tables have underscores. */
export const fileOf = (table: string): string => `${table.replaceAll('_', '-')}.jsonl`

export function tablesFrom(directory: string): Rows {
  const files = readdirSync(directory).sort()
  return Object.fromEntries(
    files.map((file) => [
      file.replace('.jsonl', '').replaceAll('-', '_'),
      readFileSync(join(directory, file), 'utf8'),
    ]),
  )
}

/** Makes the schema by the migrations that the fixture names, which never change, and puts the rows in. */
export async function load(client: pg.Client, tables: Rows): Promise<void> {
  await client.query(`CREATE SCHEMA ${SCHEMA}; SET search_path = ${SCHEMA}`)
  await client.query(`CREATE TABLE migration (
    version int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)`)
  for (const line of linesOf(tables.migration ?? '')) await client.query(migrationOf(line))
  // The rows are whole in themselves; neither triggers nor the order of tables stand in the way.
  await client.query('SET session_replication_role = replica')
  for (const [table, text] of Object.entries(tables)) {
    for (const line of linesOf(text))
      await client.query(
        `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_record(NULL::${table}, $1::json)`,
        [line],
      )
    await continueNumbers(client, table)
  }
  await client.query('RESET session_replication_role')
}

function migrationOf(line: string): string {
  const { name, checksum } = JSON.parse(line) as { name: string; checksum: string }
  const [path] = globSync(`src/**/migrations/${name}`, { cwd: ROOT })
  assert.ok(path, `there is no migration ${name} any more`)
  const sql = readFileSync(join(ROOT, path), 'utf8')
  assert.equal(createHash('sha256').update(sql).digest('hex'), checksum, `${name} was changed`)
  return sql
}

/** What numbers itself goes on behind the rows. */
async function continueNumbers(client: pg.Client, table: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = $1 AND table_name = $2 AND is_identity = 'YES'`,
    [SCHEMA, table],
  )
  for (const { name } of rows)
    await client.query(
      `SELECT setval(pg_get_serial_sequence('${SCHEMA}.${table}', '${name}'), coalesce(max(${name}), 0) + 1, false)
       FROM ${table}`,
    )
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')

/** Every entry of every stream as one text, with the hash that it was sealed with. */
export async function journalIn(client: pg.Client): Promise<readonly string[]> {
  return linesOf(await rowsOf(client, 'journal', ['stream', 'seq']))
}
