import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { edit } from '../change/commands/before-running.ts'
import { drafted, draftFrom } from '../change/evolve/draft.ts'
import { replay } from '../change/evolve/evolve.ts'
import { alarmsOf } from '../notice/alarms.ts'
import { pages } from '../notice/notices-for.ts'
import { readForReport } from '../report/story.ts'
import { AT, sealed } from '../report/worlds.testing.ts'
import type { Runbook } from '../runbook/runbook.ts'
import { deploy, gate, phasedRunbook, rollout, sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import type { BackStep } from '../runbook/way-down.ts'
import { readScript, type Script } from '../simulate/script.ts'
import { simulate } from '../simulate/simulate.ts'
import { drillRecordOf } from './drill-record.ts'
import { makeDrill } from './make-drill.ts'

const ASKED = { at: null, requests: 'success-ratio', rollback: 'R' }
const STEP: BackStep = {
  id: 'tell',
  title: 'Tell the desk',
  act: { act: 'action', name: 'tell', with: {} },
  timeLimitMs: 30_000,
  attempts: 1,
}

function drilled(over: Partial<Runbook> = {}, asked: Partial<Parameters<typeof makeDrill>[1]> = {}): Runbook {
  const made = makeDrill(sampleRunbook(over), { ...ASKED, ...asked })
  assert.ok('steps' in made, JSON.stringify(made))
  return made
}

/** What the server's own turns make of a drill in such a world. */
function run(script: string, over: Partial<Runbook> = {}) {
  const read = readScript(script)
  assert.ok('script' in read, JSON.stringify(read))
  const { events, change } = simulate(drilled(over), read.script, AT)
  const record = drillRecordOf(sealed(events).map(readForReport))
  assert.ok(record !== null)
  return { events, change, record, types: events.map(({ type }) => type) }
}

const LIMITED = { limits: { closeMs: 30_000, undoMs: 60_000 }, steps: [STEP] }

describe('a drill', () => {
  it('goes back by itself once its canary has answered, and proves the rollback', () => {
    const { change, record, types } = run('', { wayDown: LIMITED })
    assert.equal(change.status, 'rolled-back')
    assert.ok(!types.includes('stage-passed') && !types.includes('adopting'))
    assert.equal(record.outcome, 'proven', record.because.join())
    assert.equal(record.failed, 0)
    assert.ok(record.requests > 100)
    assert.deepEqual(
      record.parts.map(({ what, limitMs, ok }) => [what, limitMs, ok]),
      [
        ['Closing every target', 30_000, true],
        ['Undoing what was done', 60_000, true],
        ['Deploy gamma', 60_000, true],
        ['Deploy wix', 60_000, true],
        ['Tell the desk', 30_000, true],
        ['The whole rollback', 120_000, true],
      ],
    )
    assert.ok(record.parts.every(({ tookMs }) => tookMs !== null && tookMs >= 0))
  })

  it('counts on both sides of each target, until the rollback is over', () => {
    const { record } = run('')
    assert.deepEqual(record.counted.map(({ target, slot }) => `${target} ${slot}`).toSorted(), [
      'gamma canary',
      'gamma stable',
      'wix canary',
      'wix stable',
    ])
  })

  it('is no proof without traffic, and goes back all the same', () => {
    const { change, record } = run('requestsPerSecond: 0.001')
    assert.equal(change.status, 'rolled-back')
    assert.equal(record.outcome, 'not-proven')
    assert.match(record.because.join(), /no request came to the canary of gamma/)
  })

  it('is no proof where nobody counts', () => {
    const { record } = run(
      'evidence: [{ from: 0s, slot: stable, missing: true }, { from: 0s, missing: true }]',
    )
    assert.equal(record.outcome, 'not-proven')
    assert.match(record.because.join(), /nobody could count the requests of wix/)
  })

  it('is no proof with one failed request, and says where it was', () => {
    const { record } = run('evidence: [{ from: 0s, slot: stable, targets: [wix], success: 99% }]')
    assert.equal(record.outcome, 'not-proven')
    assert.ok(record.failed > 0)
    assert.match(record.because.join(), /^[\d,]+ of [\d,]+ requests to stable of wix failed$/)
  })

  it('is no proof when an undo takes longer than the plan allows', () => {
    const { record } = run('effects: [{ item: deploy-wix, direction: undo, takes: 50s }]', {
      wayDown: { steps: [], limits: { undoMs: 20_000 } },
    })
    assert.equal(record.outcome, 'not-proven')
    assert.match(record.because.join(), /undoing what was done took 5\ds.*, longer than its 20s/)
    const late = record.parts.find(({ what }) => what === 'Undoing what was done')
    assert.equal(late?.ok, false)
  })

  it('is no proof when a step of the rollback is not done, and names it', () => {
    const failing =
      'effects: [{ item: "rollback:tell", direction: undo, outcome: failed, reason: it hung for 30s }]'
    const { change, record } = run(failing, { wayDown: LIMITED })
    assert.equal(change.status, 'rolled-back')
    assert.match(record.because.join(), /the rollback step "Tell the desk" was not done: it hung for 30s/)
    assert.equal(record.parts.find(({ what }) => what === 'Tell the desk')?.ok, false)
  })

  it('is no proof when something could not be undone', () => {
    const { change, record } = run(
      'effects: [{ item: deploy-wix, direction: undo, outcome: failed, reason: no such pod }]',
    )
    assert.equal(change.status, 'failed')
    assert.match(record.because.join(), /"Deploy wix" was not undone: no such pod/)
  })

  it('is no proof when it went back for another reason', () => {
    const { record } = run('commands: [{ at: 6s, do: abort, because: enough }]')
    assert.equal(record.outcome, 'not-proven')
    assert.match(record.because.join(), /^it went back before its drill began: enough$/)
    const cancelled = run('commands: [{ at: 0s, do: abort, because: enough }]', {})
    assert.equal(cancelled.record.outcome, 'not-proven')
  })

  it('is neither promoted nor edited: it would no longer go back', () => {
    const { script } = readScript('commands: [{ at: 5s, do: promote }]') as { script: Script }
    const { timeline, change } = simulate(drilled(), script, AT)
    assert.ok(timeline.some(({ sentence }) => /refused: .* cannot be promoted: it is a drill/.test(sentence)))
    assert.equal(change.status, 'rolled-back')
    const draft = draftFrom(drafted('CHG-2027-0001', drilled(), { kind: 'person', name: 'ana' }, AT))
    const edited = edit(draft, { command: 'edit', runbook: sampleRunbook() })
    assert.ok('refused' in edited && /it is a drill/.test(edited.because))
  })

  it('wakes nobody by going back, and by what goes wrong it does', () => {
    const alarms = new Set<string>()
    const { script } = readScript(
      'effects: [{ item: deploy-wix, direction: undo, outcome: failed, reason: no such pod }]',
    ) as { script: Script }
    const { events } = simulate(drilled(), script, AT, ({ taken }) => {
      for (const alarm of alarmsOf(taken.change)) alarms.add(alarm)
    })
    assert.ok(!alarms.has('canary:rollback'))
    assert.deepEqual(
      events.filter((event) => pages(event)).map(({ type }) => type),
      ['undo-failed', 'failed'],
    )
  })

  it('goes on over a restart', () => {
    const { record } = run('restarts: [9s, 14s]', { wayDown: LIMITED })
    assert.equal(record.outcome, 'proven', record.because.join())
  })

  it('waits for nobody and replays to the same end', () => {
    const { events, change } = run('', { wayDown: LIMITED })
    assert.deepEqual(replay(events), change)
  })
})

describe('a drill of a plan that moves no traffic', () => {
  const second = deploy('gamma', { after: ['deploy-wix'] })
  const steps = [
    deploy('wix'),
    { kind: 'checklist', id: 'ready', title: 'Ready', after: ['deploy-wix'], items: [] } as const,
    { ...second, after: ['ready'] },
  ]

  it('does all of it, goes back, and proves the rollback', () => {
    const { change, record, events } = run('', { steps, wayDown: LIMITED })
    assert.equal(change.status, 'rolled-back')
    assert.equal(record.outcome, 'proven', record.because.join())
    assert.deepEqual([record.at, record.requests, record.counted], [null, 0, []])
    assert.deepEqual(
      record.parts.map(({ what, ok }) => [what, ok]),
      [
        ['Closing every target', true],
        ['Undoing what was done', true],
        ['Deploy gamma', true],
        ['Deploy wix', true],
        ['Tell the desk', true],
        ['The whole rollback', true],
      ],
    )
    const types = events.map(({ type }) => type)
    assert.ok(!types.includes('checklist-opened') && !types.includes('succeeded'))
    const back = types.indexOf('rollback-started')
    assert.equal(types.slice(0, back).filter((type) => type === 'step-done').length, 2)
    assert.deepEqual(replay(events), change)
  })

  it('is no proof when something could not be undone, or took longer than its limit', () => {
    const failing = 'effects: [{ item: deploy-wix, direction: undo, outcome: failed, reason: no such pod }]'
    assert.match(run(failing, { steps }).record.because.join(), /"Deploy wix" was not undone: no such pod/)
    const slow = run('effects: [{ item: deploy-wix, direction: undo, takes: 50s }]', {
      steps,
      wayDown: { steps: [], limits: { undoMs: 20_000 } },
    })
    assert.match(slow.record.because.join(), /longer than its 20s/)
  })

  it('is no proof when a step failed before it, and goes on over a restart', () => {
    const failing = 'effects: [{ item: deploy-gamma, outcome: failed, reason: no image }]'
    const { record } = run(failing, { steps })
    assert.match(record.because.join(), /^it went back before its drill began: step deploy-gamma failed/)
    assert.equal(run('restarts: [1s, 3s, 6s]', { steps }).record.outcome, 'proven')
  })
})

describe('the runbook of a drill', () => {
  it('has one stage, no gate, no window and nothing after the traffic', () => {
    const made = drilled({ wayDown: { ...LIMITED, verify: { forMs: 60_000, gates: [gate] } } })
    const [step] = made.steps.filter(({ kind }) => kind === 'rollout')
    assert.ok(step?.kind === 'rollout')
    assert.deepEqual([step.stages.length, step.gates.length, step.adopt], [1, 0, false])
    assert.deepEqual(
      [made.window, made.accept, made.phases, made.followUps],
      [null, [], undefined, undefined],
    )
    assert.deepEqual([made.wayDown?.verify, made.wayDown?.limits], [undefined, LIMITED.limits])
    assert.match(made.title, /^Drill of the rollback: /)
    assert.equal(made.whenBusy, 'refuse')
  })

  it('is at the first weight that users see, or at that of a stage', () => {
    const weights = rollout.stages.map(({ weight }) => weight)
    assert.equal(drilled().drill?.at, weights[0])
    assert.equal(drilled({}, { at: weights[1] ?? 0 }).drill?.at, weights[1])
    const refused = makeDrill(sampleRunbook(), { ...ASKED, at: 1_234 })
    assert.ok('because' in refused)
    assert.equal(refused.because, 'no stage of the rollout has 12.34 %')
    assert.match(refused.remedy, /^Drill at one of its stages: /)
  })

  it('is refused where nothing is taken back, or a weight is named and no rollout is there', () => {
    const none = { undo: 'none', because: 'it only looks' } as const
    const refused = makeDrill(sampleRunbook({ steps: [deploy('wix', { undo: none })] }), ASKED)
    assert.ok('because' in refused && /nothing that the plan .* does is taken back/.test(refused.because))
    const told = makeDrill(
      sampleRunbook({ steps: [deploy('wix', { undo: none })], wayDown: { steps: [STEP] } }),
      ASKED,
    )
    assert.ok('steps' in told, 'its rollback has a step of its own')
    const at = makeDrill(sampleRunbook({ steps: [deploy('wix')] }), { ...ASKED, at: 500 })
    assert.ok('because' in at && /gives no canary 5 %/.test(at.because))
  })

  it('makes one sequence of phases', () => {
    const made = makeDrill(phasedRunbook(), ASKED)
    assert.ok('steps' in made)
    const known = new Set(made.steps.map(({ id }) => id))
    for (const { after } of made.steps) assert.ok(after.every((id) => known.has(id)))
    const { change } = simulate(made, (readScript('') as { script: never }).script, AT)
    assert.equal(change.status, 'rolled-back')
  })
})
