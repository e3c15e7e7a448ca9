/**
 * Writes what this version leaves behind to `stories/upgrade/fixtures/NAME`, for later versions to open:
 * `node tools/run.mjs stories/upgrade/write-fixture.ts NAME`, where NAME is the commit that is checked out.
 */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'
import type pg from 'pg'
import { raiseEstate } from './estate.testing.ts'
import { live, whileAway } from './life.testing.ts'
import { blankedOut, type Places } from './placeholders.testing.ts'
import { fileOf, tablesIn } from './rows.testing.ts'
import { runOf } from './started-commands.testing.ts'

const ESTATE = join(import.meta.dirname, 'estate')
/** What a server and the gateways keep beside the database, and what the world around them looks like. */
const KEPT = ['data/token', 'data/installation', 'data/checkpoints.jsonl', 'data/keys']
const AROUND = ['gateway-1', 'gateway-2', 'deployed', 'acts.jsonl']

const [, , name] = process.argv
if (name === undefined || !/^[0-9a-z.-]+$/.test(name)) {
  process.stderr.write('usage: node tools/run.mjs stories/upgrade/write-fixture.ts NAME\n')
  process.exit(2)
}
const out = join(import.meta.dirname, 'fixtures', name)
rmSync(out, { recursive: true, force: true })
mkdirSync(join(out, 'tables'), { recursive: true })

/** Of commands that were under way; what others had said has been read long ago. */
const runs: string[] = []
const estate = await raiseEstate(ESTATE)
const { house } = estate
try {
  for (const file of readdirSync(ESTATE)) copyFileSync(join(ESTATE, file), join(out, file))
  for (const file of readdirSync(ESTATE).filter((each) => each !== 'cutwater.yaml'))
    copyFileSync(join(ESTATE, file), join(house.dir, file))
  await estate.startGateways()
  await house.start()
  const about = await live(estate)
  await house.stop()
  await estate.stopGateways()
  const tables = await house.databaseAlone(async (client) => {
    const items = await effects(client)
    await whileAway(house.dir, (wanted) => items.get(wanted) ?? '')
    for (const key of items.values()) runs.push(relative(house.dir, runOf(house.dir, key)))
    await client.query(
      'DROP TRIGGER IF EXISTS refusing ON cutwater.effect; DROP FUNCTION IF EXISTS public.refuse()',
    )
    return tablesIn(client)
  })
  for (const [table, rows] of Object.entries(tables))
    if (rows !== '') writeFileSync(join(out, 'tables', fileOf(table)), blankedOut(rows, estate.places))
  for (const path of [...KEPT, ...runs, ...AROUND])
    cpSync(join(house.dir, path), join(out, path), { recursive: true })
  blankOut(join(out, 'data'), estate.places)
  for (const gateway of ['gateway-1', 'gateway-2']) blankOut(join(out, gateway), estate.places)
  writeFileSync(join(out, 'about.json'), `${JSON.stringify(about, null, 2)}\n`)
  process.stdout.write(`${relative(process.cwd(), out)} is written\n`)
} finally {
  await estate.remove()
}

async function effects(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ id: string; name: string }>(
    `SELECT id, act->>'name' AS name FROM cutwater.effect WHERE status = 'started' ORDER BY id`,
  )
  return new Map(rows.map((row) => [row.name, row.id]))
}

function blankOut(path: string, places: Places): void {
  if (statSync(path).isDirectory()) for (const file of readdirSync(path)) blankOut(join(path, file), places)
  else writeFileSync(path, blankedOut(readFileSync(path, 'utf8'), places))
}
