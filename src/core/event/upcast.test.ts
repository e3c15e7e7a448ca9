import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { changeEvent } from '../change/events/define.ts'
import { define, readData } from './definition.ts'
import { recordEvent } from './record-event.ts'
import { NewerVersion, upcast } from './upcast.ts'

/** A planted event in its third version: it began with one word, then had a list, then said how many. */
const upcasts = {
  1: (data: unknown) => ({ words: [z.object({ word: z.string() }).parse(data).word] }),
  2: (data: unknown) => {
    const { words } = z.object({ words: z.array(z.string()) }).parse(data)
    return { words, count: words.length }
  },
}
const said = define({ version: 3, data: { words: z.array(z.string()), count: z.int() }, upcasts })

test('data of an older version is read as today says it', () => {
  const today = { words: ['stop'], count: 1 }
  for (const [version, data] of [
    [1, { word: 'stop' }],
    [2, { words: ['stop'] }],
    [3, today],
  ] as const)
    assert.deepEqual(readData(said, { version, data }), { known: true, version: 3, data: today })
})

test('what was brought to today stays as it is when it is brought there again', () => {
  fc.assert(
    fc.property(fc.string(), (word) => {
      const once = upcast(said, { version: 1, data: { word } })
      assert.ok(once !== null)
      assert.deepEqual(upcast(said, once), once)
    }),
  )
})

test('what a newer program wrote is not read, and neither is what no version says', () => {
  const because = (version: number, data: unknown) => {
    const read = readData(said, { version, data })
    return read.known ? null : read.because
  }
  assert.equal(because(4, { words: [], count: 0 }), 'newer')
  assert.equal(because(3, { words: ['stop'] }), 'malformed')
  assert.equal(because(3, { words: [], count: 0, more: true }), 'malformed')
  assert.deepEqual(readData(undefined, { version: 1, data: {} }), { known: false, because: 'type' })
  assert.match(
    new NewerVersion('the state of CHG-1', 2, 1).message,
    /version 2.*up to version 1.*newer Cutwater/,
  )
})

test('a version that nothing raises is a fault of ours, and loud', () => {
  const gap = { version: 3, upcasts: { 1: (data: unknown) => data } }
  assert.throws(() => upcast(gap, { version: 1, data: {} }), /nothing makes version 3 of version 2/)
})

test('an event that is written now is of its newest version, and both kinds of event read older ones', () => {
  const shape = { version: 2, data: { because: z.string() }, upcasts: { 1: () => ({ because: 'unsaid' }) } }
  const record = recordEvent({ ...shape, type: 'r', wakes: 'nobody', sentence: ({ because }) => because })
  assert.equal(record.happened(1, 'anna', { because: 'x' }).version, 2)
  assert.equal(record.tell({ version: 1, data: {} }, 'anna'), 'unsaid')
  assert.equal(record.tell({ version: 3, data: {} }, 'anna'), null)
  const event = changeEvent({
    ...shape,
    name: 'change:planted',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ because }) => because,
  })
  assert.deepEqual(readData(event, { version: 1, data: {} }), {
    known: true,
    version: 2,
    data: { because: 'unsaid' },
  })
})
