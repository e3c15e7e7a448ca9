import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBinding } from '../../binding/parse.ts'
import { checkPlan, signalsOf } from '../plan.ts'
import { BINDING, binding, GOOD, isFound, type Row } from './planted-faults.testing.ts'

const ROWS: readonly Row[] = [
  [
    'a target without a binding',
    '  - deploy: wix',
    '  - deploy: wixx',
    'unbound',
    '11:13',
    /did you mean wix/,
  ],
  [
    'an action without a binding',
    '  - action: sync-registry',
    '  - action: sync-registri',
    'unbound',
    '20:13',
    /did you mean sync-registry/,
  ],
  [
    'a signal without a binding',
    'gates: [{ signal: success-ratio',
    'gates: [{ signal: succes-ratio',
    'unbound',
    '17:25',
    /did you mean success-ratio/,
  ],
  [
    'an environment without a binding',
    '[staging, production]',
    '[staging, prod]',
    'unbound',
    '7:14',
    /production, staging/,
  ],
  ['a latency for a ratio', 'atLeast: 99.0%', 'atLeast: 99ms', 'wrong-unit', '17:49', /99.0%/],
  [
    'per cent for a duration',
    '{ signal: success-ratio, below: 97%',
    '{ signal: latency-p95, above: 97%',
    'wrong-unit',
    '18:46',
    /300ms/,
  ],
  [
    'a guard that trips when all is well',
    'below: 97%, for',
    'above: 97%, for',
    'wrong-direction',
    '18:48',
    /direction: higher to success-ratio/,
  ],
  [
    'a gate that holds when nothing works',
    'atLeast: 99.0%',
    'atMost: 99.0%',
    'wrong-direction',
    '17:48',
    /turn the bound round/,
  ],
  ['99 where 99 % was meant', 'atLeast: 99.0%', 'atLeast: 99', 'wrong-unit', '17:49', /99.0%/],
  [
    'more time than the binding allows',
    '  - deploy: wix',
    '  - deploy: wix\n    timeLimit: 5m',
    'time-limit',
    '12:16',
    /60s or less/,
  ],
]
for (const row of ROWS) test(`check finds ${row[0]}`, () => isFound(row))

test('an environment that is not bound is an error only where no other one is', () => {
  const severities = (values: string) =>
    checkPlan(GOOD.replace('[staging, production]', values), 'sample.yaml', binding()).map(
      ({ code, severity }) => `${severity} ${code}`,
    )
  assert.deepEqual(severities('[staging, mars]'), ['warning unbound'])
  assert.deepEqual(severities('[venus, mars]'), ['error unbound', 'error unbound'])
})

test('check finds a signal of the gateway on a target that is not behind it, and says what a plan decides by', () => {
  const parsed = parseBinding(
    BINDING.replace(/traffic: \{ gateway: [^}]*\}/, 'traffic: { haproxy: { socket: s, maps: m } }'),
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const found = checkPlan(GOOD, 'sample.yaml', parsed.binding).filter(({ code }) => code === 'not-measured')
  assert.ok(found.length > 0)
  assert.match(found[0]?.message ?? '', /the gateway measures .*, and .* is not behind it/)
  const [use] = signalsOf(GOOD, 'sample.yaml', parsed.binding)
  assert.deepEqual([use?.signal, use?.bounds], ['success-ratio', [0.99, 0.97]])
})

test('a bound on the better side is a warning: the plan runs as it did', () => {
  const turned = GOOD.replace('below: 97%, for', 'above: 97%, for')
  assert.deepEqual(
    checkPlan(turned, 'sample.yaml', binding()).map(({ severity, code }) => `${severity} ${code}`),
    ['warning wrong-direction', 'warning wrong-direction'],
  )
})

const polled = (query: string) => {
  const sql = `{ unit: percent, sql: { database: shop, query: '${query}' } }`
  const text = BINDING.replace(
    'signals: { success-ratio: { gateway: success }',
    () => `databases: { shop: { url: 'secret:SHOP' } }\n    signals: { success-ratio: ${sql}`,
  )
  const parsed = parseBinding(text, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}

test('what is read as it is at that moment is no evidence of a task, for nobody reads it after the end', () => {
  const plan = `${GOOD}
followUps:
  - { on: succeeded, within: 1h, tasks: [ { title: Well, signal: success-ratio, atLeast: 99% } ] }
`
  const found = (query: string) =>
    checkPlan(plan, 'plan.yaml', polled(query), 1, null).flatMap(({ code }) =>
      code === 'never-seen' ? [code] : [],
    )
  assert.deepEqual(found('SELECT used FROM pool'), ['never-seen', 'never-seen'], 'in both environments')
  assert.deepEqual(found('SELECT used FROM pool WHERE at >= ${FROM} AND at < ${TO}'), [])
})

test('last week is asked only of what can be asked about an interval', () => {
  const plan = GOOD.replace('steps:\n', 'steps:\n  - capture: { baseline: 1h, lastWeek: [success-ratio] }\n')
  const found = (text: string, query: string) =>
    checkPlan(text, 'plan.yaml', polled(query), 1, null).filter(({ severity }) => severity === 'error')
  const [first, ...others] = found(plan, 'select 1 as value')
  assert.deepEqual([first?.code, first?.line, first?.column, others.length], ['no-last-week', 11, 41, 1])
  assert.match(first?.remedy ?? '', /^ask about an interval: \$.FROM. and \$.TO. in its query or url/)
  assert.deepEqual(found(plan, 'select 1 as value where ${FROM} < ${TO}'), [])
  assert.deepEqual(
    found(plan.replace('lastWeek: [success-ratio]', 'lastWeek: [succes-ratio]'), 'select 1 as value').map(
      ({ code, remedy }) => [code, remedy],
    ),
    Array(2).fill(['unbound', 'did you mean success-ratio?']),
  )
})

test('a signal that is the same on both sides is not compared with stable', () => {
  const plan = GOOD.replace('below: 97%, for: 1m', 'above: stable*2, for: 1m').replace(
    'atLeast: 99.0%',
    'atMost: 99%',
  )
  const found = (query: string) =>
    checkPlan(plan, 'plan.yaml', polled(query), 1, null).filter(({ code }) => code === 'same-on-both-sides')
  assert.deepEqual(
    found('select 1 as value').map(({ line, column }) => [line, column]),
    [
      [18, 48],
      [18, 48],
    ],
  )
  assert.deepEqual(found('select x as value from y where side = ${SIDE}'), [])
})

test('how many there were within a span is not compared with another side, nor with another time', () => {
  const counted = (unit: string) => {
    const query = "sql: { database: shop, query: 'select n as value from y where side = ${SIDE}' }"
    const text = BINDING.replace(
      'signals: { success-ratio: { gateway: success }',
      () =>
        `databases: { shop: { url: 'secret:SHOP' } }\n    signals: { success-ratio: { kind: count, unit: ${unit}, ${query} }`,
    )
    const parsed = parseBinding(text, 'cutwater.yaml')
    assert.ok('binding' in parsed, JSON.stringify(parsed))
    return parsed.binding
  }
  const found = (bound: string, unit: string) =>
    checkPlan(GOOD.replace('below: 97%, for: 1m', `${bound}, for: 1m`), 'plan.yaml', counted(unit), 1, null)
      .filter(({ code }) => code === 'count-of-another-span')
      .map(({ message }) => message)
  for (const bound of ['above: stable*2', 'above: recent*3'])
    assert.match(found(bound, 'count')[0] ?? '', /success-ratio counts how many there were/)
  assert.deepEqual([...found('above: stable*2', 'per-second'), ...found('above: 10', 'count')], [])
})
