import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { compilePlan } from '../plan/plan.ts'
import { readScript } from './script.ts'
import { simulate } from './simulate.ts'

const EXAMPLE = join(import.meta.dirname, '../../../docs/examples/cutover/plan.yaml')
const T = '2027-03-01T10:00:00Z'
const START = Date.parse('2027-03-01T08:30:00Z')
const HOUR = 3_600_000
/** Payments fail for a while at 50 %, the guard asks, and nobody answers. */
const FAILS = 'scrapeEvery: 30s\nevidence: [ { from: 110m, until: 116m, signals: { payment-success: 90% } } ]'

function played(script: string, { pace = 1, guard = 'for: 1m' } = {}) {
  const written = readFileSync(EXAMPLE, 'utf8')
  const text = written.replace('below: 90%, for: 1m', `below: 90%, ${guard}`)
  const inputs = { environment: 'staging', start: T }
  const compiled = compilePlan(text, 'plan.yaml', { inputs, pace, binding: null })
  assert.ok('runbook' in compiled, JSON.stringify(compiled))
  const read = readScript(script)
  assert.ok('script' in read, JSON.stringify(read))
  return simulate(compiled.runbook, read.script, START)
}

describe('a simulated change that waits for a person', () => {
  it('is left waiting when nothing else can happen, once nothing more is due', () => {
    const { change, end, timeline } = played(FAILS)
    assert.equal(change.status, 'paused')
    assert.match(timeline.at(-1)?.sentence ?? '', /^OVERRUN/)
    assert.ok(end - (timeline.at(-1)?.at ?? 0) < HOUR, `${end}`)
  })

  it('waits for what a script brings later', () => {
    const later = `${FAILS}\ncommands: [ { at: 50h, do: answer, guard: slow-payments, as: rollback } ]`
    assert.equal(played(later).change.status, 'rolled-back')
    const worse = `${FAILS.replace(' ]', ', { from: 30h, success: 50% } ]')}`
    assert.equal(played(worse).change.status, 'rolled-back')
  })

  it('waits as long as what was measured before can trip a guard', () => {
    const { end, timeline } = played(FAILS, { guard: 'over: 5h' })
    assert.ok(end - (timeline.at(-1)?.at ?? 0) > 5 * HOUR)
  })

  it('is shown as waiting for its people for weeks, at a pace at which that is millions of scrapes', () => {
    const { change, end } = played('', { pace: 100 })
    assert.equal(change.status, 'running')
    assert.equal(end - START, 60 * 24 * HOUR)
  })
})
