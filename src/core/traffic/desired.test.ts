import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  acceptWrite,
  CLOSED,
  type Desired,
  LATCHED,
  latchLocally,
  missedBy,
  type Split,
  sameDesired,
  weightOf,
} from './desired.ts'

const at = (generation: number, split: Split): Desired => ({ generation, stable: 'blue', split })
const open = (weight: number): Split => ({
  mode: 'open',
  weight,
  cohort: 'c',
  segments: [],
  headerOverride: false,
})

const anySplit: fc.Arbitrary<Split> = fc.oneof(
  fc.constant(CLOSED),
  fc.constant(LATCHED),
  fc.integer({ min: 0, max: 10_000 }).map(open),
)
/** What a server writes: generations 1, 2, 3 ... each made once; then delivered in any order, any of them twice. */
const deliveries = fc
  .array(anySplit, { minLength: 1, maxLength: 12 })
  .map((splits) => splits.map((split, i) => at(i + 1, split)))
  .chain((writes) =>
    fc.tuple(
      fc.constant(writes),
      fc
        .array(fc.constantFrom(...writes), { maxLength: 12 })
        .chain((again) =>
          fc.shuffledSubarray([...writes, ...again], { minLength: writes.length + again.length }),
        ),
    ),
  )

function deliver(writes: readonly Desired[]): Desired[] {
  const states = [at(0, CLOSED)]
  for (const write of writes) states.push(acceptWrite(states.at(-1)!, write).now)
  return states
}

test('any order of arrival ends at the newest write', () => {
  fc.assert(
    fc.property(deliveries, ([made, arrived]) => assert.deepEqual(deliver(arrived).at(-1), made.at(-1))),
  )
})

test('no arrival raises traffic after a newer close', () => {
  fc.assert(
    fc.property(deliveries, ([, arrived]) => {
      const states = deliver(arrived)
      states.forEach((state, i) => {
        if (state.split.mode !== 'closed') return
        for (const later of states.slice(i))
          assert.ok(later.generation > state.generation || weightOf(later.split) === 0)
      })
    }),
  )
})

test('the generation a proxy has never falls', () => {
  fc.assert(
    fc.property(deliveries, ([, arrived]) => {
      const generations = deliver(arrived).map((state) => state.generation)
      assert.deepEqual(
        generations,
        generations.toSorted((a, b) => a - b),
      )
    }),
  )
})

test('refuses an older generation', () => {
  const current = at(7, CLOSED)
  assert.deepEqual(acceptWrite(current, at(6, open(2500))), {
    accepted: false,
    because: 'stale',
    now: current,
  })
})

test('accepts the same generation again only when it says the same', () => {
  const current = at(7, open(500))
  assert.deepEqual(acceptWrite(current, at(7, open(500))), { accepted: true, now: current })
  assert.deepEqual(acceptWrite(current, at(7, open(2500))), {
    accepted: false,
    because: 'stale',
    now: current,
  })
})

test('a proxy that latched itself stays closed whatever those write who do not know of it', () => {
  const current = latchLocally(at(7, open(2500)))
  assert.deepEqual(current, at(8, LATCHED))
  for (const incoming of [at(8, open(5000)), at(9, open(5000)), at(90, open(1)), at(90, CLOSED)])
    assert.equal(acceptWrite(current, incoming, true).accepted, false)
  assert.deepEqual(acceptWrite(current, at(9, open(5000)), true), {
    accepted: false,
    because: 'latched',
    now: current,
  })
})

test('a proxy that latched itself follows the server that adopted the latch with a newer generation', () => {
  const current = latchLocally(at(7, open(2500)))
  const adopted = acceptWrite(current, at(9, LATCHED), true)
  assert.deepEqual(adopted, { accepted: true, now: at(9, LATCHED) })
  assert.equal(acceptWrite(adopted.now, at(10, CLOSED)).accepted, true)
})

test('a mode makes another state, and a latch at the proxy keeps it', () => {
  const restricted: Desired = { ...at(7, open(2500)), mode: { traffic: 'read-only', banner: 'b' } }
  assert.equal(sameDesired(restricted, at(7, open(2500))), false)
  assert.equal(acceptWrite(at(7, open(2500)), restricted).accepted, false)
  assert.equal(acceptWrite(restricted, at(6, open(2500))).accepted, false)
  assert.deepEqual(acceptWrite(at(6, CLOSED), restricted), { accepted: true, now: restricted })
  assert.deepEqual(latchLocally(restricted), { ...at(8, LATCHED), mode: restricted.mode })
})

test('latching what is latched changes nothing', () => {
  const latched = at(3, LATCHED)
  assert.equal(latchLocally(latched), latched)
})

const missed: readonly [string, Desired, Desired, boolean, boolean][] = [
  ['an older one', at(7, open(500)), at(6, LATCHED), false, false],
  ['the same', at(7, open(500)), at(7, open(500)), false, false],
  ['a newer one', at(7, CLOSED), at(8, open(500)), false, true],
  ['another one of the same generation', at(7, open(500)), at(7, CLOSED), false, false],
  ['a latch of the same generation', at(7, open(500)), at(7, LATCHED), false, true],
  ['a newer one after it latched itself', at(7, LATCHED), at(9, open(500)), true, false],
  ['a newer latch after it latched itself', at(7, LATCHED), at(9, LATCHED), true, true],
]
for (const [what, current, kept, latchedLocally, expected] of missed)
  test(`of what another process was told, ${what} was ${expected ? 'missed' : 'not missed'}`, () => {
    assert.equal(missedBy(current, kept, latchedLocally), expected)
  })
