import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BakeStep, Runbook, Step } from '../../runbook/runbook.ts'
import { gate, guard, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { MINUTE, scripted } from '../turn/moments.testing.ts'

const bake: BakeStep = {
  kind: 'bake',
  id: 'bake',
  title: 'Watch',
  after: ['rollout'],
  forMs: 10 * MINUTE,
  gates: [{ ...gate, id: 'bake-gate' }],
  targets: ['gamma', 'wix'],
}

/** One minute at everyone, then the bake, then the adoption; or the adoption first. */
function plan(over: Partial<BakeStep> = {}, order: 'before' | 'after' = 'before'): Runbook {
  const stages = [{ weight: 10_000, holdMs: MINUTE, segments: [] }]
  const rolled: Step = { ...rollout, gates: [], guards: [], stages, adopt: false, adoptLater: true }
  const adopt = {
    kind: 'adopt',
    id: 'adopt',
    title: 'Adopt',
    targets: ['gamma', 'wix'],
    rollouts: ['rollout'],
  } as const
  const steps: readonly Step[] =
    order === 'before'
      ? [rolled, { ...bake, ...over }, { ...adopt, after: ['bake'] }]
      : [rolled, { ...adopt, after: ['rollout'] }, { ...bake, ...over, after: ['adopt'] }]
  return sampleRunbook({ steps: [...sampleRunbook().steps.slice(0, 2), ...steps], accept: [] })
}

const told = (script: string, runbook = plan()) =>
  scripted(script, runbook).timeline.map(
    ({ offsetMs, sentence }) => `${Math.round(offsetMs / 1000)} ${sentence}`,
  )

describe('a bake', () => {
  it('lasts as long as the plan says, is not what adopts, and is told with what it saw', () => {
    assert.deepEqual(told('').slice(-8), [
      '62 Watch begins',
      '664 Watch passed; gamma 100.00 %, wix 100.00 %',
      '664 Watch done',
      '664 adopting the canary as stable',
      '664 the canary is stable now on gamma and wix',
      '664 Adopt done',
      '664 window closed',
      '664 SUCCEEDED',
    ])
  })

  it('measures the canary before the adoption, and what serves everyone after it', () => {
    const canary = 'evidence: [{ from: 3m, until: 4m, success: 10%, slot: canary }]'
    const stable = 'evidence: [{ from: 3m, until: 4m, success: 10%, slot: stable }]\nuntil: 30m'
    assert.ok(told(canary).some((line) => line.includes('ROLLING BACK: gate bake-gate did not hold')))
    assert.ok(told(stable).at(-1)?.endsWith('SUCCEEDED'))
    const after = plan({ gates: [{ ...gate, id: 'bake-gate', otherwise: 'pause' }] }, 'after')
    assert.ok(told(canary, after).at(-1)?.endsWith('SUCCEEDED'))
    assert.ok(told(stable, after).some((line) => line.includes('gate bake-gate did not hold on gamma')))
  })

  it('asks its gates every so often, reports them, and does not wait for its end with one that fails', () => {
    const said = told('evidence: [{ from: 2m, until: 6m, success: 10% }]', plan({ everyMs: 2 * MINUTE }))
    assert.ok(
      said.some((line) => /Watch: 2m seen; gamma 5\d\.\d\d %/.test(line)),
      said.join('\n'),
    )
    assert.ok(
      said.some((line) => line.startsWith('182 ROLLING BACK: gate bake-gate')),
      said.join('\n'),
    )
  })

  it('waits for a gate that lacks samples, and says so once', () => {
    const said = told(
      'requestsPerSecond: 0.02\nuntil: 20m',
      plan({ gates: [{ ...gate, id: 'bake-gate', noData: { afterMs: 60 * MINUTE, then: 'hold' } }] }),
    )
    assert.equal(said.filter((line) => line.includes('WAITING: Watch is over')).length, 1, said.join('\n'))
    assert.ok(!said.some((line) => line.includes('adopting')))
  })

  it('stands still during a pause, while the guards of the plan watch on', () => {
    const paused = 'commands: [{ at: 5m, do: pause }, { at: 8m, do: resume }]'
    assert.ok(
      told(paused).some((line) => line.startsWith('844 Watch passed')),
      told(paused).join('\n'),
    )
    const guards = [{ ...guard, id: 'plan-guard' }]
    const bad = `${paused}\nevidence: [{ from: 6m, until: 8m, success: 10% }]`
    const said = told(bad, { ...plan({ gates: [] }), guards })
    assert.ok(said.some((line) => line.includes('ROLLING BACK: guard plan-guard tripped on gamma')))
  })

  it('is as long as what was seen of it', () => {
    const lost = 'evidence: [{ from: 3m, until: 5m, lost: true }]'
    const passed = told(lost).find((line) => line.includes('Watch passed')) ?? ''
    assert.ok(Number(passed.split(' ')[0]) >= 780, passed)
  })
})
