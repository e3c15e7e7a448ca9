import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Observations } from '../change/outside/observations.ts'
import type { Runbook } from '../runbook/runbook.ts'
import { deploy, guard, rollout, sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import { readScript } from './script.ts'
import { simulate } from './simulate.ts'

const AT = 1_760_000_000_000
const MINUTE = 60_000

function run(yaml: string, runbook: Runbook = sampleRunbook()) {
  const read = readScript(yaml)
  assert.ok('script' in read, JSON.stringify(read))
  const simulated = simulate(runbook, read.script, AT)
  const first = (type: string) => simulated.timeline.find((moment) => moment.type === type)
  return {
    ...simulated,
    types: simulated.timeline.map(({ type }) => type as string),
    first,
    status: simulated.change.status,
  }
}
const minutes = (moment: { offsetMs: number } | undefined) => (moment?.offsetMs ?? Number.NaN) / MINUTE

describe('a simulated rollout', () => {
  it('good evidence: four stages, each hold in full, adopted, accepted', () => {
    const { status, timeline, end } = run('')
    assert.equal(status, 'succeeded')
    assert.equal(timeline.filter(({ type }) => type === 'stage-passed').length, 4)
    assert.ok(end - AT >= 30 * MINUTE && end - AT < 31 * MINUTE)
  })

  it('bad evidence on one target rolls back all of them, and undoes both deploys', () => {
    const { status, first, timeline } = run('{evidence: [{from: 10m, targets: [wix], success: 90%}]}')
    assert.equal(status, 'rolled-back')
    assert.ok(minutes(first('guard-tripped')) > 11 && minutes(first('guard-tripped')) < 11.5)
    assert.deepEqual(
      timeline.flatMap(({ type, sentence }) => (type === 'undo-started' ? [sentence] : [])),
      ['undoing Deploy gamma', 'undoing Deploy wix'],
    )
  })

  it('just below the gate, above the guard: holds to the end, then goes back by the gate', () => {
    const { status, first } = run('{evidence: [{from: 0s, success: 98%}]}')
    assert.equal(status, 'rolled-back')
    assert.ok(Math.abs(minutes(first('gate-failed')) - 5) < 0.2)
  })

  it('missing evidence holds the weight and says so once; when it returns the change goes on', () => {
    const { status, types, first, end } = run('{evidence: [{from: 3m, until: 7m, missing: true}]}')
    assert.equal(status, 'succeeded')
    assert.equal(
      types.filter((type) => type === 'evidence-missing').length,
      1,
      'one word for a gate and a guard on two targets',
    )
    assert.equal(types.filter((type) => type === 'evidence-returned').length, 1)
    assert.ok(minutes(first('stage-passed')) >= 7)
    assert.ok(end - AT < 34 * MINUTE)
  })

  it('what nobody measured lengthens the hold by as much, and goes on record', () => {
    const healthy = run('').first('stage-passed')
    for (const [lost, byMs] of [
      ['from: 1m, until: 1m3s', 3_000],
      ['from: 4m50s, until: 5m30s', 40_000],
      ['from: 1m, until: 4m, targets: [wix]', 180_000],
    ] as const) {
      const { first, status, events } = run(`{evidence: [{${lost}, lost: true}]}`)
      const passed = first('stage-passed')
      assert.ok(Math.abs((passed?.offsetMs ?? 0) - (healthy?.offsetMs ?? 0) - byMs) <= 1_000, lost)
      const [{ gates } = { gates: [] }] = events.filter((event) => event.type === 'stage-passed')
      assert.equal(gates.find(({ target }) => target === 'wix')?.evidence.unseenMs, byMs)
      assert.equal(status, 'succeeded')
    }
  })
  it('what was measured during a pause makes good for what was not', () => {
    const pause = 'commands: [{at: 2m, do: pause}, {at: 9m, do: resume}]'
    const passedAt = (lost: string) => minutes(run(`{${pause}${lost}}`).first('stage-passed'))
    assert.equal(passedAt(', evidence: [{from: 10m, until: 11m, lost: true}]'), passedAt(''))
  })

  it('no data past its bound does what the plan chose', () => {
    const { status, first } = run('{evidence: [{from: 3m, missing: true}]}')
    assert.equal(status, 'rolled-back')
    assert.ok(
      Math.abs(minutes(first('rollback-started')) - 8) < 0.2,
      `after five minutes, not at ${minutes(first('rollback-started'))}`,
    )
  })

  it('without a single request it holds: nobody came is not success', () => {
    const ignore = rollout.guards.map((g) => ({ ...g, noData: { afterMs: MINUTE, then: 'hold' as const } }))
    const steps = sampleRunbook().steps.map((step) =>
      step.kind === 'rollout' ? { ...step, guards: ignore } : step,
    )
    const { types, status } = run('{requestsPerSecond: 0.0001, until: 40m}', sampleRunbook({ steps }))
    assert.equal(status, 'running')
    assert.ok(!types.includes('stage-passed'))
  })

  it('flapping evidence: one clear evaluation resets the guard, and the gate decides over the whole hold', () => {
    const flaps = Array.from(
      { length: 4 },
      (_, i) => `{from: ${i * 70}s, until: ${i * 70 + 15}s, success: 94%}`,
    ).join(', ')
    const { types, status } = run(`{evidence: [${flaps}]}`)
    assert.ok(!types.includes('guard-tripped'))
    assert.equal(status, 'rolled-back')
    assert.ok(types.includes('gate-failed'))
  })

  it('a breach shorter than the guard asks for is lived with', () => {
    const { types, status } = run('{evidence: [{from: 16m, until: 16m20s, success: 96%}]}')
    assert.ok(!types.includes('guard-tripped'))
    assert.equal(status, 'succeeded')
  })

  it('a version that fails only at 50 % is taken back from there', () => {
    const { status, change, first } = run('{evidence: [{from: 0s, fromWeight: 50%, success: 80%}]}')
    assert.equal(status, 'rolled-back')
    assert.ok(minutes(first('guard-tripped')) > 10)
    assert.ok('back' in change && change.back.cause.cause === 'guard')
  })

  it('when stable has it too, the verdict says shared incident', () => {
    const { first } = run('{evidence: [{from: 6m, success: 90%}, {from: 6m, success: 90%, slot: stable}]}')
    assert.match(first('guard-tripped')?.sentence ?? '', /a shared incident/)
  })

  it('a pause stops the clock of the hold, not the guards', () => {
    const paused = run('{commands: [{at: 2m, do: pause}, {at: 9m, do: resume}]}')
    assert.equal(paused.status, 'succeeded')
    assert.ok(Math.abs(minutes(paused.first('stage-passed')) - 12.1) < 0.2)
    const bad = run('{commands: [{at: 2m, do: pause}], evidence: [{from: 3m, success: 50%}]}')
    assert.equal(bad.status, 'rolled-back')
  })

  it('promote ends a hold early, on evidence only', () => {
    const early = run('{commands: [{at: 1m, do: promote}]}')
    assert.ok(minutes(early.first('stage-passed')) < 1.01)
    const thin = run('{requestsPerSecond: 1, commands: [{at: 30s, do: promote}], until: 4m}')
    assert.match(thin.first('refused')?.sentence ?? '', /inconclusive|no data/)
    const overridden = run(
      '{requestsPerSecond: 10, commands: [{at: 1m, do: promote, override: "known good"}], until: 4m}',
    )
    assert.ok(overridden.types.includes('promoted'))
    const silent = run(
      '{evidence: [{from: 0s, missing: true}], commands: [{at: 2m, do: promote, override: "known good"}], until: 4m}',
    )
    assert.match(silent.first('refused')?.sentence ?? '', /no data/)
    const bad = run(
      '{evidence: [{from: 0s, success: 98%}], commands: [{at: 2m, do: promote, override: "I am sure"}], until: 4m}',
    )
    assert.match(bad.first('refused')?.sentence ?? '', /does not hold/)
  })

  it('promote all the way never passes a failing gate', () => {
    const good = run('{commands: [{at: 1m, do: promote-all}]}')
    assert.ok(minutes(good.first('adopted')) < 2)
    const bad = run(
      '{commands: [{at: 1m, do: promote-all}], evidence: [{from: 0s, fromWeight: 50%, success: 98%}]}',
    )
    assert.equal(bad.status, 'rolled-back')
    assert.ok(bad.types.includes('gate-failed'))
  })

  it('a hold that a person ended early is no full observation window on the checklist', () => {
    const { change, status } = run('{commands: [{at: 16m, do: promote}], until: 40m}')
    assert.equal(status, 'paused')
    assert.ok('run' in change && change.run.accept.held?.status === 'failed')
  })
})

describe('a simulated window', () => {
  const at = (start: number, atEnd: 'hold' | 'rollback' = 'hold', durationMs = 45 * MINUTE) =>
    sampleRunbook({ window: { start: AT + start, durationMs, atEnd } })

  it('waits for its opening, to the millisecond', () => {
    const { first, status } = run('', at(10 * MINUTE))
    assert.equal(first('window-opened')?.offsetMs, 10 * MINUTE)
    assert.equal(status, 'succeeded')
  })
  it('opens late inside it', () =>
    assert.match(run('', at(-10 * MINUTE)).first('window-opened')?.sentence ?? '', /10m late/))
  it('is missed at exactly its end', () => assert.equal(run('', at(-45 * MINUTE)).status, 'missed'))
  it('a pause blocks the opening, and a window paused away is missed', () => {
    assert.equal(run('{commands: [{at: 1m, do: pause}]}', at(10 * MINUTE)).status, 'missed')
    const resumed = run('{commands: [{at: 1m, do: pause}, {at: 12m, do: resume}]}', at(10 * MINUTE))
    assert.equal(minutes(resumed.first('window-opened')), 12)
  })
  it('overrun holds: no weight is raised past its end, until it is extended', () => {
    const held = run('{until: 60m}', at(0, 'hold', 12 * MINUTE))
    assert.equal(held.status, 'running')
    assert.ok(held.types.includes('window-overrun'))
    assert.equal(held.types.filter((type) => type === 'stage-entered').length, 3)
    const extended = run('{commands: [{at: 20m, do: extend, by: 60m}]}', at(0, 'hold', 12 * MINUTE))
    assert.equal(extended.status, 'succeeded')
  })
  it('overrun rolls back where the plan says so', () =>
    assert.equal(run('', at(0, 'rollback', 12 * MINUTE)).status, 'rolled-back'))
})

describe('simulated steps', () => {
  const withDeploy = (over: Parameters<typeof deploy>[1]) =>
    sampleRunbook({
      steps: sampleRunbook().steps.map((step) => (step.id === 'deploy-wix' ? deploy('wix', over) : step)),
    })

  it('a known failure is tried again, then rolls back', () => {
    const again = run(
      '{effects: [{item: deploy-wix, attempt: 1, outcome: failed}]}',
      withDeploy({ attempts: 2 }),
    )
    assert.equal(again.status, 'succeeded')
    const over = run('{effects: [{item: deploy-wix, outcome: failed}]}', withDeploy({ attempts: 2 }))
    assert.equal(over.status, 'rolled-back')
    assert.equal(over.types.filter((type) => type === 'step-failed').length, 2)
  })
  it('a failed step pauses or is passed where the plan says so', () => {
    assert.equal(
      run('{effects: [{item: deploy-wix, outcome: failed}], until: 5m}', withDeploy({ onFailure: 'pause' }))
        .status,
      'paused',
    )
    assert.equal(
      run('{effects: [{item: deploy-wix, outcome: failed}]}', withDeploy({ onFailure: 'continue' })).status,
      'succeeded',
    )
  })
  it('an unknown outcome asks the check, then a person', () => {
    const check = { ask: 'check' as const, check: { act: 'undeploy' as const, target: 'wix' } }
    const settled = run('{effects: [{item: deploy-wix, outcome: unknown}]}', withDeploy({ unknown: check }))
    assert.equal(settled.status, 'succeeded')
    const again = run(
      '{effects: [{item: deploy-wix, attempt: 1, outcome: unknown}, {item: deploy-wix, direction: check, outcome: failed}]}',
      withDeploy({ unknown: check }),
    )
    assert.equal(again.status, 'succeeded')
    assert.equal(again.types.filter((type) => type === 'step-started').length, 5)
    const doubt = run(
      '{effects: [{item: deploy-wix, outcome: unknown}], commands: [{at: 3m, do: settle, item: deploy-wix, as: done}]}',
    )
    assert.equal(doubt.status, 'succeeded')
    assert.match(doubt.first('step-unknown')?.sentence ?? '', /IN DOUBT/)
  })
  it('an abort stops what runs, then undoes it', () => {
    const { types, status } = run(
      '{effects: [{item: deploy-wix, takes: 8m}], commands: [{at: 1m, do: abort}]}',
    )
    assert.equal(status, 'rolled-back')
    assert.deepEqual(types.slice(types.indexOf('rollback-started')).slice(0, 4), [
      'rollback-started',
      'step-stopped',
      'traffic-closed',
      'undo-started',
    ])
  })
  it('an undo that fails for good is recorded and passed, and the change has failed', () => {
    const { change, types } = run(
      '{effects: [{item: deploy-gamma, direction: undo, outcome: failed}], commands: [{at: 3m, do: abort}]}',
    )
    assert.ok(change.status === 'failed')
    assert.deepEqual(change.notUndone, ['deploy-gamma'])
    assert.ok(types.filter((type) => type === 'undo-done').length >= 2)
  })
  it('after adoption going back is a new change; what was adopted is left running', () => {
    const { change, timeline } = run('{effects: [{item: sync, outcome: failed}]}')
    assert.ok(change.status === 'failed')
    assert.deepEqual(change.notUndone, ['rollout'])
    assert.deepEqual(
      timeline.filter(({ type }) => type === 'undo-started').map(({ sentence }) => sentence),
      ['undoing Freeze flags'],
    )
  })
  it('a point of no return skips the undo before it, never the traffic', () => {
    const { change, types } = run('{commands: [{at: 3m, do: abort}]}', withDeploy({ pointOfNoReturn: true }))
    assert.ok(change.status === 'failed')
    assert.deepEqual(change.notUndone, ['deploy-wix'])
    assert.ok(types.includes('traffic-closed'))
  })
  it('a restart makes gates wait for evidence later than the takeover', () => {
    const { status, first } = run('{restarts: [5m1s], scrapeLag: 2s}')
    assert.equal(status, 'succeeded')
    assert.ok(minutes(first('stage-passed')) >= 5 + 2 / 60)
  })
  it('the same guard with then: pause holds for a person, and watches anew after the resume', () => {
    const steps = sampleRunbook().steps.map((step) =>
      step.kind === 'rollout' ? { ...step, guards: [{ ...guard, then: 'pause' as const }] } : step,
    )
    const { status, types } = run(
      '{evidence: [{from: 2m, until: 4m, success: 96.5%}], commands: [{at: 6m, do: resume}]}',
      sampleRunbook({ steps }),
    )
    assert.ok(types.includes('paused'))
    assert.equal(status, 'succeeded')
  })
  it('a rollout that does not adopt was a trial: its targets are closed after the last hold', () => {
    const steps = sampleRunbook().steps.map((step) =>
      step.kind === 'rollout' ? { ...step, adopt: false } : step,
    )
    let seen: Observations | null = null
    const read = readScript('')
    assert.ok('script' in read)
    const { change } = simulate(sampleRunbook({ steps, accept: [] }), read.script, AT, (turn) => {
      seen = turn.seen
    })
    assert.equal(change.status, 'succeeded')
    const { traffic } = seen as unknown as Observations
    assert.deepEqual(
      Object.values(traffic).map(({ desired }) => [desired.stable, desired.split.mode]),
      [
        ['blue', 'closed'],
        ['blue', 'closed'],
      ],
    )
  })
})
