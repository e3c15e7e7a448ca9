import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deploy, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { MINUTE, oneStage, scripted, withRollout } from './moments.testing.ts'

const window = (minutes: number) => ({ start: null, durationMs: minutes * MINUTE, atEnd: 'hold' }) as const
const sentences = (yaml: string, runbook: ReturnType<typeof sampleRunbook>) => {
  const { change, timeline, end, start } = scripted(yaml, runbook)
  return { status: change.status, said: timeline.map(({ sentence }) => sentence), afterMs: end - start }
}

describe('a window that closes before the change ends', () => {
  it('during the only step: it succeeds when that is done, marked overrun', () => {
    const runbook = sampleRunbook({ window: window(2), steps: [deploy('wix')], targets: ['wix'], accept: [] })
    const { status, said, afterMs } = sentences('effects: [{ item: deploy-wix, takes: 3m }]', runbook)
    assert.deepEqual([status, afterMs], ['succeeded', 3 * MINUTE])
    assert.match(said.at(-1) ?? '', /^SUCCEEDED \(overrun/)
    assert.equal(said.filter((sentence) => sentence.startsWith('OVERRUN')).length, 1)
  })

  it('during the last hold: it adopts, checks and succeeds', () => {
    const rolls = withRollout({ stages: oneStage, after: ['deploy-wix'] })
    const steps = rolls.filter(({ id }) => id === 'deploy-wix' || id === 'rollout')
    const accept = sampleRunbook().accept.filter(({ id }) => id === 'held' || id === 'canary-off')
    const runbook = sampleRunbook({ window: window(2.5), steps, accept })
    const { status, said } = sentences('effects: [{ item: deploy-wix, takes: 2m }]', runbook)
    assert.equal(status, 'succeeded')
    assert.ok(said.includes('accepted: CanaryEnabled is false (simulated)'), said.join('\n'))
    assert.match(said.at(-1) ?? '', /^SUCCEEDED \(overrun/)
  })

  it('with a step still to begin: it waits for a person, and begins nothing', () => {
    const steps = [deploy('wix'), deploy('gamma', { after: ['deploy-wix'] })]
    const runbook = sampleRunbook({ window: window(2), steps, accept: [] })
    const { status, said } = sentences('effects: [{ item: deploy-wix, takes: 3m }]\nuntil: 1h', runbook)
    assert.equal(status, 'running')
    assert.ok(!said.includes('Deploy gamma started'))
  })
})
