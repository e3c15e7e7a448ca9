import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
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
      adopt: later
      gates: [{ signal: ok, atLeast: 99% }]
      guards: [{ signal: ok, below: 90%, for: 1m }]
      stages:
        - { weight: 50%, hold: 5m, gates: [STAGE], checklist: [{ id: seen, person: ada }] }
        - { weight: 100%, hold: 5m }
  - bake: { for: 10m, every: 2m, gates: [BAKE] }
  - adopt: [wix]
`
const NONE = '{ incidents: none }'
const TICK = 'commands: [{ at: 20m, do: tick, item: rollout@1/seen }]'

function play(script: string, stage = NONE, bake = NONE) {
  const text = PLAN.replace('STAGE', stage).replace('BAKE', bake)
  const compiled = compilePlan(text, 'plan.yaml', { inputs: {}, pace: 1, binding: null })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const read = readScript(script)
  assert.ok('script' in read, JSON.stringify(read))
  assert.deepEqual(strangersIn(read.script, compiled.runbook), [])
  const { change, timeline } = simulate(compiled.runbook, read.script, 1_760_000_000_000)
  const said = (pattern: RegExp) =>
    timeline.flatMap(({ offsetMs, sentence }) =>
      pattern.test(sentence) ? [`${Math.round(offsetMs / 60_000)}m ${sentence}`] : [],
    )
  return { status: change.status, said }
}

const open = (item: string, more = '') =>
  `effects: [{ item: "${item}/incidents-none", outcome: failed, reason: two are open${more} }]`

describe('a gate that asks whether an incident is open', () => {
  it('passes where none is, once its numbers are well and people have ticked', () => {
    const { status, said } = play(TICK)
    assert.equal(status, 'succeeded')
    assert.deepEqual(
      said(/No incident is open/).map((line) => line.replace(/\(.*/, '').trim()),
      [
        '20m checking: No incident is open',
        '20m passed: No incident is open',
        '35m checking: No incident is open',
        '35m passed: No incident is open',
      ],
    )
    assert.equal(said(/still waits for evidence/).length, 0, 'it was not its turn yet')
  })

  it('takes the change back where one is, from a stage and from a bake', () => {
    const stage = play(`${TICK}\n${open('rollout@1')}`)
    assert.equal(stage.status, 'rolled-back')
    assert.deepEqual(stage.said(/ROLLING BACK/), ['20m ROLLING BACK: an incident is open: two are open'])
    assert.deepEqual(stage.said(/did not hold/), [
      '20m did not hold: No incident is open (at 50 %) (two are open)',
    ])
    const bake = play(`${TICK}\n${open('bake')}`)
    assert.equal(bake.status, 'rolled-back')
    assert.deepEqual(bake.said(/ROLLING BACK/), ['35m ROLLING BACK: an incident is open: two are open'])
  })

  it('pauses or holds where its plan says so, and asks again', () => {
    const pause = '{ incidents: none, else: pause }'
    const paused = play(`${TICK}\n${open('rollout@1')}\nuntil: 2h`, pause)
    assert.equal(paused.status, 'paused')
    assert.match(paused.said(/paused|PAUSED/i).join(), /an incident is open: two are open/)
    const closed = play(`${TICK}\n${open('bake', ', attempt: 1')}`, NONE, '{ incidents: none, else: hold }')
    assert.equal(closed.status, 'succeeded')
    assert.equal(closed.said(/not passed, will be asked again: No incident/).length, 1)
  })

  it('holds while nobody knows, whatever its plan says, and tells so once', () => {
    for (const item of ['rollout@1', 'bake']) {
      const unknown = open(item).replace('failed', 'unknown')
      const { status, said } = play(`${TICK}\n${unknown}\nuntil: 3h`)
      assert.equal(status, 'running')
      assert.equal(said(/ROLLING BACK/).length, 0)
      assert.equal(said(/still waits for evidence: No incident is open/).length, 1)
      assert.ok(said(/checking again: No incident is open/).length > 10)
    }
  })

  it('no word of a person passes over it', () => {
    const settle =
      'commands: [{ at: 20m, do: tick, item: rollout@1/seen }, { at: 40m, do: settle, item: rollout@1/incidents-none, as: done, because: I know }]'
    const { status, said } = play(
      `${settle}\n${open('rollout@1')}\nuntil: 1h`,
      '{ incidents: none, else: hold }',
    )
    assert.equal(status, 'running')
    assert.match(said(/no word passes over it/).join(), /is a gate/)
  })
})
