import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBinding } from '../binding/parse.ts'
import { failed, passed, unknown, type Verdict } from './basis/verdict.ts'
import type { Check } from './check.ts'
import { type CountBound, heldTo, lettingCount } from './counted.ts'
import { judgeCheck } from './kinds.ts'
import { askingService } from './service.ts'

const BINDING = (lines: string) => `environments: { staging: { ${lines} } }`

function bound(lines: string) {
  const parsed = parseBinding(BINDING(lines), 'cutwater.yaml')
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const { staging } = parsed.binding.environments
  assert.ok(staging !== undefined)
  return staging
}

const counted = (good: number, total: number): Verdict => ({
  ...passed(`${good}/${total}`),
  counted: { good, total },
})
const SHARE: CountBound = { of: 'share', bound: { op: 'at-least', value: 0.93 } }
const THREE: CountBound = { of: 'number', bound: { op: 'at-least', value: 3 } }

describe('what a line asks of what a check counts', () => {
  const ROWS: readonly [CountBound, Verdict, Verdict['outcome'], string][] = [
    [SHARE, counted(93, 100), 'passed', '93/100'],
    [SHARE, counted(92, 100), 'failed', '92/100, at least 93% wanted'],
    [THREE, counted(3, 5), 'passed', '3/5'],
    [THREE, counted(2, 5), 'failed', '2/5, at least 3 wanted'],
    [SHARE, counted(0, 0), 'failed', '0/0, at least 93% wanted'],
    [SHARE, passed('OK'), 'failed', 'it counts nothing, and at least 93% wanted'],
    [SHARE, failed('Too old'), 'failed', 'Too old'],
    [SHARE, unknown('Could not be read'), 'unknown', 'Could not be read'],
  ]
  for (const [count, verdict, outcome, says] of ROWS)
    it(`${count.bound.op} ${count.of} of ${verdict.says}: ${outcome}`, () => {
      const held = heldTo(count, verdict)
      assert.deepEqual([held.outcome, held.says], [outcome, says])
    })

  it('takes the place of "all of it", and never of what the binding asks for', () => {
    const { checks } = bound(
      "checks: { all: { report: { path: a.xml } }, most: { report: { path: a.xml, atLeast: 90% } }, there: { tcp: { address: 'a:1' } } }",
    )
    const judged = (check: Check | undefined): Verdict => {
      assert.ok(check?.look.kind === 'report')
      const seen = { passed: 80, failed: 20, skipped: 0, first: null, modifiedAt: 0 }
      return judgeCheck('report', check.look.at, seen, 0)
    }
    const [all, most, there] = [checks.all, checks.most, checks.there].map(
      (check) => check && lettingCount(check),
    )
    assert.equal(judged(checks.all).outcome, 'failed')
    assert.equal(judged(all).outcome, 'passed')
    assert.equal(judged(most).outcome, 'failed')
    assert.equal(there, checks.there)
  })
})

describe('a service that a plan asks', () => {
  const { services } = bound(
    "services: { shop: { url: 'http://127.0.0.1:1/api/', as: { ann: { token: secret:ANN, headers: { x-kind: probe } } } } }",
  )
  const { shop } = services
  assert.ok(shop !== undefined)

  it('is asked at the path of the plan, as its user, by the words of an HTTP check', () => {
    const check = askingService('shop', shop, { path: '/health', as: 'ann', withinMs: 300 }, 5_000)
    assert.deepEqual(check?.look, {
      kind: 'http',
      at: {
        url: 'http://127.0.0.1:1/api/health',
        method: 'GET',
        headers: { 'x-kind': 'probe', authorization: 'Bearer secret:ANN' },
        status: null,
        answerHeaders: {},
        contains: null,
        json: {},
        withinMs: 300,
      },
    })
    assert.equal(check?.title, 'shop /health')
  })

  it('knows its own users and no other, not even one that every object has', () => {
    assert.equal(askingService('shop', shop, { path: '/', as: 'bob' }, 5_000), null)
    assert.equal(askingService('shop', shop, { path: '/', as: 'constructor' }, 5_000), null)
    assert.deepEqual(askingService('shop', shop, { path: '/' }, 5_000)?.look.at, {
      ...askingService('shop', shop, { path: '/', as: 'ann' }, 5_000)?.look.at,
      headers: {},
    })
  })

  const WRONG: readonly [string, string][] = [
    ['as: { ann: {} }', 'nothing says who this user is'],
    ['as: { ann: { token: sesame } }', 'a secret has to be named, never written'],
    ['as: { ann: { headers: { cookie: a } } }', 'a secret has to be named, never written'],
    [
      "as: { ann: { token: secret:A, headers: { Authorization: 'Bearer secret:B' } } }",
      'the header authorization is there twice',
    ],
  ]
  for (const [as, words] of WRONG)
    it(`refuses ${as}`, () => {
      const parsed = parseBinding(BINDING(`services: { shop: { url: 'http://a', ${as} } }`), 'cutwater.yaml')
      assert.ok('findings' in parsed)
      assert.deepEqual(
        parsed.findings.map(({ message }) => message),
        [words],
      )
    })
})
