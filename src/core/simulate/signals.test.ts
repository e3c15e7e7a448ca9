import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { boundShapes } from '../binding/bound-shapes.ts'
import { parseBinding } from '../binding/parse.ts'
import { compilePlan } from '../plan/plan.ts'
import { readScript, strangersIn } from './script.ts'
import { simulate } from './simulate.ts'

/** Signals whose names say nothing, or something else than they are. */
const BINDING = `environments:
  staging:
    prometheus: { url: 'http://127.0.0.1:9090', scrape: 15s }
    targets:
      wix:
        traffic: { gateway: g.sock }
        sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' }
    signals:
      request-duration: { gateway: latency, quantile: 0.95 }
      availability: { gateway: success }
      saturation:
        unit: percent
        prometheus: { query: 'avg by (service, side) (avg_over_time(busy[\${WINDOW}]))', target: service, side: side }
      latency-budget-rate:
        unit: none
        direction: lower
        prometheus: { query: 'sum by (service, side) (avg_over_time(left[\${WINDOW}]))', target: service, side: side }
      refusals:
        kind: count
        prometheus: { query: 'sum by (service, side) (increase(refused[\${WINDOW}]))', target: service, side: side }
      complaints:
        kind: count
        unit: count
        prometheus: { query: 'sum by (service, side) (increase(complaints[\${WINDOW}]))', target: service, side: side }
      basket:
        unit: money
        currency: EUR
        direction: lower
        prometheus:
          sum: 'sum by (service, side) (increase(spent[\${WINDOW}]))'
          total: 'sum by (service, side) (increase(baskets[\${WINDOW}]))'
          target: service
          side: side
      errors:
        direction: higher
        prometheus:
          good: 'sum by (service, side) (increase(failed[\${WINDOW}]))'
          total: 'sum by (service, side) (increase(all[\${WINDOW}]))'
          target: service
          side: side
`
const PLAN = `plan: sample
title: A sample
environment: staging
version: v2
steps:
  - rollout:
      targets: [wix]
      stages:
        - { weight: 50%, hold: 5m }
        - { weight: 100%, hold: 5m }
      gates: [{ signal: GATE }]
      guards: [{ signal: GUARD, for: 1m, minSamples: 5 }]
`

const parsed = parseBinding(BINDING, 'cutwater.yaml')
assert.ok('binding' in parsed, JSON.stringify(parsed))
const { binding } = parsed

const COMPLAINTS = 'complaints, above: 10, over: 8m'

function play(guard: string, yaml: string, bound = true) {
  const plan = PLAN.replace('GATE', 'availability, atLeast: 99%').replace(
    guard === COMPLAINTS ? 'GUARD, for: 1m' : 'GUARD',
    guard,
  )
  const compiled = compilePlan(plan, 'plan.yaml', { inputs: {}, pace: 1, binding: bound ? binding : null })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const read = readScript(yaml)
  assert.ok('script' in read, JSON.stringify(read))
  const shapeOf = (signal: string) => (bound ? boundShapes(binding)('staging', signal) : null)
  assert.deepEqual(strangersIn(read.script, compiled.runbook, shapeOf), [])
  const { change, timeline } = simulate(compiled.runbook, read.script, 1_760_000_000_000, undefined, shapeOf)
  return { status: change.status, tripped: timeline.find(({ type }) => type === 'guard-tripped')?.sentence }
}

describe('a script trips a guard on a signal of any kind, whatever it is called', () => {
  const ROWS: readonly (readonly [string, string, RegExp])[] = [
    ['request-duration, above: 300ms', '800ms', /request-duration 799 ms of .* samples \(above 300 ms\)/],
    ['availability, below: 97%', '90%', /availability 9\d\.\d\d % of .* samples \(below 97.00 %\)/],
    ['saturation, above: 80%', '95%', /saturation \d\d\.\d\d % of .* samples \(above 80.00 %\)/],
    ['latency-budget-rate, below: 40', '3', /latency-budget-rate \d+(\.\d+)? of .* \(below 40\)/],
    ['refusals, above: 5', '50', /refusals \d+(\.\d+)?\/s of .* samples \(above 5\/s\)/],
    ['basket, below: 20', '11.5', /basket 1\d\.\d\d EUR of .* samples \(below 20.00 EUR\)/],
    ['errors, above: 3%', '10%', /errors \d+\.\d\d % of .* samples \(above 3.00 %\)/],
  ]
  for (const [guard, value, words] of ROWS) {
    const [name] = guard.split(',')
    it(`${guard}: well in a healthy world, tripped at ${value}`, () => {
      assert.deepEqual(play(guard, ''), { status: 'succeeded', tripped: undefined })
      const bad = play(guard, `{evidence: [{from: 2m, signals: {${name}: ${value}}}]}`)
      assert.equal(bad.status, 'rolled-back')
      assert.match(bad.tripped ?? '', words)
    })
  }

  it('a count over a span: eleven within it trip, ten do not, whenever they came', () => {
    const shown = (value: number) =>
      play(COMPLAINTS, `{evidence: [{from: 30s, until: 4m30s, signals: {complaints: ${value}}}]}`)
    assert.deepEqual(play(COMPLAINTS, ''), { status: 'succeeded', tripped: undefined })
    // Four minutes of a span of eight: half of what it shows.
    assert.deepEqual(shown(20), { status: 'succeeded', tripped: undefined })
    const { status, tripped } = shown(24)
    assert.equal(status, 'rolled-back')
    assert.match(tripped ?? '', /complaints 11 in \d+m\d*s? \(above 10\)/)
  })

  it('`latencyMs` and `success` speak of every signal of their kind', () => {
    assert.match(
      play('request-duration, above: 300ms', '{evidence: [{from: 2m, latencyMs: 800}]}').tripped ?? '',
      /request-duration 799 ms /,
    )
    assert.match(
      play('errors, above: 3%', '{evidence: [{from: 2m, success: 80%}]}').tripped ?? '',
      /errors \d/,
    )
  })

  it('without a binding the rules say what a signal is', () => {
    const slow = '{evidence: [{from: 2m, latencyMs: 800}]}'
    assert.equal(play('request-duration, above: 300ms', '', false).status, 'succeeded')
    assert.match(play('request-duration, above: 300ms', slow, false).tripped ?? '', /\(above 300 ms\)/)
    assert.equal(play('saturation, above: 80%', '', false).status, 'succeeded')
    const full = '{evidence: [{from: 2m, signals: {saturation: 95%}}]}'
    assert.match(play('saturation, above: 80%', full, false).tripped ?? '', /saturation \d+\.\d\d %/)
  })
})

describe('what a script says of signals', () => {
  const shapeOf = (signal: string) => boundShapes(binding)('staging', signal)
  const plan = PLAN.replace('GATE', 'availability, atLeast: 99%').replace('GUARD', 'saturation, above: 80%')
  const compiled = compilePlan(plan, 'plan.yaml', { inputs: {}, pace: 1, binding })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const faultsOf = (said: string) => {
    const read = readScript(`{evidence: [{from: 0s, signals: ${said}}]}`)
    return 'faults' in read ? read.faults : strangersIn(read.script, compiled.runbook, shapeOf)
  }
  it('is refused for a signal that no rule looks at, for a wrong unit, and for what is no value', () => {
    assert.deepEqual(faultsOf('{saturatoin: 95%}'), ['evidence.0.signals: no rule looks at "saturatoin"'])
    assert.deepEqual(faultsOf('{saturation: 300ms}'), [
      'evidence.0.signals.saturation: it is a gauge in per cent; write per cent, such as 99.0%',
    ])
    assert.match(faultsOf('{saturation: full}')[0] ?? '', /"full" is no value/)
  })
})
