import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Question } from '../../ports/metrics.ts'
import { manySamples } from './each-series.ts'
import { gaugeSamples, type Ratio, ratioSamples } from './samples.ts'
import type { Series } from './series.ts'

const labels = { target: 'service', arm: 'side', armIs: 'side', each: 'path' } as const
const shape = { source: 'prometheus', unit: 'ratio', labels } as const
const errors: Ratio = {
  ...{ ...shape, kind: 'ratio', direction: 'lower' },
  ...{ counts: 'bad', part: 'p', total: 't' },
}
const QUESTION: Question = {
  environment: 'staging',
  target: 'wix',
  slot: 'canary',
  side: 'green',
  signal: 'it',
  from: 0,
  each: 'path',
}
const WINDOWS = { from: 10_000, to: 30_000, spanMs: 10_000, share: 1 }
/** At 0 s, 10 s, 20 s, 30 s. */
const of = (path: string | null, ...values: (number | null)[]): Series => ({
  labels: { service: 'wix', side: 'green', ...(path === null ? {} : { path }) },
  points: values.flatMap((value, i) => (value === null ? [] : [[i * 10_000, value] as const])),
})

function told(part: readonly Series[], total: readonly Series[], question = QUESTION) {
  const read = manySamples([part, total], 'path', ([p = [], t = []], others) =>
    ratioSamples(errors, p, t, others),
  )
  return read(question, WINDOWS).map(({ at, series = [], ...whole }) => [
    at / 1_000,
    'good' in whole ? `${whole.good}/${whole.total}` : '',
    ...series.map(
      ({ name, sample }) => `${name} ${'good' in sample ? `${sample.good}/${sample.total}` : ''}`,
    ),
  ])
}

test('a path that never had an error has none, and one whose first error makes its series is heard at once', () => {
  assert.deepEqual(told([of('/a', null, null, null, 3)], [of('/a', 9, 10, 10, 10), of('/b', 9, 5, 5, 5)]), [
    [0, '15/15', '/a 10/10', '/b 5/5'],
    [10, '15/15', '/a 10/10', '/b 5/5'],
    [20, '12/15', '/a 7/10', '/b 5/5'],
  ])
})

test('one that appears joins with its second interval, one that ends is left out, one that is NaN as long as it is', () => {
  const total = [
    of('/old', 9, 4, null, null),
    of('/new', null, null, 2, 2),
    of('/nan', 9, Number.NaN, Number.NaN, 6),
  ]
  assert.deepEqual(told([], total), [
    [0, '4/4', '/old 4/4'],
    [20, '8/8', '/nan 6/6', '/new 2/2'],
  ])
})

test('a series without the label has a name all the same, and without `each` all are one', () => {
  const total = [of(null, 9, 1, 1, 1), of('/a', 9, 2, 2, 2)]
  assert.deepEqual(told([], total)[0], [0, '3/3', '(none) 1/1', '/a 2/2'])
  const { each: _, ...whole } = QUESTION
  assert.deepEqual(told([], total, whole)[0], [0, '3/3'])
})

test('of gauges each has its own', () => {
  const gauge = { ...shape, kind: 'gauge', direction: 'higher', query: 'q', scale: 1 } as const
  const read = manySamples([[of('/a', 1, 2, 3, 4), of('/b', 9, 9, 9, 9)]], 'path', ([series = []]) =>
    gaugeSamples(gauge, series),
  )
  assert.deepEqual(
    read(QUESTION, WINDOWS).map(({ series = [] }) =>
      series.map(({ name, sample }) => [name, 'good' in sample && sample.good]),
    ),
    [2, 3, 4].map((value) => [
      ['/a', value],
      ['/b', 9],
    ]),
  )
})

test('a thousand paths take no longer than they have to', () => {
  const many = Array.from({ length: 1_000 }, (_, i) => of(`/${i}`, 9, 1, 1, 1))
  const began = performance.now()
  assert.equal(told(many, many)[0]?.length, 1_002)
  assert.ok(performance.now() - began < 5_000)
})
