import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { worseGuard } from '../runbook/sample-runbook.testing.ts'
import { beginWatch } from './observe.ts'
import { questionOf } from './sequential/question.ts'
import { beginSequential, STATE_VERSION } from './sequential/state.ts'
import { storedState } from './stored.ts'

const question = questionOf({
  test: 'worse',
  times: 1.25,
  direction: 'higher',
  alpha: 0.001,
  intervalMs: 5_000,
})
if ('refused' in question) throw new Error(question.refused)
const began = beginWatch(worseGuard, 1_000)
const state = { ...began, tested: { question, state: beginSequential(question, 1_000) } }
const stored = (changed: object) =>
  JSON.parse(
    JSON.stringify({ ...state, tested: { question, state: { ...state.tested.state, ...changed } } }),
  ) as unknown

describe('a state of the judge that was stored', () => {
  it('is gone on with as it was', () => {
    for (const each of [began, state])
      assert.deepEqual(storedState(JSON.parse(JSON.stringify(each))), { state: each, refused: null })
  })

  it('is left as it is when a newer version has written it, or none has', () => {
    for (const [changed, why] of [
      [{ version: STATE_VERSION + 1, more: 1 }, /a newer Cutwater has written it, and only that reads it/],
      [{ intervals: 'many' }, /no version has written what is kept of this test: [\s\S]*intervals/],
    ] as const) {
      const kept = stored(changed)
      const found = storedState(kept)
      assert.equal(found.state, kept)
      assert.match(found.refused ?? '', why)
    }
  })
})
