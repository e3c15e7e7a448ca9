import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CaptureStep, Runbook, Step } from '../../runbook/runbook.ts'
import { gate, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { replay } from '../evolve/evolve.ts'
import { MINUTE, scripted } from '../turn/moments.testing.ts'
import { ordersFor } from '../turn/orders.ts'

const capture: CaptureStep = {
  kind: 'capture',
  id: 'capture',
  title: 'Capture',
  after: [],
  targets: ['gamma', 'wix'],
  signals: ['success-ratio'],
  spanMs: 10 * MINUTE,
  stated: {},
  lastWeek: [],
}

/** A capture, then one stage whose gate compares with what it kept. */
function plan(over: Partial<CaptureStep> = {}): Runbook {
  const bound = { op: 'at-least', of: 'baseline', times: 1, plus: -0.05 } as const
  const stages = [{ weight: 10_000, holdMs: MINUTE, segments: [] }]
  const rolled: Step = { ...rollout, gates: [{ ...gate, bound }], guards: [], stages, after: ['capture'] }
  return sampleRunbook({ steps: [{ ...capture, ...over }, rolled], accept: [] })
}

const told = (script: string, runbook = plan()) =>
  scripted(script, runbook).timeline.map(({ sentence }) => sentence)

describe('a capture', () => {
  it('keeps what stable showed over the span before it, with its samples, and rules compare with that', () => {
    const simulated = scripted('', plan())
    const found = simulated.events.find((event) => event.type === 'baseline-captured')
    assert.ok(found?.type === 'baseline-captured')
    assert.deepEqual(
      found.found.map((one) => [one.signal, one.target, 'value' in one && one.value]),
      [
        ['success-ratio', 'gamma', 1],
        ['success-ratio', 'wix', 1],
      ],
    )
    const [first] = found.found
    const { from = 0, to = 0, samples = 0 } = (first !== undefined && 'value' in first && first.seen) || {}
    assert.ok(to - from >= 10 * MINUTE)
    assert.ok(samples > 1_000)
    assert.equal(simulated.change.status, 'succeeded')
    assert.deepEqual(replay(simulated.events), simulated.change, 'it is in the journal')
  })

  it('is what a gate was compared with, in words', () => {
    const said = told('evidence: [{ from: 10s, success: 90% }]')
    assert.ok(
      said.some((line) => line.includes('(at least 95.00 %, baseline-5 pp)')),
      said.join('\n'),
    )
  })

  it('takes the numbers that the plan states, without measuring', () => {
    const said = told('', plan({ signals: [], stated: { 'success-ratio': 0.9 } }))
    assert.ok(said.includes('baseline: success-ratio 0.9, as the plan states'), said.join('\n'))
    assert.ok(said.includes('SUCCEEDED'))
  })

  it('pauses when there is nothing to measure, never makes a number up, and looks anew after a resume', () => {
    const lost = 'evidence: [{ from: 0s, until: 8m, slot: stable, missing: true }]\nrequestsPerSecond: 100'
    const said = told(`${lost}\ncommands: [{ at: 9m, do: resume }]`)
    const paused = said.findIndex((line) =>
      /paused by cutwater: no data for success-ratio on gamma/.test(line),
    )
    assert.ok(
      paused > 0 && !said.slice(0, paused).some((line) => line.startsWith('baseline:')),
      said.join('\n'),
    )
    assert.ok(said.includes('SUCCEEDED'), said.join('\n'))
  })

  it('of a signal that follows the hour keeps no number: its rules read last week at each evaluation', () => {
    const follows = plan({ signals: [], lastWeek: ['success-ratio'] })
    const simulated = scripted(
      'lastWeek: { success-ratio: 97% }\nevidence: [{ from: 10s, success: 95% }]',
      follows,
    )
    const said = simulated.timeline.map(({ sentence }) => sentence)
    assert.ok(
      said.includes(
        'baseline: success-ratio on gamma as it was a week before, each time; success-ratio on wix as it was a week before, each time',
      ),
      said.join('\n'),
    )
    assert.equal(simulated.change.status, 'succeeded')
    assert.deepEqual(replay(simulated.events), simulated.change, 'it is in the journal')
    const better = told('lastWeek: { success-ratio: 100% }\nevidence: [{ from: 10s, success: 90% }]', follows)
    assert.ok(better.includes('ROLLED BACK'), better.join('\n'))
    assert.ok(
      better.some((line) =>
        /\(at least 95\.00 %, 5 pp below last week's 100\.00 % at \d\d:\d\d UTC\)/.test(line),
      ),
      better.join('\n'),
    )
  })

  it('never passes what compares with a week of which nothing is known', () => {
    const follows = plan({ signals: [], lastWeek: ['success-ratio'] })
    const said = told('lastWeek: { success-ratio: nothing }\nuntil: 30m', follows)
    assert.ok(!said.includes('SUCCEEDED'), said.join('\n'))
    assert.ok(
      said.some((line) => /no data/i.test(line)),
      said.join('\n'),
    )
  })

  it('survives a restart', () => {
    assert.ok(told('restarts: [1s, 2s]').includes('SUCCEEDED'))
  })
})

describe('a baseline with a name', () => {
  const taken = plan({ kept: 'usual', spanMs: 0 })

  it('is ordered to be kept for later changes, and says so', () => {
    const simulated = scripted('', plan({ name: 'usual' }))
    const found = simulated.events.find((event) => event.type === 'baseline-captured')
    assert.ok(found?.type === 'baseline-captured')
    assert.equal(found.name, 'usual')
    const orders = ordersFor(simulated.change, found)
    assert.deepEqual(orders, [{ order: 'keep-baseline', name: 'usual', found: found.found }])
    assert.ok(simulated.timeline.some(({ sentence }) => /kept as usual for later changes$/.test(sentence)))
  })

  it('is what a later change compares with, without measuring, and its journal has it', () => {
    const simulated = scripted('{ kept: { usual: { success-ratio: 70% } } }', taken)
    const said = simulated.timeline.map(({ sentence }) => sentence)
    assert.ok(
      said.some((line) => /^baseline usual, kept by an earlier change at .*: success-ratio 0\.7/.test(line)),
      said.join('\n'),
    )
    assert.equal(simulated.change.status, 'succeeded')
    assert.deepEqual(replay(simulated.events), simulated.change)
  })

  it('that nobody has kept, or that says nothing of a signal, pauses the change', () => {
    for (const [script, because] of [
      ['', /paused by cutwater: there is no baseline usual: no change of .* has kept one/],
      ['{ kept: { usual: {} } }', /says nothing of success-ratio on gamma/],
    ] as const) {
      const said = told(`${script === '' ? '{' : script.slice(0, -1).concat(',')} until: 30m }`, taken)
      assert.ok(
        said.some((line) => because.test(line)),
        said.join('\n'),
      )
      assert.ok(!said.includes('SUCCEEDED'))
    }
  })
})

describe('a capture before T', () => {
  const before = (over: Partial<CaptureStep>): Runbook => ({
    ...plan(over),
    window: { start: null, durationMs: 60 * MINUTE, atEnd: 'hold' },
    phases: [
      { id: 'before', start: { start: 'scheduled' }, steps: ['capture'] },
      { id: 'at T', start: { start: 'at', offsetMs: 0 }, steps: ['rollout'] },
    ],
  })

  it('without data holds T back, is said once, and goes on by itself once there is data', () => {
    const lost = 'evidence: [{ from: 0s, until: 20m, slot: stable, missing: true }]'
    const { change, events } = scripted(lost, before({}))
    assert.equal(events.filter(({ type }) => type === 'opening-blocked').length, 1)
    const captured = events.find(({ type }) => type === 'baseline-captured')
    assert.ok((captured?.at ?? 0) - (events[0]?.at ?? 0) >= 20 * MINUTE)
    assert.equal(change.status, 'succeeded')
  })

  it('of what nobody has kept holds T back until the window is over', () => {
    const { change, events } = scripted('', before({ kept: 'usual', spanMs: 0 }))
    assert.equal(events.filter(({ type }) => type === 'opening-blocked').length, 1)
    assert.ok(change.status === 'preparing' || change.status === 'missed', change.status)
  })
})
