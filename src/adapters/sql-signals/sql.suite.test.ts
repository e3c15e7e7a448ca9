import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { until } from '../../../demo/process/until.ts'
import { measure } from '../../core/judge/measure.ts'
import { metricsSuite } from '../../ports/metrics.suite.ts'
import { type Measured, type Metrics, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import { wayTo } from '../../ports/way-to.testing.ts'
import { boundBy, metricsAt, PASSWORD, type Shop, shopUnderTest } from './sql.testing.ts'

const SIDES = "(values ('blue'), ('green')) s(side)"
const INSIDE = 'r.target = ${TARGET} and r.side = s.side and r.at >= ${FROM} and r.at < ${TO}'
const SUCCESS = boundBy({
  success: `{ kind: ratio, sql: { database: shop, by: side, each: path, query: "select s.side, coalesce(r.path, '/') as path, count(r.at) filter (where r.is_good and r.took_ms <= 1000) as good, count(r.at) as total from ${SIDES} left join requests r on ${INSIDE} group by 1, 2" } }`,
})

const question = (over: Partial<Question> = {}): Question => ({
  environment: 'staging',
  target: 'wix',
  slot: 'canary',
  side: 'green',
  signal: 'it',
  from: Date.now() - 3_000,
  ...over,
})

async function answerOf(metrics: Metrics, over: Partial<Question> = {}): Promise<Measured> {
  const [answer] = await metrics.read([question(over)], AbortSignal.timeout(20_000))
  if (answer instanceof MetricsUnavailable) throw answer
  assert.ok(answer !== undefined)
  return answer
}

async function numberOf(metrics: Metrics, over: Partial<Question> = {}) {
  return measure((await answerOf(metrics, over)).samples)
}

describe('sql', { concurrency: 8 }, () => {
  let shop: Shop
  before(async () => {
    shop = await shopUnderTest()
  })
  after(async () => shop?.close())

  const asked = (query: string, more = '', role = 'reader', options: Parameters<typeof metricsAt>[2] = {}) =>
    metricsAt(
      shop.urlOf(role),
      boundBy({ it: `{ ${more} sql: { database: shop, query: ${JSON.stringify(query)} } }` }),
      options,
    )

  const WRONG: readonly (readonly [title: string, query: string, words: RegExp])[] = [
    ['text', "select 'many'::text as value", /gives text as value, and not a number$/],
    ['two rows', 'select generate_series(1, 2) as value', /gives two rows or more, and one is needed/],
    ['a million rows', 'select generate_series(1, 1000000) as value', /gives two rows or more/],
    ['no row', 'select 1 as value where false', /gives no row$/],
    ['null', 'select null::int as value', /gives null as value$/],
    ['NaN', "select 'NaN'::float8 as value", /gives NaN as value, which is no number$/],
    ['another column', 'select 1 as amount', /gives the columns amount, and a gauge needs value$/],
    ['what is not there', 'select x as value from nowhere', /cannot carry the query out: .*nowhere/],
    ['a division by zero', 'select 1 / 0 as value', /cannot carry the query out: division by zero$/],
    ['a nap', 'select 1 as value from pg_sleep(30)', /did not answer within 1 s$/],
    [
      'a nap that lifts its own limit',
      "select 1 as value from (select set_config('statement_timeout', '0', false), pg_sleep(30)) x",
      /did not answer within 1 s$/,
    ],
    ['a megabyte', "select 1 as value, repeat('x', 1000000) as more", /gives the columns|above 256 KiB/],
    [
      'a write',
      'with gone as (delete from requests returning 1) select count(*) as value from gone',
      /cannot carry the query out: WITH clause containing a data-modifying statement/,
    ],
    [
      'a sequence',
      "select nextval('numbers') as value",
      /cannot carry the query out: .*numbers|refuses to write/,
    ],
    [
      'a lift of the read-only transaction',
      "select length(set_config('transaction_read_only', 'off', true)) as value",
      /cannot carry the query out: transaction read-write mode must be set before any query|fails/,
    ],
  ]
  for (const [title, query, words] of WRONG)
    test(`${title} is no data, in one sentence`, { timeout: 30_000 }, async () => {
      await assert.rejects(answerOf(asked(query, '', 'reader', { timeLimitMs: 1_000 })), (error) => {
        assert.ok(error instanceof MetricsUnavailable)
        assert.match(error.message, /^it: the database shop of staging /)
        assert.match(error.message, words)
        return !error.message.includes(PASSWORD) && !error.message.includes('\n')
      })
    })

  test('what was cancelled does not run on in the database', { timeout: 30_000 }, async () => {
    await assert.rejects(
      answerOf(asked('select 7 as value from pg_sleep(25)', '', 'reader', { timeLimitMs: 500 })),
    )
    const atWork =
      "select count(*)::int as n from pg_stat_activity where query like '%pg_sleep(25)%' and state = 'active' and pid <> pg_backend_pid()"
    await until('it is cancelled', 1_000, async () => (await shop.owner.query(atWork)).rows[0]?.n === 0)
  })

  const WRITERS: readonly (readonly [role: string, sql: string, words: RegExp])[] = [
    ['mighty', 'alter role mighty superuser', /mighty is a superuser/],
    ['inserter', 'grant insert on requests to inserter', /inserter may write to public\.requests/],
    ['column', 'grant update (took_ms) on requests to "column"', /column may write to public\.requests/],
    [
      'counter',
      'create sequence numbers; grant usage on sequence numbers to counter',
      /counter may write to public\.numbers/,
    ],
    ['maker', 'grant create on schema public to maker', /maker may create objects in the schema public/],
    ['founder', 'grant create on database postgres to founder', /founder may create schemas in the database/],
    [
      'staff',
      'create role boss; grant insert on requests to boss; grant boss to staff with inherit false',
      /boss may write to public\.requests/,
    ],
    ['all', 'grant pg_write_all_data to "all"', /it is a member of pg_write_all_data/],
    ['hirer', 'alter role hirer createrole', /hirer may create roles/],
    [
      'owner',
      'create table theirs (x int); alter table theirs owner to owner; revoke all on theirs from owner',
      /owner (owns|may write to) public\.theirs/,
    ],
    [
      'meek',
      'alter role meek set default_transaction_read_only = on; grant update on requests to meek',
      /meek may write to public\.requests/,
    ],
  ]
  test('a role that could write is refused, whatever it promises', { timeout: 60_000 }, async () => {
    const { rows } = await shop.owner.query('select current_database() as name')
    for (const [role, sql, words] of WRITERS) {
      await shop.owner.query(`create role "${role}" login password '${PASSWORD}'`)
      await shop.owner.query(sql.replace('database postgres', `database "${rows[0]?.name}"`))
      await assert.rejects(answerOf(asked('select 1 as value', '', role)), (error) => {
        assert.ok(error instanceof MetricsUnavailable)
        assert.match(error.message, /is not asked, because its role could write: /)
        assert.match(error.message, words)
        return true
      })
    }
  })

  test('a password that is wrong, a secret that is no URL and a server that is not there say so', async () => {
    const at = (url: string) =>
      metricsAt(url, boundBy({ it: "{ sql: { database: shop, query: 'select 1 as value' } }" }))
    await assert.rejects(
      answerOf(at(shop.urlOf('nobody'))),
      /does not let us in: password authentication failed/,
    )
    await assert.rejects(answerOf(at('shop-db')), /its secret is no URL such as postgres:/)
    await assert.rejects(answerOf(at('postgres://x:y@127.0.0.1:9/x')), /cannot be reached: .*ECONNREFUSED/)
  })

  test('a clock that is elsewhere measures nothing', async () => {
    const now = () => Date.now() + 3_600_000
    await assert.rejects(
      answerOf(asked('select 1 as value', '', 'reader', { now })),
      /has a clock that is 3600 s behind ours/,
    )
  })

  test('a parameter is a value, whatever it says', async () => {
    const evil = "x'); drop table requests; --"
    const metrics = asked('select length(${VERSION}) as value')
    assert.equal((await numberOf(metrics, { version: evil })).value, evil.length)
    await assert.rejects(answerOf(metrics, {}), /asked by version, and no change says which/)
  })

  test('gauges and means are in the scale of their unit', async () => {
    assert.equal((await numberOf(asked('select 85 as value', 'unit: percent,'))).value, 0.85)
    const mean = 'select 3::numeric as sum, 2 as count where ${FROM} < ${TO}'
    // Two whole intervals of a second, however late this is read.
    const from = Math.floor(Date.now() / 1_000) * 1_000 - 3_000
    const measured = await numberOf(asked(mean, 'kind: mean, unit: s,'), { from, to: from + 2_000 })
    assert.deepEqual(measured, { value: 1_500, samples: 4 })
  })

  test('rows by version: the canary is the version of the change, stable is whatever else there is', async () => {
    const by = "(values ('v1', 3, 4), ('v1-b', 1, 2), ('v2', 0, 5)) x(version, good, total)"
    const signals = boundBy({
      it: `{ kind: ratio, sql: { database: shop, by: version, query: "select version, good, total from ${by} where \${FROM} < \${TO}" } }`,
    })
    const metrics = metricsAt(shop.urlOf('reader'), signals)
    const from = Math.floor(Date.now() / 1_000) * 1_000 - 2_000
    const canary = await answerOf(metrics, { version: 'v2', from, to: from + 1_000 })
    assert.deepEqual(measure(canary.samples), { value: 0, samples: 5 })
    const stable = await answerOf(metrics, {
      version: 'v2',
      slot: 'stable',
      side: 'blue',
      from,
      to: from + 1_000,
    })
    assert.deepEqual(measure(stable.samples), { value: 4 / 6, samples: 6 })
    await assert.rejects(answerOf(metrics, { version: 'v3' }), /gives no row for v3$/)
  })

  const POOL =
    "select count(*) filter (where backend_type = 'client backend') * 100.0 / current_setting('max_connections')::int as value from pg_stat_activity"
  const DEADLOCKS = 'select deadlocks as value from pg_stat_database where datname = current_database()'

  test('how full the pool is, and deadlocks, are the real ones', { timeout: 60_000 }, async (t) => {
    const pool = asked(POOL, 'unit: percent,')
    const before = await numberOf(pool)
    const held = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const client = new pg.Client({ connectionString: shop.ownerUrl })
        await client.connect()
        return client
      }),
    )
    t.after(() => Promise.all(held.map((client) => client.end())))
    const { rows } = await shop.owner.query("select current_setting('max_connections')::int as most")
    const after = await numberOf(asked(POOL, 'unit: percent,'))
    const grown = (after.value ?? 0) - (before.value ?? 0)
    // Other tests connect meanwhile, some eight of them at once.
    assert.ok(Math.abs(grown - 20 / rows[0].most) < 0.15, `${before.value} became ${after.value}`)

    const from = Date.now()
    const deadlocks = asked(DEADLOCKS, 'kind: count,')
    const seen = async () => (await answerOf(deadlocks, { from })).samples
    await until('it is read once', 20_000, async () => (await seen()).length > 0)
    const [one, other] = held
    assert.ok(one !== undefined && other !== undefined)
    await shop.owner.query('create table rows (id int primary key); insert into rows values (1), (2)')
    for (const [client, id] of [
      [one, 1],
      [other, 2],
    ] as const) {
      await client.query('begin')
      await client.query(`set local deadlock_timeout = '100ms'; update rows set id = id where id = ${id}`)
    }
    const both = await Promise.allSettled([
      one.query('update rows set id = id where id = 2'),
      other.query('update rows set id = id where id = 1'),
    ])
    assert.equal(both.filter(({ status }) => status === 'rejected').length, 1)
    await Promise.all([one.query('rollback'), other.query('rollback')])
    const counted = async () =>
      (await seen()).reduce((sum, sample) => sum + (sample.kind === 'ratio' ? sample.good : 0), 0)
    await until('the deadlock is counted', 20_000, async () => (await counted()) > 0)
    assert.equal(await counted(), 1)
  })

  let targets = 0
  metricsSuite('sql', async () => {
    const target = `wix-${++targets}`
    await shop.owner.query('delete from requests where target = $1', [target])
    const way = await wayTo({ port: shop.port })
    const metrics = metricsAt(shop.urlOf('reader', way.port), SUCCESS)
    const rows = {
      good: [true, 20],
      error: [false, 20],
      slow: [true, 1_200],
      none: [false, null],
    } as const
    return {
      metrics,
      environment: 'staging',
      target,
      now: Date.now,
      onlyNumbers: true,
      send: async (slot, count, outcome) => {
        await shop.owner.query(
          'insert into requests (target, side, is_good, took_ms) select $1, $2, $3, $4 from generate_series(1, $5::int)',
          [target, slot === 'stable' ? 'blue' : 'green', ...rows[outcome], count],
        )
      },
      each: {
        signal: 'success',
        label: 'path',
        names: ['/orders', '/pay'],
        send: async (slot, name, count, outcome) => {
          await shop.owner.query(
            'insert into requests (target, side, is_good, took_ms, path) select $1, $2, $3, 20, $5 from generate_series(1, $4::int)',
            [target, slot === 'stable' ? 'blue' : 'green', outcome === 'good', count, name],
          )
        },
      },
      collect: async () => {},
      trouble: async (kind) => way.trouble(kind),
      close: () => way.close(),
    }
  })
})
