import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePlan } from '../plan/plan.ts'
import { readScript, strangersIn } from './script.ts'
import { simulate } from './simulate.ts'

const PLAN = `plan: sample
title: A sample
environment: staging
version: v2
steps:
  - rollout:
      targets: [wix]
      stages: [{ weight: 50%, hold: 5m }, { weight: 100%, hold: 2m }]
      gates: [{ signal: success-ratio, EACH atLeast: 99% }]
      guards: [{ signal: latency, above: 300ms, for: 1m }]
guards: [{ signal: success-ratio, EACH below: 97%, for: 1m }]
`

function play(yaml: string, each = 'each: path,') {
  const compiled = compilePlan(PLAN.replaceAll('EACH', each), 'plan.yaml', {
    inputs: {},
    pace: 1,
    binding: null,
  })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const read = readScript(yaml)
  assert.ok('script' in read, JSON.stringify(read))
  const strangers = strangersIn(read.script, compiled.runbook)
  const { change, timeline } = simulate(compiled.runbook, read.script, 1_760_000_000_000)
  const sentence = (type: string) => timeline.find((entry) => entry.type === type)?.sentence ?? ''
  return { strangers, status: change.status, timeline, sentence }
}

const bad = (share: string) =>
  `{evidence: [{from: 0s, series: {success-ratio: {/: 100%, /api: 100%, /pay: 100%}}}, {from: 3m, series: {success-ratio: {/pay: ${share}}}}]}`

test('one path of three that fails trips the guard, and the sentence names it', () => {
  assert.equal(play('').status, 'succeeded')
  const { status, sentence, strangers } = play(bad('93%'))
  assert.deepEqual(strangers, [])
  assert.equal(status, 'rolled-back')
  assert.match(
    sentence('guard-tripped'),
    /^guard tripped on wix: path \/pay: success-ratio 9\d\.\d\d % of .* samples \(below 97\.00 %\); of 3: 1 worse, 2 fine$/,
  )
})

test('all of them together would not have tripped', () => {
  const whole = play('{evidence: [{from: 3m, signals: {success-ratio: 97.7%}}]}', '')
  assert.equal(whole.sentence('guard-tripped'), '')
})

test('a stage passes on all paths, and tells of the worst', () => {
  const { status, sentence } = play(bad('99.5%'))
  assert.equal(status, 'succeeded')
  assert.match(sentence('stage-passed'), /wix path \/pay 99\.\d\d %/)
})

test('a script that speaks of series of a signal that no rule tells apart is refused', () => {
  assert.deepEqual(play('{evidence: [{from: 0s, series: {latency: {/pay: 900ms}}}]}').strangers, [
    'evidence.0.series: no rule judges each series of "latency"',
  ])
})
