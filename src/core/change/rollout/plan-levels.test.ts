import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Level } from '../../level/level.ts'
import { rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { replay } from '../evolve/evolve.ts'
import { MINUTE, scripted } from '../turn/moments.testing.ts'

const level: Level = {
  ...{
    id: 'success',
    signal: 'success-ratio',
    spanMs: MINUTE,
    minSamples: 10,
    worse: 'lower',
    tell: ['lead'],
  },
  ...{ warn: { value: 0.99 }, critical: { value: 0.95 }, governance: { value: 0.9 } },
}

/** One stage of twenty minutes with nothing that decides. */
function plan(...levels: readonly Level[]) {
  const stages = [{ weight: 5_000, holdMs: 20 * MINUTE, segments: [] }]
  const steps = [{ ...rollout, stages, gates: [], guards: [], after: [], targets: ['wix'] }]
  const leads = { lead: { title: 'Cutover Lead', person: 'ada' } }
  return sampleRunbook({ steps, accept: [], targets: ['wix'], leads, levels })
}

function told(script: string, ...levels: readonly Level[]) {
  const simulated = scripted(script, plan(...levels))
  const events = simulated.events.filter((event) => event.type === 'level-changed')
  const says = simulated.timeline.filter(({ type }) => type === 'level-changed')
  return { simulated, says: says.map(({ sentence }) => sentence), names: events.map(({ now }) => now) }
}

describe('levels of a plan', () => {
  it('are told when a signal reaches them, gets worse, gets better and leaves them, and nothing follows', () => {
    const { simulated, says, names } = told(
      `evidence:
        - { from: 2m, until: 5m, success: 98% }
        - { from: 5m, until: 7m, success: 85% }
        - { from: 7m, until: 13m, success: 98% }`,
      level,
    )
    assert.deepEqual(names[0], ['warn'])
    assert.deepEqual(
      names.find((one) => one.includes('governance')),
      ['warn', 'critical', 'governance'],
    )
    assert.deepEqual(names.slice(-2), [['warn'], []])
    assert.match(
      says[0] ?? '',
      /^LEVEL: success-ratio of wix is at warn: 98\.\d+ % over 1m, warn from 99\.00 % down; for Cutover Lead \(ada\)$/,
    )
    assert.match(says.at(-2) ?? '', /is down to warn: /)
    assert.match(says.at(-1) ?? '', /has left warn: /)
    assert.equal(simulated.change.status, 'succeeded')
    assert.deepEqual(replay(simulated.events), simulated.change, 'it is in the journal')
  })

  it('of a signal that swings about one is told no more than twice in five minutes', () => {
    const lines = Array.from(
      { length: 12 },
      (_, i) => `- { from: ${2 + i}m, until: ${2 + i}m30s, success: 90% }`,
    )
    const { names } = told(`evidence:\n  ${lines.join('\n  ')}`, { ...level, spanMs: 15_000 })
    assert.ok(names.length >= 3 && names.length <= 7, JSON.stringify(names))
  })

  it('say nothing of what is not known, and hold nothing up', () => {
    const { simulated, names } = told(
      'evidence: [{ from: 0s, missing: true }, { from: 0s, slot: stable, missing: true }]',
      level,
    )
    assert.deepEqual(names, [])
    const few = told('requestsPerSecond: 0.1\nevidence: [{ from: 0s, success: 10% }]', level)
    assert.deepEqual(few.names, [])
    assert.equal(few.simulated.change.status, simulated.change.status)
  })

  it('refer to what rules refer to', () => {
    const beside: Level = {
      ...level,
      warn: { of: 'stable', times: 0.99, plus: 0 },
      critical: { of: 'stable', times: 0.9, plus: 0 },
    }
    const { governance: _, ...both } = beside
    const { says } = told('evidence: [{ from: 2m, success: 85% }]', both)
    assert.match(
      says.at(-1) ?? '',
      /at critical: .*, warn from 99\.00 % \(stable-1 %\) down, critical from 90\.00 % \(stable-10 %\) down/,
    )
  })

  it('of more being worse are reached upwards', () => {
    const latency: Level = {
      ...{ id: 'p95', signal: 'latency-p95', spanMs: MINUTE, minSamples: 10, worse: 'higher' },
      ...{ warn: { value: 250 }, critical: { value: 300 } },
    }
    const { names } = told('evidence: [{ from: 2m, latencyMs: 310 }]', latency)
    assert.deepEqual(names.at(-1), ['warn', 'critical'])
  })
})
