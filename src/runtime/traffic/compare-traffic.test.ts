import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CLOSED, type Desired, LATCHED, type Split } from '../../core/traffic/desired.ts'
import { compareTraffic, type Standing } from './compare-traffic.ts'

const OPEN: Split = {
  mode: 'open',
  weight: 500,
  cohort: 'CHG-2026-0001',
  segments: [],
  headerOverride: false,
}
const at = (generation: number, split: Split): Desired => ({ generation, stable: 'blue', split })

const table: readonly [string, Desired, Desired, Standing][] = [
  ['the same', at(7, OPEN), at(7, OPEN), 'agrees'],
  ['an older generation', at(7, OPEN), at(6, CLOSED), 'behind'],
  ['a newer generation', at(7, OPEN), at(9, OPEN), 'conflict'],
  ['a newer generation, closed', at(7, OPEN), at(9, CLOSED), 'conflict'],
  ['the same generation with another split', at(7, OPEN), at(7, CLOSED), 'conflict'],
  ['a latch of its own, newer', at(7, OPEN), at(8, LATCHED), 'latched-itself'],
  ['a latch of its own, at the same generation', at(7, OPEN), at(7, LATCHED), 'latched-itself'],
  ['a latch of its own, older than what is desired now', at(9, OPEN), at(7, LATCHED), 'latched-itself'],
  ['a latch of its own, newer than the database’s', at(8, LATCHED), at(9, LATCHED), 'latched-itself'],
  ['an old latch while a newer one is on its way', at(9, LATCHED), at(7, LATCHED), 'behind'],
  ['a newer generation after a person latched the target', at(8, LATCHED), at(12, CLOSED), 'outranks'],
]

describe('a proxy beside the database', () => {
  for (const [what, desired, has, expected] of table)
    it(`${what}: ${expected}`, () => {
      assert.equal(
        compareTraffic({ desired, conflict: null }, { instance: 'a', reached: true, has }),
        expected,
      )
    })

  it('is unreachable, whatever it last had', () => {
    assert.equal(
      compareTraffic(
        { desired: at(1, CLOSED), conflict: null },
        { instance: 'a', reached: false, because: 'gone' },
      ),
      'unreachable',
    )
  })
})
