/**
 * docs/how-to/back-up-and-restore.md with a Postgres of one's own and its own tools, line by line: a dump that was
 * taken in the middle of a change, a moment between two releases, a data directory that is lost as well, and a restore
 * that broke off.
 */
import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { postgresPart } from '../demo/estates/progressive-canary/services/database/postgres-part.ts'
import { DatabaseNotUsable, openStore } from '../src/adapters/postgres/open.ts'
import type { Desired } from '../src/core/traffic/desired.ts'
import { type DebianPostgres, debianPostgres, ownDatabase } from './props/debian-postgres.testing.ts'
import { begin, holding, says, status } from './props/facts.testing.ts'
import { blockWith, howTo } from './props/how-to.testing.ts'
import { TARGETS } from './props/outside.testing.ts'
import { type House, withOwnDatabase } from './props/own-database.testing.ts'
import { planVariant, SHORT } from './props/plan-variant.testing.ts'
import { until } from './props/stage.testing.ts'
import { unlockFlags } from './props/survivors.testing.ts'

const PAGE = howTo('back-up-and-restore')
/** Minutes without a server are hours at this pace. */
const PATIENT_WITH_OUTAGES = { 'noData: { after: 5m': 'noData: { after: 1000m' }
const TWO_STAGES = {
  '        - { weight: 25%, hold: 5m }\n        - { weight: 50%, hold: 5m }\n': '',
}
/** Long enough for a dump and for the server to be stopped. */
const LONG_FIRST_HOLD = { '- { weight: 5%, hold: 2m }': '- { weight: 5%, hold: 10m }' }
const ONE_STAGE = { '        - { weight: 5%, hold: 2m }\n': '' }

type Own = {
  readonly postgres: DebianPostgres
  /** Types the block of the page in which these words stand; `edited` puts in what the reader has to. */
  readonly page: (words: string, edited?: (line: string) => string) => Promise<string>
  readonly type: DebianPostgres['type']
}
type Play = House & Own

const TITLE = 'what real tools restore goes on where nothing differs, and asks where it does'

test(TITLE, { timeout: 300_000 }, async (t) => {
  const { backups } = await postgresPart()
  if (backups !== true) return t.skip(backups.missing)
  const report = await withOwnDatabase<Own>(
    async (dir, onEnd) => {
      const here = (line: string) =>
        line
          .replaceAll('/srv/wal', join(dir, 'wal'))
          .replaceAll('PGDATA', join(dir, 'own-postgres', 'data'))
          .replaceAll('BACKUP', join(dir, 'backup'))
          .replaceAll(/\bDATA\b/g, join(dir, 'server'))
      for (const folder of ['wal', 'backup']) mkdirSync(join(dir, folder))
      const conf = blockWith(PAGE, 'archive_mode').map(here)
      const postgres = await debianPostgres(join(dir, 'own-postgres'), conf)
      await postgres.start()
      onEnd(postgres.stop)
      const env = await ownDatabase(postgres, dir)
      const type: Own['type'] = (lines) => postgres.type(lines.map(here), env)
      const page: Own['page'] = (words, edited = (line) => line) => type(blockWith(PAGE, words).map(edited))
      return { database: { postgres, page, type }, env }
    },
    (house) => plays(t, house),
  )
  t.diagnostic(`${report.requests} requests, ${report.failedBecauseOfUs} failed because of us`)
})

async function plays(t: TestContext, house: Play): Promise<void> {
  await house.page('pg_basebackup')
  const slow = [TWO_STAGES, SHORT, LONG_FIRST_HOLD, PATIENT_WITH_OUTAGES]
  const first = await begin(house, planVariant(house.dir, 'slow', ...slow), 'v2.0.0')
  await holding(house, first, 500)
  await t.test('a change that ran at the time of the dump goes on where nothing differs', () =>
    dumped(house, first),
  )
  const between = await timeOf(house)
  await unlockFlags(house)
  const quick = [TWO_STAGES, SHORT, ONE_STAGE, PATIENT_WITH_OUTAGES]
  await status(house, await begin(house, planVariant(house.dir, 'quick', ...quick), 'v2.1.0'), 'succeeded')
  await t.test('a moment between two releases, and a lost data directory', () =>
    recovered(house, first, between),
  )
  await t.test('a restore of nothing writes to no proxy either', () => nothing(house))
  await t.test('without the keys nothing is signed before a person has a new one made', () =>
    withoutKeys(house, first),
  )
  await t.test('a restore that broke off is refused', () => halves(house))
}

async function dumped(house: Play, id: string): Promise<void> {
  await house.page('pg_dump')
  await says(house, 'token', 'create', 'after-the-dump', '--role', 'viewer')
  const before = await atProxies(house)
  await house.server.stop()
  await house.page('pg_restore')
  await house.server.start()
  assert.deepEqual(await conflicts(house), [])
  assert.deepEqual((await atProxies(house)).map(where), before.map(where))
  assert.doesNotMatch(await says(house, 'token', 'list'), /after-the-dump/)
  await signedAgain(house)
  await status(house, id, 'succeeded')
}

const timeOf = ({ postgres }: Play): Promise<string> =>
  postgres.admin(async (client) => {
    const { rows } = await client.query<{ now: string }>('SELECT clock_timestamp()::text AS now')
    return rows[0]?.now ?? ''
  })

async function recovered(house: Play, first: string, between: string): Promise<void> {
  await house.page('cp -a DATA/keys')
  const before = await atProxies(house)
  await house.server.stop()
  await house.postgres.stop()
  await house.page('recovery.signal', (line) => line.replace(/(?<=target_time = ').*(?=')/, between))
  rmSync(house.dataDir, { recursive: true })
  await house.page('cp -a BACKUP/keys')
  await house.postgres.start()
  await house.server.start()
  await differ(house, before)
  assert.deepEqual(
    (await house.client().changes()).map(({ id, status }) => [id, status]),
    [[first, 'succeeded']],
  )
  await signedAgain(house)
  const adopted = await says(house, ...command('targets adopt-proxy'), '--yes')
  assert.match(adopted, /staging\/wix: blue is stable/)
  const overwritten = await says(house, ...command('targets overwrite-proxy'), '--yes')
  assert.match(overwritten, /staging\/gamma: green is stable/)
  await until('the proxies have it', async () => (await house.agreed('staging/gamma')).stable === 'green')
  assert.equal((await house.agreed('staging/wix')).stable, 'blue')
  assert.deepEqual(await conflicts(house), [])
}

/** What a dump leaves that was cut before its first table. */
async function nothing(house: Play): Promise<void> {
  const before = await atProxies(house)
  await house.server.stop()
  await house.type(['dropdb cutwater_before', ...blockWith(PAGE, 'pg_restore').slice(0, 1)])
  await house.server.start()
  await differ(house, before)
  assert.equal((await house.cutwater('journal', 'verify')).code, 1)
  await house.server.stop()
  await house.type(['dropdb cutwater', 'cp BACKUP/token DATA/token'])
  await house.type([`psql -d postgres -c 'ALTER DATABASE cutwater_before RENAME TO cutwater'`])
}

async function withoutKeys(house: Play, first: string): Promise<void> {
  const before = await atProxies(house)
  rmSync(join(house.dataDir, 'keys'), { recursive: true })
  await house.page('pg_restore')
  await house.server.start()
  await differ(house, before)
  assert.match((await house.cutwater('doctor')).out, /the key that signed the journal here is gone/)
  await says(house, ...command('journal resume'))
  const verified = await house.cutwater('journal', 'verify')
  assert.equal(verified.code, 1)
  assert.match(verified.out, /checkpoint 1 in the table was signed with the key \w+, not the pinned one/)
  await house.type(['cp BACKUP/keys/checkpoint.pub DATA/keys/before.pub'])
  assert.match(await says(house, 'journal', 'verify'), /: whole/)
  const adopt = command('targets adopt-proxy')
  await says(house, ...adopt, '--yes')
  await says(house, ...adopt.map((word) => word.replace('wix', 'gamma')), '--yes')
  // What it had deployed at gamma serves everybody by now, and is left.
  await status(house, first, 'failed')
  assert.deepEqual((await atProxies(house)).map(stable), before.map(stable))
}

/** In tenths of what was dumped. The list of what is in a dump is most of one so small. */
const CUTS = [
  ['pg_restore --no-owner --no-privileges -d half cutwater.dump', [3, 9, 10]],
  ['psql -q -d half -f cutwater.sql', [1, 4, 6, 8, 9, 10]],
] as const

/**
 * Without the words of the page, and with a dump that was cut: a server opens nothing of what is left, but for what is
 * empty, or whole but for a last comment.
 */
async function halves({ postgres, type }: Play): Promise<void> {
  await type(['pg_restore --no-owner --no-privileges -f cutwater.sql cutwater.dump'])
  const entriesIn = (database: string) =>
    postgres.admin(async (client) => (await client.query('SELECT FROM cutwater.journal')).rowCount, database)
  const opened: (number | null)[] = []
  for (const [restore, tenths] of CUTS)
    for (const tenth of tenths) {
      const file = join(postgres.dir, restore.split(' ').at(-1) ?? '')
      copyFileSync(file, `${file}.cut`)
      truncateSync(`${file}.cut`, Math.floor((statSync(file).size * tenth) / 10) - 10)
      await type(['dropdb --if-exists half', 'createdb half', `${restore}.cut 2>&1 || true`])
      try {
        await (await openStore({ url: `${postgres.url}/half` })).close()
        opened.push(await entriesIn('half'))
      } catch (error) {
        if (!(error instanceof DatabaseNotUsable)) throw error
        assert.match(error.remedy, /[Dd]rop it, restore the whole backup into an empty one/)
      }
    }
  assert.equal(opened[0], 0)
  assert.ok((opened[1] ?? 0) > 0)
  assert.equal(opened.length, 2)
}

const atProxies = ({ agreed }: Play) => Promise.all(TARGETS.map((target) => agreed(target)))
const where = ({ stable, split }: Desired) => ({ stable, split })
const stable = (desired: Desired) => desired.stable

/** The targets that differ from their proxies. */
const conflicts = async ({ client }: Play): Promise<readonly string[]> =>
  (await client().targets()).filter(({ conflict }) => conflict !== null).map(({ name }) => name)

async function differ(house: Play, before: readonly Desired[]): Promise<void> {
  await until('both differ', async () => (await conflicts(house)).length === TARGETS.length)
  const targets = await says(house, 'targets')
  assert.match(targets, /! staging\/wix: the proxy .*Nothing is written there until you decide/)
  assert.deepEqual(await atProxies(house), before)
}

/** What was signed after the backup is missed, until somebody answers for it. */
async function signedAgain(house: Play): Promise<void> {
  assert.equal((await house.cutwater('journal', 'verify')).code, 1)
  await says(house, ...command('journal resume'))
  assert.match(await says(house, 'journal', 'verify'), /: whole/)
}

/** A command as the page has it. */
function command(words: string): readonly string[] {
  const starts = `cutwater ${words} `
  const line = blockWith(PAGE, starts).find((one) => one.startsWith(starts)) ?? ''
  const [, asked = '', because = ''] = /^cutwater (.*) --because "(.*)"$/.exec(line) ?? []
  return [...asked.split(' '), '--because', because]
}
