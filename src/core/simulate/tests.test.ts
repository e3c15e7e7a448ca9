import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  noWorseGate as GATE,
  worseGuard as GUARD,
  rollout,
  sampleRunbook,
} from '../runbook/sample-runbook.testing.ts'
import { readScript } from './script.ts'
import { simulate } from './simulate.ts'

const AT = 1_760_000_000_000
const MINUTE = 60_000
const STAGES = [5, 100].map((percent) => ({ weight: percent * 100, holdMs: 20 * MINUTE, segments: [] }))

function run(yaml: string, over: Partial<typeof rollout>) {
  const read = readScript(`{requestsPerSecond: 1000, scrapeEvery: 5s, ${yaml}}`)
  assert.ok('script' in read, JSON.stringify(read))
  const { steps } = sampleRunbook()
  const runbook = sampleRunbook({
    accept: [],
    window: { start: null, durationMs: 4 * 60 * MINUTE, atEnd: 'hold' },
    steps: steps.map((step) => (step.kind === 'rollout' ? { ...step, stages: STAGES, ...over } : step)),
  })
  const { timeline, change } = simulate(runbook, read.script, AT)
  const first = (type: string) => timeline.find((moment) => moment.type === type)
  return {
    status: change.status,
    first,
    minutes: (type: string) => (first(type)?.offsetMs ?? Number.NaN) / MINUTE,
  }
}

const BOTH = (success: string) =>
  `{from: 0s, success: ${success}}, {from: 0s, success: ${success}, slot: stable}`

test('twice the errors of a low rate trip the test, which no threshold would have seen', () => {
  const script = `evidence: [${BOTH('99.5%')}, {from: 8m, success: 99%}]`
  const found = run(script, { gates: [], guards: [GUARD] })
  assert.equal(found.status, 'rolled-back')
  const delay = found.minutes('guard-tripped') - 8
  assert.ok(delay > 0 && delay < 12, `${delay} minutes`)
  assert.match(found.first('guard-tripped')?.sentence ?? '', /x stable \(always-valid 95 % interval/)
  assert.equal(run(script, { gates: [], guards: rollout.guards }).status, 'succeeded')
})

test('what both have is not blamed on the canary', () => {
  const script = `evidence: [${BOTH('99.5%')}, {from: 5m, success: 90%}, {from: 5m, success: 90%, slot: stable}]`
  assert.equal(run(script, { gates: [], guards: [GUARD] }).status, 'succeeded')
  assert.equal(run(script, { gates: [], guards: rollout.guards }).status, 'rolled-back')
})

test('a gate waits for its evidence, and for no longer than its plan bears', () => {
  assert.equal(run(`evidence: [${BOTH('99%')}]`, { gates: [GATE], guards: [] }).status, 'succeeded')
  // Nothing ever fails, so there is nothing to compare.
  const patient = { ...GATE, inconclusive: { afterMs: 10 * MINUTE, then: 'rollback' as const } }
  const undecided = run('evidence: []', { gates: [patient], guards: [] })
  assert.equal(undecided.status, 'rolled-back')
  assert.ok(Math.abs(undecided.minutes('gate-failed') - 30) < 0.5)
  assert.match(
    undecided.first('rollback-started')?.sentence ?? '',
    /could not tell on \S+ for 10m after its time/,
  )
  const paused = { ...GATE, inconclusive: { afterMs: 10 * MINUTE, then: 'pause' as const } }
  assert.ok(Math.abs(run('until: 40m', { gates: [paused], guards: [] }).minutes('paused') - 30) < 0.5)
})

test('a source that is away holds, and no test passes meanwhile', () => {
  const away = `evidence: [${BOTH('99%')}, {from: 1m, until: 30m, missing: true}]`
  const held = run(away, { gates: [GATE], guards: [] })
  assert.equal(held.status, 'succeeded')
  assert.ok(held.minutes('stage-passed') > 30)
})

test('a gate that cannot tell yet says by how much, to the person who promotes', () => {
  const early = run(`commands: [{at: 1m, do: promote}], evidence: [${BOTH('99%')}]`, {
    gates: [GATE],
    guards: [],
  })
  assert.match(
    early.first('refused')?.sentence ?? '',
    /no-worse cannot tell yet on \S+: canary failures of success-ratio .* with \d+ % of the evidence that a pass needs/,
  )
  assert.equal(early.status, 'succeeded')
})
