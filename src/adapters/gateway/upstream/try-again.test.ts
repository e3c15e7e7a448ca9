import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FailedAttempt, mayTryStable } from './try-again.ts'

const lost: FailedAttempt = {
  slot: 'canary',
  attempt: 1,
  method: 'GET',
  sent: true,
  bodyAtHand: true,
  failure: 'lost',
  answered: false,
}
const unreachable = { sent: false, failure: 'unreachable' } as const
const timeout = { failure: 'timeout' } as const

const rules: readonly (readonly [fact: string, Partial<FailedAttempt>, again: boolean])[] = [
  ['a GET that the canary lost goes to stable', {}, true],
  ['a GET whose held answer broke off goes to stable', { answered: true }, true],
  ['a GET that the canary does not answer in time goes to stable', timeout, true],
  ['a PUT that was lost without a word goes to stable', { method: 'PUT' }, true],
  ['a PUT that may still be at work does not', { method: 'PUT', ...timeout }, false],
  ['a PUT that was answered in part does not', { method: 'PUT', answered: true }, false],
  ['a PUT whose body is gone does not', { method: 'PUT', bodyAtHand: false }, false],
  ['a POST that was sent never goes anywhere else', { method: 'POST' }, false],
  ['a PATCH that was sent never goes anywhere else', { method: 'PATCH' }, false],
  ['a POST of which nothing was sent goes to stable', { method: 'POST', ...unreachable }, true],
  ['a GET that stable lost is tried once more', { slot: 'stable' }, true],
  ['a POST that stable lost is not', { slot: 'stable', method: 'POST' }, false],
  ['stable that nobody can reach is not tried again', { slot: 'stable', ...unreachable }, false],
  ['stable that is too slow is not tried again', { slot: 'stable', ...timeout }, false],
  ['there are no more than three attempts', { slot: 'stable', attempt: 3 }, false],
]

for (const [fact, over, again] of rules)
  test(fact, () => assert.equal(mayTryStable({ ...lost, ...over }), again))
