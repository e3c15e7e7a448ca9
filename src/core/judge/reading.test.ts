import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ReadingKind } from '../signal/reading-kind.ts'
import { type Reading, readingFault, sampleOf } from './reading.ts'

const INTERVAL = { at: 10_000, span: 5_000 }
const of = (total: number, good: number) => ({ kind: 'ratio' as const, ...INTERVAL, total, good })

const COUNTERS: readonly (readonly [
  title: string,
  ReadingKind,
  Reading,
  Reading | null,
  ReturnType<typeof of> | null,
])[] = [
  [
    'counters are read by their difference',
    'ratio',
    { good: 18, total: 20 },
    { good: 9, total: 10 },
    of(10, 9),
  ],
  [
    'what was not good may be counted instead',
    'ratio',
    { bad: 3, total: 20 },
    { bad: 2, total: 10 },
    of(10, 9),
  ],
  ['without a reading before it an interval is not measured', 'ratio', { good: 18, total: 20 }, null, null],
  ['a counter that began anew is a gap', 'ratio', { good: 4, total: 4 }, { good: 9, total: 10 }, null],
  [
    'one of two counters that began anew is a gap',
    'ratio',
    { good: 4, total: 20 },
    { good: 9, total: 10 },
    null,
  ],
  ['more good than there was is a gap', 'ratio', { good: 19, total: 20 }, { good: 9, total: 15 }, null],
  ['nobody came', 'ratio', { good: 9, total: 10 }, { good: 9, total: 10 }, of(0, 0)],
  ['a count is by its seconds', 'count', { value: 12 }, { value: 2 }, of(5, 10)],
  ['the sum of a mean may shrink', 'mean', { sum: 90, count: 12 }, { sum: 100, count: 10 }, of(2, -10)],
  ['a mean that began anew is a gap', 'mean', { sum: 1, count: 1 }, { sum: 100, count: 10 }, null],
  ['other parts than before are a gap', 'ratio', { bad: 4, total: 20 }, { good: 9, total: 10 }, null],
]
for (const [title, kind, reading, before, sample] of COUNTERS)
  test(title, () => {
    assert.deepEqual(sampleOf({ kind, scale: 1, isWindowed: false }, INTERVAL, reading, before), sample)
  })

test('what is about one interval alone needs no reading before it', () => {
  const read = (kind: ReadingKind, reading: Reading, scale = 1) =>
    sampleOf({ kind, scale, isWindowed: true }, INTERVAL, reading, null)
  assert.deepEqual(read('ratio', { good: 18, total: 20 }), of(20, 18))
  assert.deepEqual(read('count', { value: 10 }), of(5, 10))
  assert.deepEqual(read('mean', { sum: 3, count: 2 }, 1_000), of(2, 3_000))
  assert.deepEqual(read('gauge', { value: 85 }, 0.01), of(1, 0.85))
})

const FAULTS: readonly (readonly [ReadingKind, Reading, RegExp | null])[] = [
  ['gauge', { value: -3 }, null],
  ['ratio', { good: 0, total: 0 }, null],
  ['mean', { sum: -3.5, count: 2 }, null],
  ['gauge', { value: Number.NaN }, /^gives NaN as value, which is no number$/],
  ['gauge', { value: Number.POSITIVE_INFINITY }, /no number/],
  ['gauge', {}, /^gives nothing, and a gauge needs value$/],
  ['gauge', { good: 1, total: 2 }, /^gives good and total, and a gauge needs value$/],
  ['ratio', { value: 0.9 }, /^gives value, and a ratio needs good and total, or bad and total$/],
  ['ratio', { good: 3, total: 2 }, /^gives more good \(3\) than there is in total \(2\)$/],
  ['ratio', { bad: 3, total: 2 }, /more bad/],
  ['ratio', { good: -1, total: 2 }, /never negative/],
  ['ratio', { good: 0.5, total: 2 }, /a count is whole/],
  ['count', { value: -1 }, /never negative/],
  ['mean', { sum: 1, count: 0.5 }, /a count is whole/],
]
for (const [kind, reading, fault] of FAULTS)
  test(`a ${kind} of ${JSON.stringify(reading)} is ${fault === null ? 'believed' : 'refused'}`, () => {
    const found = readingFault(kind, reading)
    if (fault === null) assert.equal(found, null)
    else assert.match(found ?? '', fault)
  })

test('whatever the counters say, no sample has more good than all, or less than nothing', () => {
  const counters = fc.record({ good: fc.nat(1_000), total: fc.nat(1_000) })
  fc.assert(
    fc.property(counters, fc.option(counters), fc.boolean(), (reading, before, isWindowed) => {
      const sample = sampleOf({ kind: 'ratio', scale: 1, isWindowed }, INTERVAL, reading, before)
      if (sample === null) return
      assert.ok(sample.kind === 'ratio' && sample.good >= 0 && sample.good <= sample.total)
    }),
  )
})
