import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { phasedRunbook, sampleRunbook } from '../runbook/sample-runbook.testing.ts'
import { requestedAt } from './requested-at.ts'
import { readScript } from './script.ts'
import { simulate } from './simulate.ts'

const MINUTE = 60_000
const AT = 1_760_000_000_000
const T = AT + 20 * MINUTE

const planned = (start: number | null) =>
  phasedRunbook(sampleRunbook({ window: { start, durationMs: 60 * MINUTE, atEnd: 'hold' } }))

function played(yaml: string, start: number | null = T) {
  const read = readScript(yaml)
  assert.ok('script' in read)
  const { timeline, change, t } = simulate(planned(start), read.script, AT)
  /** Minutes after T of the first moment of a kind. */
  const at = (type: string, words = '') => {
    const moment = timeline.find((one) => one.type === type && one.sentence.includes(words))
    assert.ok(moment !== undefined && t !== null, `${type} ${words}`)
    return (moment.at - t) / MINUTE
  }
  return { at, status: change.status, t }
}

describe('a simulated plan with phases', () => {
  it('begins each phase at its moment, and the one beside the rollout while that still runs', () => {
    const { at, status, t } = played('{}')
    assert.equal(status, 'succeeded')
    assert.equal(t, T)
    assert.equal(at('phase-started', 'final-checks'), -5)
    assert.equal(at('window-opened'), 0)
    assert.equal(at('phase-started', 'publishing'), 10)
    assert.ok(at('phase-ended', 'cutover') > at('phase-ended', 'publishing'))
  })

  it('counts everything after T from when T came', () => {
    const { at, t } = played('{effects: [{item: readiness, takes: 9m}]}')
    assert.equal(t, T + 4 * MINUTE)
    assert.equal(at('phase-late'), -4, 'T had come and it was not done')
    assert.equal(at('phase-started', 'publishing'), 10)
  })

  it('without a start T is where the last phase before it ends, and offsets keep their order', () => {
    const { at, t } = played('{effects: [{item: warm-up, takes: 3m}, {item: readiness, takes: 1m}]}', null)
    assert.equal(t, AT + 4 * MINUTE)
    assert.equal(at('phase-started', 'final-checks'), -1)
  })

  it('is requested early enough for the first moment that the plan names', () => {
    assert.equal(requestedAt(planned(T), AT), T - 5 * MINUTE - MINUTE - 10 * MINUTE)
    assert.equal(requestedAt(planned(null), AT), AT)
    const { phases: _, ...plain } = planned(T)
    assert.equal(requestedAt(plain, AT), T - MINUTE)
  })
})
