import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type rollout, sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { simulate } from '../../simulate/simulate.ts'
import { weightOf } from '../../traffic/desired.ts'
import { isTerminal } from '../state/change.ts'
import { AT, inEveryWorld, MINUTE } from './laws.testing.ts'
import { SECOND, scripted, withRollout } from './moments.testing.ts'

describe('laws of a flag that follows the weight', () => {
  it('is never told more than every proxy has acknowledged, and one order at a time', () => {
    inEveryWorld((runbook, script) => {
      const told = new Map<string, number>()
      const out = new Set<string>()
      simulate(runbook, script, AT, ({ taken, seen }) => {
        for (const event of taken.events) {
          if (event.type === 'weight-flag-set' || event.type === 'weight-flag-failed') out.delete(event.step)
          if (event.type !== 'weight-flag-moved') continue
          assert.ok(!out.has(event.step), 'two orders at a time')
          out.add(event.step)
          const step = runbook.steps.find(({ id }) => id === event.step)
          assert.ok(step?.kind === 'rollout')
          if (event.percent > (told.get(event.step) ?? 0))
            for (const target of step.targets) {
              const traffic = seen.traffic[target]
              assert.ok(traffic?.settled === true, 'not every proxy has the weight')
              assert.ok(weightOf(traffic.desired.split) >= event.percent * 100, 'ahead of the weight')
            }
          told.set(event.step, event.percent)
        }
      })
    })
  })

  it('is 0 once its canary is closed, or somebody was paged because it is not', () => {
    inEveryWorld((runbook, script) => {
      const { change, events } = simulate(runbook, { ...script, until: script.until + 60 * MINUTE }, AT)
      if (!isTerminal(change) || !('run' in change) || change.run === undefined) return
      for (const [id, flag] of Object.entries(change.run.weightFlags ?? {})) {
        assert.ok(
          flag.status === 'set' || flag.status === 'failed',
          `it ended while the flag is ${flag.status}`,
        )
        const adopted = events.some((event) => event.type === 'adopting' || event.type === 'adopted')
        if (adopted) continue
        assert.equal(flag.percent, 0, id)
        if (flag.status === 'failed')
          assert.ok(
            events.some((event) => event.type === 'weight-flag-failed' && event.retryAt === undefined),
          )
      }
    })
  })
})

/** What the flag was told and by when, in seconds. */
function told(script: string, over: Partial<typeof rollout> = {}) {
  const steps = withRollout({ weightFlag: 'canary-percentage', ...over })
  const { events, change } = scripted(script, sampleRunbook({ steps, accept: [] }))
  const said = events.flatMap((event) => {
    const at = Math.round((event.at - AT) / SECOND)
    if (event.type === 'weight-flag-moved') return [`${at} ${event.percent}`]
    return event.type === 'weight-flag-failed'
      ? [`${at} failed${event.retryAt === undefined ? ' for good' : ''}`]
      : []
  })
  return { said, change }
}

describe('a flag that follows the weight', () => {
  it('goes up stage by stage, and stays at 100 once the canary is adopted', () => {
    const { said, change } = told('{}')
    assert.deepEqual(said, ['2 5', '304 25', '606 50', '908 100'])
    assert.equal(change.status, 'succeeded')
  })

  it('goes to 0 with an abort, and down with a gradual rollback', () => {
    assert.deepEqual(told('{ commands: [{ at: 7m, do: abort }] }').said, ['2 5', '304 25', '420 0'])
    assert.deepEqual(told('{ commands: [{ at: 12m, do: rollback-gradual }] }').said, [
      '2 5',
      '304 25',
      '606 50',
      '720 25',
      '1020 5',
      '1320 0',
    ])
  })

  it('holds up no end for ever, also when it fails for good right before the adoption', () => {
    const stages = [{ weight: 10_000, holdMs: 0, segments: [] }]
    const fails = "effects: [{ item: 'weight:rollout', outcome: failed }]"
    for (const script of [`{ ${fails} }`, `{ ${fails}, commands: [{ at: 8s, do: abort }] }`]) {
      const { change } = told(script, { stages, gates: [] })
      assert.match(change.status, /^(succeeded|failed)$/)
    }
  })

  it('goes to 0 when a trial is over', () => {
    const { said, change } = told('{}', { adopt: false })
    assert.equal(said.at(-1)?.endsWith(' 0'), true)
    assert.equal(change.status, 'succeeded')
  })

  it('is tried three times, then pages, and is told the next weight all the same', () => {
    const fails =
      "{ effects: [{ item: 'weight:rollout', attempt: 1, outcome: failed }, { item: 'weight:rollout', attempt: 2, outcome: failed }, { item: 'weight:rollout', attempt: 3, outcome: failed }] }"
    assert.deepEqual(told(fails).said.slice(0, 8), [
      '2 5',
      '4 failed',
      '9 5',
      '11 failed',
      '16 5',
      '18 failed for good',
      '304 25',
      '606 50',
    ])
  })
})
