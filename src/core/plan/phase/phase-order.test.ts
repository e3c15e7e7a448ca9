import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PlanPhase } from '../schema/phase.ts'
import { placesOfPhases, startsOf } from './phase-order.ts'

type At = 'before' | number | undefined
const phasesAt = (...all: readonly At[]): readonly PlanPhase[] =>
  all.map((at, i) => ({ phase: { name: `p${i}`, ...(at === undefined ? {} : { at }) }, steps: [] }))
const read = (...all: readonly At[]) =>
  placesOfPhases(startsOf(phasesAt(...all))).map(
    ({ beforeT, behind, earliestMs }) =>
      `${beforeT ? 'before' : 'from'} ${earliestMs} ${[...behind].sort().join()}`,
  )

const ROWS: readonly (readonly [why: string, at: readonly At[], places: readonly string[]])[] = [
  ['one phase is at T', [undefined], ['from 0 ']],
  ['one after another from T on', [undefined, undefined], ['from 0 ', 'from 0 0']],
  [
    'what counts down is done in the order of the plan',
    [-60, -30, 0],
    ['before -60 ', 'before -30 0', 'from 0 0,1'],
  ],
  [
    'without a moment it stands where the one before it does',
    [-60, undefined, 0],
    ['before -60 ', 'before null 0', 'from 0 0,1'],
  ],
  [
    'where no phase says T, the first behind those before T is at T',
    ['before', undefined, undefined],
    ['before null ', 'from 0 0', 'from 0 0,1'],
  ],
  [
    'from T on one with a moment begins beside what runs',
    [0, 60, undefined],
    ['from 0 ', 'from 60 ', 'from 60 1'],
  ],
  [
    'two that begin once scheduled do not wait for each other',
    ['before', 'before', 0],
    ['before null ', 'before null ', 'from 0 0,1'],
  ],
]
for (const [why, at, places] of ROWS) test(why, () => assert.deepEqual(read(...at), places))

test('a phase is behind none that is behind it, and from T on it is behind all before T', () => {
  const at = fc.oneof(fc.constant<At>('before'), fc.constant<At>(undefined), fc.integer({ min: -5, max: 5 }))
  fc.assert(
    fc.property(fc.array(at, { maxLength: 8 }), (all) => {
      const places = placesOfPhases(startsOf(phasesAt(...all)))
      for (const [i, { behind, beforeT }] of places.entries()) {
        for (const one of behind) {
          assert.ok(one !== i)
          assert.ok(places[one]?.behind.has(i) === false)
        }
        if (!beforeT) for (const [j, other] of places.entries()) if (other.beforeT) assert.ok(behind.has(j))
      }
    }),
  )
})
