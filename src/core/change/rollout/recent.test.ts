import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Guard } from '../../judge/rule.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { guard, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { replay } from '../evolve/evolve.ts'
import { versionOf } from '../state/stored.ts'
import { MINUTE, scripted } from '../turn/moments.testing.ts'

/** More than so many points below what it was in the hour before. */
const spike: Guard = {
  ...guard,
  id: 'spike',
  bound: { op: 'below', of: 'recent', times: 1, plus: -0.1 },
  form: { form: 'over', span: 30_000 },
  minSamples: 1,
}
const stages = [2_500, 10_000].map((weight) => ({ weight, holdMs: 3 * MINUTE, segments: [] }))
const plan = (over: Partial<Runbook> = {}): Runbook => {
  const steps = sampleRunbook().steps.map((step) =>
    step.kind === 'rollout' ? { ...rollout, gates: [], guards: [], stages } : step,
  )
  return sampleRunbook({ steps, accept: [], window: null, guards: [spike], ...over })
}
const told = (script: string, runbook = plan()) => {
  const simulated = scripted(script, runbook)
  return { ...simulated, said: simulated.timeline.map(({ sentence }) => sentence).join('\n') }
}

describe('recent', () => {
  it('is what served everyone showed in the hour before the first moved request, kept with span and samples', () => {
    const { events, change } = told('before: { success-ratio: 80% }')
    const [found, ...more] = events.filter((event) => event.type === 'recent-measured')
    assert.ok(found?.type === 'recent-measured')
    assert.deepEqual(more, [], 'once, for the whole of the change')
    assert.deepEqual(
      found.found.map(({ signal, target }) => `${signal} ${target}`),
      ['success-ratio gamma', 'success-ratio wix'],
    )
    const [first] = found.found
    assert.ok(first?.seen !== undefined && Math.abs(first.value - 0.8) < 0.01, `${first?.value}`)
    const { from, to, samples } = first.seen
    const moved = events.find(({ type }) => type === 'stage-entered')?.at ?? 0
    assert.equal(from, moved - 60 * MINUTE)
    assert.ok(to - moved < 2_000 && samples > 100_000)
    assert.deepEqual(replay(events), change, 'it is in the journal')
    assert.equal(versionOf(change), 3)
  })

  it('is what rules are compared with, in words', () => {
    const well = told('{ before: { success-ratio: 80% }, evidence: [{ from: 1m, success: 75% }] }')
    assert.equal(well.change.status, 'succeeded', well.said)
    const { change, said } = told('evidence: [{ from: 1m, success: 75% }]')
    assert.equal(change.status, 'rolled-back', said)
    assert.match(said, /\(below 90\.00 %, recent-10 pp\)/)
  })

  it('is not moved by a spike of some minutes', () => {
    const script = `
before: { success-ratio: 95% }
effectsTake: 4m50s
evidence: [{ from: 10s, until: 4m30s, slot: stable, signals: { success-ratio: 10% } }]`
    const { events } = told(script)
    const found = events.find((event) => event.type === 'recent-measured')
    assert.ok(found?.type === 'recent-measured')
    assert.ok((found.found[0]?.value ?? 0) > 0.94, `${found.found[0]?.value}`)
  })

  it('survives a restart, and is not measured twice', () => {
    const { events, change } = told('{ restarts: [1m, 3m], before: { success-ratio: 80% } }')
    assert.equal(events.filter(({ type }) => type === 'recent-measured').length, 1)
    assert.equal(change.status, 'succeeded')
  })

  it('without data is no data: nothing advances, and nothing succeeds', () => {
    const { change, said } = told('{ evidence: [{ from: 0s, slot: stable, missing: true }], until: 40m }')
    assert.notEqual(change.status, 'succeeded', said)
    assert.doesNotMatch(said, /recent:/)
    assert.doesNotMatch(said, /100\.?0* ?%/)
    assert.match(said, /no data/)
  })

  it('is a shorter hour at a pace', () => {
    const { events } = told('', plan({ pace: 60 }))
    const found = events.find((event) => event.type === 'recent-measured')
    const moved = events.find(({ type }) => type === 'stage-entered')?.at ?? 0
    assert.ok(found?.type === 'recent-measured')
    assert.equal(found.found[0]?.seen?.from, moved - MINUTE)
  })
})
