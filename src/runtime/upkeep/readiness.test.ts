import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Store, StoreUnavailable } from '../../ports/store/store.ts'
import { readinessOf } from './readiness.ts'

test('a database that stands still is asked once, is reported at once to later callers, and may come back', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  t.mock.method(performance, 'now', () => now)
  let now = 0
  const questions: PromiseWithResolvers<void>[] = []
  const takesWrites = () => {
    const question = Promise.withResolvers<void>()
    questions.push(question)
    return question.promise
  }
  const ready = readinessOf({ store: { takesWrites } as unknown as Store })
  const first = ready()
  t.mock.timers.tick(2_000)
  now = 2_000
  assert.deepEqual(await first, { ready: false, because: 'the database does not answer' })
  const later = ready()
  t.mock.timers.tick(0)
  assert.equal((await later).ready, false)
  assert.equal(questions.length, 1)
  questions[0]?.resolve()
  await questions[0]?.promise
  const again = ready()
  questions[1]?.resolve()
  assert.deepEqual(await again, { ready: true })
})

test('a database that keeps nothing is not what a server can work with, and its own words stay in the log', async () => {
  const takesWrites = async () => {
    throw new StoreUnavailable('cannot execute DELETE in a read-only transaction', {
      because: 'writes-refused',
    })
  }
  assert.deepEqual(await readinessOf({ store: { takesWrites } as unknown as Store })(), {
    ready: false,
    because: 'the database takes nothing that is written: it is read-only, or its disk is full',
  })
})
