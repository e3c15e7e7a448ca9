import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import type { WayDown } from '../../runbook/way-down.ts'
import { MINUTE, SECOND, scripted, withRollout } from './moments.testing.ts'

const percent = (weight: number, holdMs: number) => ({ weight: weight * 100, holdMs })
const ENTRIES = [percent(20, 5 * MINUTE), percent(10, 2 * MINUTE), percent(1, MINUTE), percent(0, 0)]
const down = (gradual = ENTRIES): WayDown => ({ steps: [], gradual })

/** Weights and what ended them, by minute after the rollback began. */
function descent(script: string, over: Parameters<typeof sampleRunbook>[0] = { wayDown: down() }) {
  const { events } = scripted(script, sampleRunbook(over))
  const began = events.find(({ type }) => type === 'rollback-started')?.at ?? 0
  return events.flatMap((event) => {
    const at = `${Math.round((event.at - began) / SECOND)}s`
    if (event.type === 'descended') return [`${at} ${event.weight / 100} % on ${event.targets.join(',')}`]
    if (event.type === 'traffic-closing') return [`${at} closing`]
    if (event.type === 'rollback-hastened') return [`${at} instant: ${event.because}`]
    return []
  })
}

describe('a gradual rollback by entries', () => {
  it('skips those that are not below the present weight, holds each, and closes at last', () => {
    // At 12 minutes the canary has 50 %; at 7 it has 25 %, at 2 it has 5 %.
    assert.deepEqual(descent('{ commands: [{ at: 12m, do: rollback-gradual }] }'), [
      '300s 10 % on gamma,wix',
      '420s 1 % on gamma,wix',
      '480s closing',
    ])
    assert.deepEqual(descent('{ commands: [{ at: 2m, do: rollback-gradual }] }'), ['60s closing'])
  })

  it('closes at once where no entry is below, and where the plan has none', () => {
    for (const entries of [[], [percent(40, MINUTE)]])
      assert.deepEqual(
        descent('{ commands: [{ at: 2m, do: rollback-gradual }] }', { wayDown: down(entries) }),
        [],
      )
  })

  it('goes down by its stages where the plan says nothing of it', () => {
    assert.deepEqual(
      descent('{ commands: [{ at: 12m, do: rollback-gradual }] }', { wayDown: { steps: [] } }),
      ['300s 5 % on gamma,wix', '600s closing'],
    )
  })

  it('stays at an entry of weight 0 for as long as it says', () => {
    const wayDown = down([percent(10, MINUTE), percent(0, 2 * MINUTE)])
    assert.deepEqual(descent('{ commands: [{ at: 7m, do: rollback-gradual }] }', { wayDown }), [
      '60s 0 % on gamma,wix',
      '180s closing',
    ])
  })

  it('is instant when a guard trips on the way, or a person aborts', () => {
    assert.deepEqual(
      descent('{ commands: [{ at: 12m, do: rollback-gradual }], evidence: [{ from: 13m, success: 50% }] }'),
      ['125s instant: guard success-guard tripped on gamma while it went down'],
    )
    assert.deepEqual(
      descent('{ commands: [{ at: 12m, do: rollback-gradual }, { at: 13m, do: abort, because: now }] }'),
      ['60s instant: now'],
    )
  })

  it('is taken by a guard that says so, which then watches anew', () => {
    const guards = rollout.guards.map((guard) => ({ ...guard, then: 'rollback-gradual' as const }))
    const over = { wayDown: down(), steps: withRollout({ guards }) }
    assert.deepEqual(descent('{ evidence: [{ from: 12m, until: 13m, success: 50% }] }', over), [
      '300s 10 % on gamma,wix',
      '420s 1 % on gamma,wix',
      '480s closing',
    ])
    assert.match(descent('{ evidence: [{ from: 12m, success: 50% }] }', over)[0] ?? '', /instant: guard/)
  })

  it('lets a guard that paused the change before watch anew, from the beginning of the way down', () => {
    const guards = rollout.guards.map((guard) => ({ ...guard, then: 'pause' as const }))
    const over = { wayDown: down(), steps: withRollout({ guards }) }
    const script = (until: string) =>
      `{ commands: [{ at: 15m, do: rollback-gradual }], evidence: [{ from: 12m, until: ${until}, success: 50% }] }`
    assert.deepEqual(descent(script('15m'), over), [
      '300s 10 % on gamma,wix',
      '420s 1 % on gamma,wix',
      '480s closing',
    ])
    const [hastened] = descent(script('30m'), over)
    assert.match(hastened ?? '', /instant: guard success-guard tripped/)
  })

  it('brings every rollout down that is above the entry, and leaves those below it alone', () => {
    const stages = (weight: number) => [
      { weight: weight * 100, holdMs: 40 * MINUTE, segments: [] },
      ...rollout.stages.slice(-1),
    ]
    const of = (id: string, target: string, weight: number) => ({
      ...rollout,
      id,
      after: [],
      targets: [target],
      stages: stages(weight),
    })
    const steps = [of('one', 'gamma', 50), of('two', 'wix', 15)]
    assert.deepEqual(
      descent('{ commands: [{ at: 5m, do: rollback-gradual }] }', { wayDown: down(), steps, accept: [] }),
      ['300s 10 % on gamma,wix', '420s 1 % on gamma,wix', '480s closing'],
    )
  })
})
