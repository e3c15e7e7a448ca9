import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CaptureStep, Runbook, Step } from '../../runbook/runbook.ts'
import { gate, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { replay } from '../evolve/evolve.ts'
import { MINUTE, scripted } from '../turn/moments.testing.ts'

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
      found.found.map(({ signal, target, value }) => [signal, target, value]),
      [
        ['success-ratio', 'gamma', 1],
        ['success-ratio', 'wix', 1],
      ],
    )
    const [first] = found.found
    assert.ok((first?.seen?.to ?? 0) - (first?.seen?.from ?? 0) >= 10 * MINUTE)
    assert.ok((first?.seen?.samples ?? 0) > 1_000)
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

  it('survives a restart', () => {
    assert.ok(told('restarts: [1s, 2s]').includes('SUCCEEDED'))
  })
})
