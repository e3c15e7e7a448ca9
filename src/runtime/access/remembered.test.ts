import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoreUnavailable } from '../../ports/store/store.ts'
import { type Found, remembered } from './remembered.ts'

const found = { token: { id: 'a' }, via: 'token', expiresAt: 9e12 } as unknown as Found
const MINUTE = 60_000

function database() {
  const state = { away: false, asked: 0 }
  const find = async () => {
    state.asked += 1
    if (state.away) throw new StoreUnavailable('away')
    return found
  }
  return { state, find }
}

test('who was known a minute before the database went away still reads, as long as it takes; nobody acts', async () => {
  const known = remembered()
  const { state, find } = database()
  await known.find('a', 0, false, find)
  await known.find('old', -2 * MINUTE, false, find)
  state.away = true
  assert.equal(await known.find('a', MINUTE, false, find), found)
  assert.equal(await known.find('a', 100 * MINUTE, false, find), found)
  await assert.rejects(known.find('a', 100 * MINUTE, true, find), StoreUnavailable)
  await assert.rejects(known.find('old', MINUTE, false, find), StoreUnavailable)
  await assert.rejects(known.find('stranger', MINUTE, false, find), StoreUnavailable)
})

test('while it is away nobody waits for it, and one question at a time finds out that it is back', async () => {
  const known = remembered()
  const { state, find } = database()
  await known.find('a', 0, false, find)
  state.away = true
  await known.find('a', 2_000, false, find)
  const asked = state.asked
  const { promise: back, resolve } = Promise.withResolvers<Found>()
  const slow = () => {
    state.asked += 1
    return back
  }
  for (let i = 0; i < 50; i++) assert.equal(await known.find('a', 4_000 + i, false, slow), found)
  assert.equal(state.asked, asked + 1)
  const renewed = { ...found }
  resolve(renewed)
  await new Promise(setImmediate)
  assert.equal(await known.find('a', 4_100, false, find), renewed)
})

test('a database that stands still is as good as away', async () => {
  const known = remembered(5)
  const { find } = database()
  await known.find('a', 0, false, find)
  const never = () => new Promise<Found>(() => undefined)
  assert.equal(await known.find('a', 2_000, false, never), found)
  assert.equal(await known.find('a', 500_000, false, never), found)
})

test('what was revoked here just before is not known from memory', async () => {
  const known = remembered()
  const { state, find } = database()
  await known.find('a', 0, false, find)
  known.forget()
  assert.equal(known.has('a'), true)
  state.away = true
  await assert.rejects(known.find('a', 10, false, find), StoreUnavailable)
})
