import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asksElsewhere } from './door.ts'
import type { Outcome } from './tally.ts'

const answer: Outcome = { saw: 'answer', status: 502, version: null, ms: 1 }
const nothing = (cause: string): Outcome => ({ saw: 'nothing', cause, ms: 1 })

const rows: readonly [string, Outcome, boolean][] = [
  ['GET', answer, false],
  ['GET', nothing('ECONNREFUSED'), true],
  ['GET', nothing('ECONNRESET'), true],
  ['GET', nothing('timeout'), false],
  ['PUT', nothing('UND_ERR_SOCKET'), true],
  ['POST', nothing('ECONNREFUSED'), true],
  ['POST', nothing('ECONNRESET'), false],
]
for (const [method, outcome, again] of rows)
  test(`${method} that saw ${JSON.stringify(outcome)} is ${again ? '' : 'not '}asked again at another address`, () =>
    assert.equal(asksElsewhere(method, outcome), again))
