import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Outcome } from '../../core/change/outside/observations.ts'
import { outcomeOf } from './outcome.ts'
import type { CommandEnd } from './run-record.ts'

const exited = (code: number): CommandEnd => ({ ended: 'exited', code, outputs: { read: true, outputs: {} } })
const unread: CommandEnd = { ended: 'exited', code: 0, outputs: { read: false, because: 'it is not JSON' } }

describe('the outcome of a command', () => {
  const rows: readonly [string, CommandEnd, Outcome['outcome'], Outcome['outcome']][] = [
    ['exit code 0', exited(0), 'done', 'done'],
    ['exit code 1', exited(1), 'failed', 'failed'],
    ['exit code 2', exited(2), 'failed', 'unknown'],
    ['exit code 0 with outputs nobody can read', unread, 'failed', 'unknown'],
    ['a signal', { ended: 'signalled', signal: 'SIGSEGV' }, 'failed', 'unknown'],
    ['its time limit', { ended: 'time-limit' }, 'failed', 'unknown'],
    ['never having started', { ended: 'not-started', because: 'no' }, 'failed', 'unknown'],
    ['a stop', { ended: 'stopped' }, 'stopped', 'stopped'],
    ['an end nobody saw', { ended: 'unseen', because: 'no' }, 'unknown', 'unknown'],
  ]
  for (const [what, end, asCommand, asCheck] of rows)
    it(`after ${what} is ${asCommand}, and ${asCheck} for a check`, () => {
      const of = (check: boolean) => {
        const call = { format: 1 as const, key: 'k', check, timeLimitMs: 60_000, graceMs: 0, at: 0 }
        return outcomeOf(call, { format: 1, endedAt: 0, end, evidence: '' }).outcome
      }
      assert.equal(of(false), asCommand)
      assert.equal(of(true), asCheck)
    })

  it('gives as its reason the last line that says something', () => {
    const evidence = 'Error: disk full\n    at main (deploy.ts:3:1)\n}\n\nNode.js v24.21.0'
    const call = { format: 1 as const, key: 'k', check: false, timeLimitMs: 60_000, graceMs: 0, at: 0 }
    const reason = (end: CommandEnd) => outcomeOf(call, { format: 1, endedAt: 0, end, evidence })
    assert.deepEqual(reason(exited(3)), { outcome: 'failed', reason: 'exit code 3: Error: disk full' })
    assert.deepEqual(reason({ ended: 'time-limit' }), {
      outcome: 'failed',
      reason: 'time limit of 60 s reached: Error: disk full',
    })
  })
})
