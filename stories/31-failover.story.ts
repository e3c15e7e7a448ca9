/**
 * The primary of a server's database dies while a rollout is under way, and its standby is promoted: the change goes
 * on, what was shown is still there, no user notices, and nothing is written to the primary of before when it comes
 * back as if nothing had been.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withClient } from '../src/adapters/postgres/database/client.testing.ts'
import { promote, type RealPostgres } from '../src/adapters/postgres/hosts/real-postgres.testing.ts'
import { begin, says } from './props/facts.testing.ts'
import { type FailoverHouse, withFailoverHouse } from './props/failover-house.testing.ts'
import { planVariant, SHORT } from './props/plan-variant.testing.ts'
import { ROOT, until } from './props/stage.testing.ts'
import { type Witness, witness } from './props/witness.testing.ts'

const HOW_TO = readFileSync(join(ROOT, 'docs/how-to/rotate.md'), 'utf8')

/** At this pace five minutes without data last three seconds; what is measured here is the failover. */
const PATIENT_WITH_OUTAGES = { 'noData: { after: 5m': 'noData: { after: 100m' }
/** Two stages of four show as much. */
const FEWER_STAGES = {
  '        - { weight: 25%, hold: 5m }\n        - { weight: 50%, hold: 5m }\n': '',
}

test('a primary dies in the middle of a change, and nobody notices', { timeout: 240_000 }, async (t) => {
  const saw = witness()
  const report = await withFailoverHouse(async (house) => {
    await t.test('doctor names the primary and its standby', async () => {
      const { out } = await house.cutwater('doctor')
      assert.match(out, lineOf('✓', house.first, 'takes writes'))
      assert.match(out, lineOf('✓', house.second, 'is a standby'))
    })
    const plan = planVariant(house.dir, 'quick', FEWER_STAGES, SHORT, PATIENT_WITH_OUTAGES)
    const id = await begin(house, plan, 'v2.0.0')
    await until('a stage of the rollout holds', () => isAtStage(house, id, 0))
    await saw.watchAll(house.client())

    await t.test('the standby takes over, and the change goes on', async (fact) => {
      await failOver(house, saw, fact.diagnostic.bind(fact))
      await until('the next stage holds', () => isAtStage(house, id, 1))
    })
    const left = await comesBack(house.first)
    await t.test('the primary of before is back and takes writes: doctor says so', async () => {
      const { code, out } = await house.cutwater('doctor')
      assert.equal(code, 1)
      assert.match(
        out,
        lineOf('✗', house.first, 'takes writes beside another .*: what is written there is lost'),
      )
      assert.match(out, lineOf('✓', house.second, 'takes writes'))
    })
    await t.test('the password is replaced meanwhile', () => replacePassword(house))
    await until('the change is over', async () => (await house.client().change(id)).endedAt !== null)
    assert.equal((await house.client().change(id)).status, 'succeeded')
    await saw.nothingLost(house.client())
    assert.match(await says(house, 'journal', 'verify'), /: whole$/m)
    await t.test('nothing was written to the primary of before', async () => {
      assert.deepEqual(await keptBy(house.first), left)
      assert.equal(left.sessions, 0)
    })
    assert.doesNotMatch(house.log(), /(first|second)-secret/)
  })
  t.diagnostic(`${report.requests} requests, ${report.failedBecauseOfUs} failed because of us`)
  t.diagnostic(`${saw.count()} entries were shown before the primary died`)
})

const lineOf = (mark: string, { port }: RealPostgres, says: string): RegExp =>
  new RegExp(`^${mark} database +127\\.0\\.0\\.1:${port} ${says}`, 'm')

async function isAtStage({ client }: FailoverHouse, id: string, stage: number): Promise<boolean> {
  const stages = (await client().change(id)).rollouts[0]?.stages ?? []
  return ['holding', 'passed'].includes(stages[stage]?.state ?? '')
}

async function failOver(house: FailoverHouse, saw: Witness, say: (said: string) => void): Promise<void> {
  const ready = () =>
    fetch(`${house.client().url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
  await saw.watchAll(house.client())
  await house.first.kill()
  const unready = await until('the server says so', async () => {
    const answer = await ready()
    return answer?.status === 503 ? answer.text() : null
  })
  assert.match(unready, /no host of the database takes writes|the database does not answer/)
  const began = performance.now()
  await promote(house.second)
  const promotedMs = Math.round(performance.now() - began)
  await until('the server is ready', async () => (await ready())?.ok)
  say(`promoted in ${promotedMs} ms, ready ${Math.round(performance.now() - began) - promotedMs} ms later`)
  assert.match(house.log(), new RegExp(`the database is 127.0.0.1:${house.second.port} from now on`))
}

/** As a primary that nobody fenced: no commit waits for a standby. */
async function comesBack(postgres: RealPostgres) {
  await postgres.start()
  await postgres.admin(async (client) => {
    await client.query(`ALTER SYSTEM SET synchronous_standby_names = ''`)
    await client.query('SELECT pg_reload_conf()')
  })
  return keptBy(postgres)
}

/** What was written to it since it started, and who has a session there. */
function keptBy(postgres: RealPostgres) {
  const own = new URL(postgres.url)
  own.pathname = '/ops'
  return withClient(own.href, async (client) => {
    const there = await client.query<{ sessions: number }>(
      `SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE application_name = 'cutwater'`,
    )
    const wrote = await client.query<{ rows: string }>(
      'SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::text AS rows FROM pg_stat_user_tables',
    )
    return { sessions: there.rows[0]?.sessions, written: wrote.rows[0]?.rows }
  })
}

/** docs/how-to/rotate.md, line by line; then every connection ends, as it does with time. */
async function replacePassword({ dir, second, cutwater, client }: FailoverHouse): Promise<void> {
  await second.admin((admin) => admin.query(`ALTER ROLE ops PASSWORD 'second-secret'`))
  writeFileSync(join(dir, 'new-password'), 'second-secret\n')
  const written = HOW_TO.split('\n').filter((line) => /^(install|mv|rm) .*password/.test(line))
  assert.equal(written.length, 3, 'the page has other commands')
  const here = written.map((line) => line.replace('-g cutwater ', '').replaceAll('/etc/cutwater/', ''))
  execFileSync('sh', ['-e', '-c', here.join('\n')], { cwd: dir })
  assert.match((await cutwater('doctor')).out, lineOf('✓', second, 'takes writes'))
  await second.admin((admin) =>
    admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ops'`),
  )
  await until('the server is ready', async () => {
    const answer = await fetch(`${client().url}/health/ready`, { signal: AbortSignal.timeout(5_000) })
    return answer.ok
  })
}
