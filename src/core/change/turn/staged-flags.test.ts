import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { EffectStep, Step } from '../../runbook/runbook.ts'
import { deploy, rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { simulate } from '../../simulate/simulate.ts'
import { AT, inEveryWorld } from './laws.testing.ts'
import { MINUTE, SECOND, scripted } from './moments.testing.ts'

const flags = (live: number, over: Partial<EffectStep> = {}): EffectStep =>
  deploy('wix', {
    id: 'flags',
    title: 'New home page',
    act: { act: 'set-flags', targets: ['wix'], set: { NewHome: true }, lock: false, live },
    unknown: { ask: 'repeat' },
    undo: {
      undo: 'act',
      act: { act: 'restore-flags', targets: ['wix'], flags: ['NewHome'] },
      timeLimitMs: MINUTE,
      attempts: 1,
    },
    ...over,
  })

/** Flags before T, a rollout at T, ten minutes after the request. */
function told(script: string, live = 0, over: Partial<EffectStep> = {}) {
  const steps: Step[] = [flags(live, over), { ...rollout, id: 'rollout', after: [], targets: ['wix'] }]
  const start = AT + 10 * MINUTE
  const runbook = sampleRunbook({
    window: { start, durationMs: 120 * MINUTE, atEnd: 'hold' },
    targets: ['wix'],
    steps,
    accept: [],
    phases: [
      { id: 'ready', start: { start: 'scheduled' }, steps: ['flags'] },
      { id: 'go', start: { start: 'at', offsetMs: 0 }, steps: ['rollout'] },
    ],
  })
  const { events, change } = scripted(script, runbook)
  const said = events.flatMap((event) =>
    event.type === 'flags-staged' ||
    event.type === 'step-started' ||
    event.type === 'step-done' ||
    event.type === 'stage-entered'
      ? [`${Math.round((event.at - start) / SECOND)} ${event.type} ${event.step}`]
      : [],
  )
  return { said, change, events }
}

describe('flags with a moment of their own', () => {
  it('are staged when their step comes, and live at T, before the first request reaches the canary', () => {
    assert.deepEqual(told('{}').said.slice(0, 4), [
      '-600 flags-staged flags',
      '0 step-started flags',
      '2 step-done flags',
      '2 stage-entered rollout',
    ])
  })

  it('wait for a moment after T beside the rollout, and the change waits for them', () => {
    const { said, change } = told('{}', 60 * MINUTE)
    assert.deepEqual(said.slice(0, 2), ['-600 flags-staged flags', '0 stage-entered rollout'])
    assert.deepEqual(said.slice(-2), ['3600 step-started flags', '3602 step-done flags'])
    assert.equal(change.status, 'succeeded')
  })

  it('are nothing to undo while they are staged, and are put back once they were live', () => {
    const before = told('{ commands: [{ at: 5m, do: abort }] }')
    assert.equal(before.change.status, 'cancelled')
    assert.ok(!before.events.some(({ type }) => type === 'undo-started'))
    const after = told('{ commands: [{ at: 12m, do: abort }] }')
    assert.ok(after.events.some((event) => event.type === 'undo-started' && event.step === 'flags'))
  })

  it('send the change back when they cannot be set, as any step does, with its tries', () => {
    const { change, said } = told('{ effects: [{ item: flags, outcome: failed }] }', 0, { attempts: 2 })
    assert.equal(said.filter((line) => line.endsWith('step-started flags')).length, 2)
    assert.ok(!said.some((line) => line.includes('stage-entered')))
    assert.equal(change.status, 'rolled-back')
  })

  it('are set at once where their moment has passed', () => {
    const steps: Step[] = [flags(0)]
    const { events } = scripted('{}', sampleRunbook({ steps, accept: [], targets: ['wix'] }))
    assert.ok(!events.some(({ type }) => type === 'flags-staged'))
  })
})

it('no weight rises while flags of T are staged or under way', () => {
  inEveryWorld((runbook, script) => {
    let t: number | null = null
    const open = new Set<string>()
    for (const event of simulate(runbook, script, AT).events) {
      if (event.type === 'window-opened') t = event.at
      if (event.type === 'flags-staged') open.add(event.step)
      if (event.type === 'step-done' || (event.type === 'step-failed' && event.goOn)) open.delete(event.step)
      if (event.type !== 'stage-entered' || event.stage !== 0 || t === null) continue
      for (const id of open) {
        const step = runbook.steps.find((one) => one.id === id)
        assert.ok(step?.kind === 'effect' && step.act.act === 'set-flags')
        assert.ok(event.at < t + (step.act.live ?? 0), `${id} is not live yet`)
      }
    }
  })
})
