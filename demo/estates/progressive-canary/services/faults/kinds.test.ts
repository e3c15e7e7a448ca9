import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  behaviour,
  buttonIsBroken,
  type FaultKind,
  faultKind,
  faultKinds,
  losesConnection,
  remembersMore,
} from './kinds.ts'

const of1000 = (kind: FaultKind, usual = 0) =>
  Object.entries(
    Object.groupBy(
      Array.from({ length: 1_000 }, (_, i) => behaviour(kind, i + 1, usual).do),
      (what) => what,
    ),
  )
    .filter(([what]) => what !== 'answer')
    .map(([what, all]) => `${what} ${all?.length}`)
    .join()

const rows: readonly [FaultKind, string][] = [
  ['none', ''],
  ['errors-5xx', 'throw 30'],
  ['error-rate', 'refuse 90'],
  ['latency', 'wait 250'],
  ['slow-to-show', 'throw 8'],
  ...(['conversion', 'db-pool', 'memory', 'payments', 'complaints'] as const).map(
    (kind): [FaultKind, string] => [kind, ''],
  ),
]
for (const [kind, expected] of rows)
  test(`of a thousand requests with ${kind}: ${expected || 'none fails'}`, () =>
    assert.equal(of1000(kind), expected))

test('fails as usual in every version', () => assert.equal(of1000('none', 2), 'throw 2'))

test('knows every fault by its word, and no other', () => {
  for (const kind of faultKinds) assert.equal(faultKind(kind), kind)
  assert.throws(() => faultKind('gremlins'), /there is no fault gremlins; there are none, errors-5xx/)
})

test('breaks the button for three of ten users, and always for the same ones', () => {
  const users = Array.from({ length: 2_000 }, (_, i) => `u-${i}`)
  const hit = users.filter((user) => buttonIsBroken('conversion', user))
  assert.ok(Math.abs(hit.length / users.length - 0.3) < 0.05, `${hit.length} of ${users.length}`)
  assert.equal(
    users.some((user) => buttonIsBroken('none', user)),
    false,
  )
})

test('loses connections up to 95 % of the pool and leaves one', () => {
  const lostOf = (size: number) => {
    let lost = 0
    while (losesConnection('db-pool', lost, size)) lost += 1
    return lost
  }
  assert.deepEqual([lostOf(20), lostOf(21), lostOf(10), lostOf(1)], [19, 20, 9, 0])
})

test('remembers until more than 90 % of the limit are used', () => {
  assert.deepEqual(
    [0.5, 0.9, 0.95].map((used) => remembersMore('memory', used)),
    [true, true, false],
  )
})
