import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sentenceFor } from '../../notice/sentence.ts'
import { sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import type { SuiteSeen } from '../state/validated.ts'
import { Stand } from '../turn/stand.testing.ts'

const ada = { kind: 'person', name: 'ada' } as const
const suite = (over: Partial<SuiteSeen> = {}): SuiteSeen => ({
  ...{ name: 'services', title: 'Services', outcome: 'passed', passed: 5, failed: 0, unknown: 0 },
  says: '5 of 5 passed',
  ...over,
})
const record = (suites: readonly SuiteSeen[], more: object = {}) =>
  ({ command: 'record-validation', suites, canary: [], by: ada, ...more }) as const

const standing = () => new Stand(sampleRunbook({ window: null, accept: [] }))

describe('what suites have shown is kept with a change', () => {
  const outcomes = [
    [['passed'], 'passed'],
    [['passed', 'unknown'], 'unknown'],
    [['unknown', 'failed', 'passed'], 'failed'],
  ] as const
  for (const [all, outcome] of outcomes)
    it(`${all.join(', ')} is ${outcome}`, () => {
      const stand = standing()
      const before = stand.change
      assert.equal(stand.turn(0, record(all.map((one) => suite({ outcome: one })))), null)
      const [kept] = stand.change.validations ?? []
      assert.deepEqual([kept?.outcome, kept?.by, kept?.at], [outcome, 'ada', stand.now])
      assert.equal(stand.change.status, before.status, 'it decides nothing')
      assert.equal(stand.change.revision, before.revision)
    })

  it('stays with it through its whole life, also when it is over', () => {
    const stand = standing()
    stand.turn(0, record([suite()]))
    stand.turn(0, { command: 'abort', because: 'enough' })
    for (let i = 0; i < 200 && stand.change.status !== 'rolled-back'; i++) stand.turn(1_000)
    stand.turn(0, record([suite({ outcome: 'failed' })], { canary: ['wix'], report: 'ab'.repeat(32) }))
    assert.deepEqual(
      stand.change.validations?.map(({ outcome, canary }) => [outcome, canary]),
      [
        ['passed', []],
        ['failed', ['wix']],
      ],
    )
  })

  it('is told in one sentence', () => {
    const stand = standing()
    const bad = {
      outcome: 'failed',
      passed: 4,
      failed: 1,
      says: '4 of 5 passed, 1 failed; Port: Refused',
    } as const
    stand.turn(0, record([suite(bad)], { canary: ['wix'], report: 'ab'.repeat(32) }))
    const event = stand.events.find(({ type }) => type === 'validated') ?? assert.fail()
    assert.equal(
      sentenceFor(event as never, stand.change.runbook),
      `ada looked at Services (4 of 5 passed, 1 failed; Port: Refused): not well; of wix the new version was looked at; the page has the SHA-256 ${'ab'.repeat(32)}`,
    )
  })

  it('is refused of one that was never carried out, and beyond a hundred', () => {
    const stand = new Stand(sampleRunbook({ accept: [] }), 1)
    stand.turn(0, { command: 'cancel', because: 'no' })
    assert.match(stand.turn(0, record([suite()])) ?? '', /a change that is cancelled cannot be validated/)
    const other = standing()
    for (let i = 0; i < 100; i++) assert.equal(other.turn(0, record([suite()])), null)
    assert.match(other.turn(0, record([suite()])) ?? '', /100 validations are kept with it already/)
  })
})
