import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundShapes } from './bound-shapes.ts'
import { parseBinding } from './parse.ts'
import { rhythmOf } from './rhythm.ts'

const GOOD = `environments:
  staging:
    targets:
      wix: { traffic: { gateway: g.sock }, sides: { blue: 'http://h:1', green: 'http://h:2' } }
    databases:
      shop: { url: 'secret:SHOP', interval: 10s, timeLimit: 2s }
    signals:
      pool: { unit: percent, sql: { database: shop, query: 'select 80 as value' } }
      paid: { kind: ratio, sql: { database: shop, by: side, query: 'select side, good, total from paid(\${TARGET}, \${FROM}, \${TO})' } }
      basket: { unit: money, currency: EUR, http: { url: 'https://shop.example/\${TARGET}/\${SIDE}', sum: $.sum, count: $.n, interval: 30s } }
`

test('reads sources that are asked for numbers', () => {
  const parsed = parseBinding(GOOD, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const { staging } = parsed.binding.environments
  assert.ok(staging !== undefined)
  assert.deepEqual(staging.databases, {
    shop: { url: 'secret:SHOP', intervalMs: 10_000, lagMs: 1_000, timeLimitMs: 2_000 },
  })
  const { pool, paid, basket } = staging.signals
  assert.ok(pool?.source === 'sql' && paid?.source === 'sql' && basket?.source === 'http')
  assert.deepEqual([pool.kind, pool.scale, pool.isWindowed, pool.isTold], ['gauge', 0.01, false, false])
  assert.deepEqual([paid.kind, paid.scale, paid.isWindowed, paid.isTold], ['ratio', 1, true, true])
  assert.deepEqual([basket.kind, basket.scale, basket.isWindowed, basket.isTold], ['mean', 1, false, true])
  assert.deepEqual(basket.paths, { sum: '$.sum', count: '$.n' })
  assert.deepEqual(boundShapes(parsed.binding)('staging', 'basket'), {
    kind: 'mean',
    unit: 'money',
    direction: 'higher',
    currency: 'EUR',
  })
  assert.deepEqual(
    ['pool', 'basket', 'nothing'].map((name) => rhythmOf(staging, name)?.intervalMs ?? null),
    [10_000, 30_000, null],
  )
})

const POOL = "sql: { database: shop, query: 'select 80 as value' }"
const PAGE = "https://shop.example/${TARGET}/${SIDE}'"
const ROWS: readonly (readonly [title: string, from: string, to: string, code: string, where: string])[] = [
  ['a written connection string', "'secret:SHOP'", "'postgres://u:p@h/d'", 'wrong-type', '6:20'],
  ['an interval of no time', 'interval: 10s', 'interval: 10ms', 'bad-value', '6:45'],
  ['an answer longer than the interval', 'timeLimit: 2s', 'timeLimit: 11s', 'bad-value', '6:61'],
  ['an endless answer', 'timeLimit: 2s', 'timeLimit: 1h', 'bad-value', '6:61'],
  ['a database that is not there', 'database: shop, q', 'database: shopp, q', 'unbound', '8:47'],
  ['a write', 'select 80 as value', 'delete from orders', 'bad-value', '8:60'],
  ['two statements', 'select 80 as value', 'select 1 as value; select 2', 'bad-value', '8:60'],
  [
    'a parameter in quotes',
    "'select 80 as value'",
    '"select \'${TARGET}\'::int as value"',
    'quoted-parameter',
    '8:60',
  ],
  [
    'a parameter in a comment',
    'select 80 as value',
    'select 1 as value -- ${TARGET}',
    'quoted-parameter',
    '8:60',
  ],
  ['an unknown parameter', 'select 80 as value', 'select ${TARGT} as value', 'unknown-variable', '8:60'],
  ['half an interval', '${FROM}, ${TO}', '${FROM}', 'no-window', '9:68'],
  ['sides told twice', 'paid(${TARGET}', 'paid(${SIDE}', 'bad-value', '9:51'],
  ['a distribution by SQL', 'unit: percent, sql', 'kind: distribution, sql', 'wrong-kind', '8:21'],
  [
    'two sources',
    'sql: { database: shop, query',
    'gateway: success, sql: { database: shop, query',
    'bad-value',
    '8:13',
  ],
  ['a key of another source', POOL, `within: 1s, ${POOL}`, 'unknown-key', '8:30'],
  ['a variable as a host', PAGE, "https://${TARGET}/'", 'input-in-command', '10:58'],
  ['a path that is none', 'sum: $.sum', 'sum: sum', 'bad-path', '10:105'],
  [
    'a path with a regular expression',
    'sum: $.sum',
    'sum: "$[?match(@.a, \'(a+)+b\')]"',
    'bad-path',
    '10:105',
  ],
  ['parts of two kinds', 'sum: $.sum', 'value: $.sum', 'missing', '10:100'],
  ['no part at all', 'sum: $.sum, count: $.n, ', '', 'missing', '10:45'],
  [
    'a written credential',
    'sum: $.sum',
    'headers: { authorization: hunter2 }, sum: $.sum',
    'wrong-type',
    '10:126',
  ],
  [
    'an objective in another unit',
    'unit: percent, sql',
    'unit: percent, slo: 300ms, sql',
    'wrong-unit',
    '8:35',
  ],
]
for (const [title, from, to, code, where] of ROWS)
  test(`finds ${title}`, () => {
    assert.ok(GOOD.includes(from), from)
    const parsed = parseBinding(
      GOOD.replace(from, () => to),
      'cutwater.yaml',
    )
    assert.ok('findings' in parsed, 'nothing was found')
    const found = parsed.findings.map(({ code, line, column, remedy }) => {
      assert.notEqual(remedy, '')
      return `${code} ${line}:${column}`
    })
    assert.deepEqual(found, [`${code} ${where}`], JSON.stringify(parsed.findings))
  })

test('that a database is missing is not said where it was left out for what is wrong with it', () => {
  const parsed = parseBinding(GOOD.replace("'secret:SHOP'", 'hunter2'), 'cutwater.yaml')
  assert.ok('findings' in parsed)
  assert.deepEqual(
    parsed.findings.map(({ code }) => code),
    ['wrong-type'],
  )
})
