import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { People } from '../../core/plan/fill/people.ts'
import { compilePlan } from '../../core/plan/plan.ts'
import { readScript } from '../../core/simulate/script.ts'
import { simulate } from '../../core/simulate/simulate.ts'
import { howToAnswer } from '../words/mine.ts'
import { mineIn } from './mine.ts'

const EXAMPLE = join(import.meta.dirname, '../../../docs/examples/cutover')
const START = '2027-03-01T10:00:00Z'

/** The example of a cutover, at the moment at which its guard asks. */
function asking(people?: People) {
  const inputs = { environment: 'staging', start: START }
  const compiled = compilePlan(readFileSync(join(EXAMPLE, 'plan.yaml'), 'utf8'), 'plan.yaml', {
    ...{ inputs, pace: 1, binding: null },
    ...(people === undefined ? {} : { people }),
  })
  const read = readScript(`${readFileSync(join(EXAMPLE, 'guard-asks.yaml'), 'utf8')}\nuntil: 120m`)
  assert.ok('runbook' in compiled && 'script' in read)
  return simulate(compiled.runbook, read.script, Date.parse(START)).change
}

test('a guard that asks waits for the person that it asks, and for no other', () => {
  const change = asking({ leads: { cutover: 'ada', database: 'dan', product: 'pia' }, contacts: {} })
  const [mine, ...others] = mineIn(change, 'pia')
  assert.ok(mine !== undefined && others.length === 0)
  assert.deepEqual([mine.kind, mine.ref, mine.named], ['guard', 'slow-payments', true])
  assert.match(mine.title, /guard slow-payments tripped on shop/)
  assert.match(howToAnswer(mine), /^cutwater answer CHG-SIMULATED slow-payments --as resume\|rollback /)
  assert.deepEqual(mineIn(change, 'ada'), [])
})

test('where the request named nobody, anyone may answer a guard that asks', () => {
  assert.deepEqual(
    mineIn(asking(), 'anyone').map(({ kind, named }) => [kind, named]),
    [['guard', false]],
  )
})
