import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HeldFlag } from '../../flag/lock/held-flag.ts'
import { flagsOf } from '../plan.ts'
import { checkLocks } from './check-locks.ts'
import { binding, GOOD } from './planted-faults.testing.ts'

const held = (over: Partial<HeldFlag['lock']> = {}, content = true): HeldFlag => ({
  target: 'wix',
  flag: 'CanaryEnabled',
  content,
  lock: { by: 'anna', because: 'frozen', since: 0, change: null, ...over },
})
const findings = (text: string, lock: HeldFlag, inputs: Record<string, string> | null = null) =>
  checkLocks(flagsOf(text, 'sample.yaml', { inputs, binding: binding() }), () => [lock], 'warning')

test('a lock in the way is found where the flag is written, in each environment that the plan may run in', () => {
  const found = findings(GOOD, held())
  assert.ok(found.length > 0)
  const line = GOOD.split('\n').findIndex((text) => text.includes('CanaryEnabled: false')) + 1
  for (const one of found) {
    assert.deepEqual([one.line, one.code, one.severity], [line, 'flag-locked', 'warning'])
    assert.match(one.message, /^in \w+, CanaryEnabled of wix is locked by anna: frozen$/)
    assert.match(one.remedy, /^cutwater flags unlock \w+\/wix CanaryEnabled --because "..."$/)
  }
})

test('what stands, what the same plan holds and what is set elsewhere is in nobody’s way', () => {
  const change = { id: 'CHG-1', plan: 'sample', over: false }
  assert.deepEqual(findings(GOOD, held({}, false)), [])
  assert.deepEqual(findings(GOOD, held({ by: 'CHG-1', change })), [])
  assert.deepEqual(findings(GOOD, { ...held(), target: 'docs' }), [])
  assert.equal(findings(GOOD, held({ change: { ...change, plan: 'another' } })).length > 0, true)
})

test('a value that an input decides is known once it is given', () => {
  const asked = GOOD.replace('CanaryEnabled: false', "CanaryEnabled: '${{ inputs.on }}'").replace(
    /^inputs:\n/m,
    'inputs:\n  on: { type: boolean, required: true }\n',
  )
  assert.ok(asked.includes('inputs.on'))
  assert.ok(findings(asked, held({}, false)).length > 0, 'not known yet, so it may be another')
})
