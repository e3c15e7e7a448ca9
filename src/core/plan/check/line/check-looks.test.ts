import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBinding } from '../../../binding/parse.ts'
import { checkPlan, compilePlan } from '../../plan.ts'

const BINDING = `environments:
  staging:
    checks:
      sign-up: { journey: { run: a.mjs, url: 'http://127.0.0.1:1' } }
      tests: { report: { path: a.xml } }
      scan: { sarif: { path: a.sarif } }
      port: { tcp: { address: 'a:1' }, timeLimit: 2s }
    services:
      shop: { url: 'http://127.0.0.1:1', as: { probe: { token: secret:PROBE } } }
      bare: { url: 'http://127.0.0.1:2' }
`
const plan = (line: string) => `plan: p
title: P
environment: staging
steps:
  - checklist: [${line}]
`

function bound() {
  const parsed = parseBinding(BINDING, 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  return parsed.binding
}

/** The line, and what is found: nothing, or a code with its place, message and remedy. */
const ROWS: readonly (readonly [string, RegExp | null])[] = [
  ['{ http: shop, path: /health, as: probe, status: [200, 204], within: 300ms, timeLimit: 2s }', null],
  ['{ journey: sign-up }', null],
  ['{ evidence: tests, atLeast: 93% }', null],
  ['{ evidence: tests, between: [2, 5] }', null],
  ['{ evidence: scan }', null],
  ['{ http: shpo }', /^unbound shpo the binding of staging has no service shpo: use one of bare, shop/],
  ['{ http: shop, as: prob }', /^unbound prob .* no user prob: did you mean probe/],
  ['{ http: bare, as: probe }', /^unbound probe .*: add as: \{ probe: \{ token: 'secret:NAME' \} \}/],
  ['{ http: shop, path: health }', /^bad-value health .*: begin with a slash/],
  ['{ http: shop, status: [99] }', /^wrong-type 99 /],
  ['{ title: A, status: [200] }', /^unknown-key status .* belongs to http: remove status/],
  ['{ title: A, within: 1s }', /^unknown-key within .* belongs to http: remove within/],
  ['{ journey: sign-upp }', /^unbound sign-upp .* no check sign-upp: did you mean sign-up/],
  ['{ journey: tests }', /^wrong-kind tests .* is no journey, but of kind report: write evidence: tests/],
  ['{ journey: sign-up, timeLimit: 2m }', /^time-limit 2m .* takes 1m at most: write timeLimit: 1m or less/],
  ['{ evidence: sign-up }', /^wrong-kind sign-up .* reads no evidence.*: write journey: sign-up/],
  ['{ evidence: port }', /^wrong-kind port .*: put it into a suite, and write suite: NAME/],
  ['{ evidence: scan, atMost: 3 }', /^not-counted evidence .* counts nothing/],
  [
    '{ evidence: tests, atLeast: baseline }',
    /^wrong-unit baseline .* nothing that is measured: write atLeast: 93%, or 3/,
  ],
  ['{ evidence: tests, atMost: 3s }', /^wrong-unit 3s .* is no time/],
  ['{ evidence: tests, atLeast: 3, atMost: 9 }', /^bad-value .* said more than once/],
  ['{ evidence: tests, noWorseThan: stable }', /^unknown-key .* a line looks once/],
]

for (const [line, wanted] of ROWS)
  test(`${line}: ${wanted === null ? 'nothing is wrong' : wanted.source.slice(1, 20)}`, () => {
    const text = plan(line)
    const at = (row: number, column: number) =>
      /^[\w-]*/.exec(text.split('\n')[row - 1]?.slice(column - 1) ?? '')?.[0]
    const found = checkPlan(text, 'p.yaml', bound()).map(
      (one) => `${one.code} ${at(one.line, one.column)} ${one.message}: ${one.remedy}`,
    )
    if (wanted === null) return assert.deepEqual(found, [])
    assert.ok(
      found.some((one) => wanted.test(one)),
      JSON.stringify(found),
    )
  })

test('they are compiled to what is looked at, within the limits of the binding, and titles that say so', () => {
  const lines = [ROWS[0]?.[0], ROWS[1]?.[0], ROWS[2]?.[0], '{ http: bare }'].join(', ')
  const compiled = compilePlan(plan(lines), 'p.yaml', { inputs: {}, pace: 1, binding: bound() })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const [step] = compiled.runbook.steps
  assert.ok(step?.kind === 'checklist')
  assert.deepEqual(
    step.items.map(({ id, title, check }) => [id, title, check]),
    [
      [
        'http-shop',
        'shop answers at /health as probe',
        {
          check: 'act',
          act: {
            act: 'http',
            service: 'shop',
            path: '/health',
            as: 'probe',
            status: [200, 204],
            withinMs: 300,
          },
          timeLimitMs: 2_000,
        },
      ],
      [
        'journey-sign-up',
        'A user gets through sign-up',
        { check: 'act', act: { act: 'check', name: 'sign-up' }, timeLimitMs: 60_000 },
      ],
      [
        'evidence-tests',
        'Evidence of tests',
        {
          check: 'act',
          act: {
            act: 'check',
            name: 'tests',
            counts: { of: 'share', bound: { op: 'at-least', value: 0.93 } },
          },
          timeLimitMs: 5_000,
        },
      ],
      [
        'http-bare',
        'bare answers at /',
        { check: 'act', act: { act: 'http', service: 'bare', path: '/' }, timeLimitMs: 5_000 },
      ],
    ],
  )
})
