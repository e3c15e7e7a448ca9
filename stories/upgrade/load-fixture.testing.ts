/** Puts what an earlier version left behind where a server and gateways of this one find it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { type Estate, raiseEstate } from './estate.testing.ts'
import type { About } from './life.testing.ts'
import { filledIn, type Places } from './placeholders.testing.ts'
import { load, tablesFrom } from './rows.testing.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
const BESIDE = ['data', 'deployed', 'acts.jsonl', 'gateway-1', 'gateway-2']

export type Fixture = Estate & { readonly about: About }

/** One a version, by the commit that wrote it. */
export const fixtures = (): readonly string[] => readdirSync(FIXTURES).sort()

export function newestFixture(): string {
  const writtenAt = (name: string) => aboutOf(name).writtenAt
  return (
    fixtures()
      .toSorted((a, b) => writtenAt(a).localeCompare(writtenAt(b)))
      .at(-1) ?? ''
  )
}

const aboutOf = (name: string): About =>
  JSON.parse(readFileSync(join(FIXTURES, name, 'about.json'), 'utf8')) as About

/** `main` as in `smallHouse`. */
export async function loadFixture(name: string, main?: string): Promise<Fixture> {
  const from = join(FIXTURES, name)
  const about = aboutOf(name)
  const estate = await raiseEstate(from, main)
  const { house, places } = estate
  try {
    for (const path of BESIDE) copyFilledIn(join(from, path), join(house.dir, path), places)
    const tables = Object.entries(tablesFrom(join(from, 'tables')))
    const filled = tables.map(([table, rows]) => [table, filledIn(rows, places)])
    await house.databaseAlone(async (client) => {
      if (existsSync(join(from, 'pgboss.sql')))
        await client.query(readFileSync(join(from, 'pgboss.sql'), 'utf8'))
      await load(client, Object.fromEntries(filled))
      await prolongTokens(client, Date.now() - Date.parse(about.writtenAt))
    })
    return { ...estate, about }
  } catch (error) {
    await estate.remove()
    throw error
  }
}

/** No token outlives a year and every fixture will: each is as old as it was when the fixture was written. */
async function prolongTokens(client: pg.Client, byMs: number): Promise<void> {
  await client.query(
    `UPDATE cutwater.token SET created_at = created_at + $1, expires_at = expires_at + $1,
     last_used_at = last_used_at + $1, revoked_at = revoked_at + $1`,
    [byMs],
  )
}

/** Keys and tokens may be read by their owner alone. */
function copyFilledIn(from: string, to: string, places: Places): void {
  if (statSync(from).isDirectory()) {
    mkdirSync(to, { recursive: true, mode: 0o700 })
    for (const file of readdirSync(from)) copyFilledIn(join(from, file), join(to, file), places)
  } else writeFileSync(to, filledIn(readFileSync(from, 'utf8'), places), { mode: 0o600 })
}
