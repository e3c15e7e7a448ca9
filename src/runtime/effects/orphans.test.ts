import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EffectRow } from '../../ports/store/effects.ts'
import { mayTakeOver, type Owner, ownersSeen } from './orphans.ts'

const LIMIT = 10_000
const row = { startedAt: 0, takenAt: null, timeLimitMs: LIMIT } as EffectRow

const table: readonly [Owner, isCommand: boolean, now: number, may: boolean, why: string][] = [
  ['ours', true, 0, true, 'a data directory has one live server'],
  ['gone', true, 0, true, 'its supervisor can be looked at from here'],
  ['lost', false, 0, true, 'a call that nobody waits for has been sent, or never will be'],
  ['lost', true, 2 * LIMIT, false, 'its supervisor may still be running it, for the second time'],
  ['lost', true, 2 * LIMIT + 30_001, true, 'not even a second try can still run'],
  ['lives', false, 2 * LIMIT, false, 'its own server will say'],
  ['lives', true, 2 * LIMIT + 120_001, true, 'its server never said'],
]
for (const [owner, isCommand, now, may, why] of table)
  test(`${isCommand ? 'a command' : 'a call'} of a server that is ${owner} is ${may ? 'taken over' : 'left alone'} after ${now} ms: ${why}`, () => {
    assert.equal(mayTakeOver(row, owner, isCommand, now), may)
  })

test('a command that was taken over already is counted from then', () => {
  assert.equal(mayTakeOver({ ...row, takenAt: 50_000 }, 'lost', true, 60_000), false)
})

test('a lease that is free for a moment, as after a restart of the database, means nothing', () => {
  const replica = (alive: boolean) => [{ installation: 'a', place: 'there', alive }]
  const ownerOf = ownersSeen({ here: 'here', standing: () => 'elsewhere' })
  assert.equal(ownerOf('a', replica(false), 0), 'lives')
  assert.equal(ownerOf('a', replica(false), 4_999), 'lives')
  assert.equal(ownerOf('a', replica(true), 5_000), 'lives')
  assert.equal(ownerOf('a', replica(false), 6_000), 'lives', 'it begins anew')
  assert.equal(ownerOf('a', replica(false), 11_000), 'lost')
})

test('what can be seen on this machine is believed more than a lease', () => {
  const ownerOf = (standing: 'runs' | 'gone', alive: boolean) =>
    ownersSeen({ here: 'here', standing: () => standing })('a', [{ installation: 'a', place: '', alive }], 0)
  assert.equal(ownerOf('gone', true), 'gone')
  assert.equal(ownerOf('runs', false), 'lives')
  assert.equal(ownersSeen({ here: '', standing: () => 'gone' })('unknown', [], 1e9), 'lives')
})
