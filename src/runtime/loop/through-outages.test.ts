import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoreUnavailable } from '../../ports/store/store.ts'
import { throughOutages } from './through-outages.ts'

const slept: number[] = []
const clock = { now: () => 0, sleep: async (ms: number) => void slept.push(ms) }
const never = new AbortController().signal

test('asks again while the database is away, later and later, and answers what it says in the end', async () => {
  let away = 3
  const call = async () => {
    if (away-- > 0) throw new StoreUnavailable('it does not answer')
    return 'done'
  }
  assert.equal(await throughOutages({ clock }, never, call), 'done')
  assert.deepEqual(slept, [100, 200, 400])
})

test('asks no longer than somebody wants to know, and never again for what is no outage', async () => {
  const gone = new StoreUnavailable('it does not answer')
  const call = () => Promise.reject(gone)
  await assert.rejects(throughOutages({ clock }, AbortSignal.abort(), call), gone)
  await assert.rejects(
    throughOutages({ clock }, never, () => Promise.reject(new RangeError('too far'))),
    RangeError,
  )
})
