import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Outcome } from './basis/verdict.ts'
import { countedInWords, outcomeOf } from './result.ts'

const result = fc.record({
  outcome: fc.constantFrom<Outcome>('passed', 'failed', 'unknown'),
  required: fc.boolean(),
})

describe('a suite', () => {
  it('passes only when everything required was looked at and is well', () => {
    fc.assert(
      fc.property(fc.array(result), (results) => {
        const required = results.filter((one) => one.required)
        const passes = required.length > 0 && required.every(({ outcome }) => outcome === 'passed')
        assert.equal(outcomeOf(results) === 'passed', passes)
        assert.equal(
          outcomeOf(results) === 'failed',
          required.some(({ outcome }) => outcome === 'failed'),
        )
      }),
    )
  })

  it('says how many passed', () => {
    const of = (...outcomes: Outcome[]) => countedInWords(outcomes.map((outcome) => ({ outcome })))
    assert.equal(of('passed', 'passed'), '2 of 2 passed')
    assert.equal(of('passed', 'failed', 'unknown'), '1 of 3 passed, 1 failed, 1 not known')
  })
})
