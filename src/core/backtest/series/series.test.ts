import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { runs } from '../../drawn/runs.testing.ts'
import type { SignalShape } from '../../signal/shape.ts'
import { SeriesReader } from './series.ts'

const NOW = Date.UTC(2026, 8, 1)
const RATIO: SignalShape = { kind: 'ratio', unit: 'ratio', direction: 'lower' }

function read(lines: readonly string[], shapes: Readonly<Record<string, SignalShape>> = {}) {
  const reader = new SeriesReader({ shapeOf: (signal) => shapes[signal] ?? null, spanMs: 15_000 }, NOW)
  const fault = lines.map((line) => reader.line(line)).find((one) => one !== null)
  return { reader, said: fault === undefined || fault === null ? null : `${fault.line}: ${fault.message}` }
}

const AT = '2026-08-01T00:00:00Z'
const NEXT = '2026-08-01T00:00:15Z'
const ratio = (over: object = {}) =>
  JSON.stringify({ signal: 'success', target: 'wix', at: AT, total: 10, good: 9, ...over })

describe('a file of series', () => {
  it('holds every kind of signal, as JSON lines and as CSV', () => {
    const json = read([
      ratio(),
      JSON.stringify({ signal: 'latency', at: AT, edges: [100, 200], counts: [1, 2, 3] }),
      JSON.stringify({ signal: 'queue', at: AT, value: 7 }),
      JSON.stringify({ signal: 'basket', at: AT, sum: 50, count: 2 }),
    ])
    const csv = read([
      'signal,target,at,total,good,edges,counts,value,sum,count',
      `success,wix,${AT},10,9,,,,,`,
      `latency,,${AT},,,100 200,1 2 3,,,`,
      `queue,,${AT},,,,,7,,`,
      `basket,,${AT},,,,,,50,2`,
    ])
    assert.equal(json.said, null)
    assert.equal(csv.said, null)
    for (const name of ['success', 'latency', 'queue', 'basket']) {
      assert.deepEqual(csv.reader.of(name, 'wix'), json.reader.of(name, 'wix'), name)
      assert.equal(json.reader.of(name, 'wix')?.recorded.length, 1, name)
    }
    assert.equal(json.reader.of('success', 'gamma'), null)
    assert.equal(json.reader.of('queue', 'gamma')?.recorded.length, 1, 'without a target it is of all')
    assert.equal(json.reader.shapeOf('latency')?.kind, 'distribution')
  })

  it('adds slots and parts up to the whole, and keeps them apart', () => {
    const { reader, said } = read([
      ratio({ slot: 'stable', part: 'a' }),
      ratio({ slot: 'canary', part: 'b', good: 5 }),
      ratio({ slot: 'stable', part: 'b', at: NEXT }),
    ])
    assert.equal(said, null)
    const its = reader.of('success', 'wix')
    assert.deepEqual(
      its?.recorded.map(({ whole, parts }) => [whole.kind === 'ratio' && whole.good, parts?.length]),
      [
        [14, 2],
        [9, 2],
      ],
    )
    assert.deepEqual([its?.canary.length, its?.stable.length], [1, 2])
    assert.equal(its?.recorded[1]?.parts?.[0], null, 'a part that was not measured keeps its place')
  })

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['what is no number', [ratio({ good: 'NaN' })], /^1: good is "NaN", and a number is needed$/],
    ['a JSON number that is none', ['{"signal":"x","at":NaN}'], /^1: it is not JSON$/],
    ['NaN of a CSV', ['signal,at,total,good', `s,${AT},NaN,1`], /^2: total is "NaN"/],
    ['what is negative', [ratio({ good: -1 })], /^1: it gives -1 as good, and a count is never negative$/],
    [
      'more good than there is',
      [ratio({ good: 11 })],
      /^1: it gives more good \(11\) than there is in total/,
    ],
    [
      'an interval twice',
      [ratio(), ratio()],
      /^2: success has its interval of 2026-08-01T00:00:00\.000Z twice$/,
    ],
    [
      'what comes late',
      [ratio({ at: NEXT }), ratio()],
      /^2: success goes back from .* lines are in order of time/,
    ],
    ['what overlaps', [ratio(), ratio({ at: '2026-08-01T00:00:05Z' })], /^2: .* do not overlap$/],
    ['the future', [ratio({ at: '2027-01-01T00:00:00Z' })], /^1: its interval ends 2027-.* not over yet$/],
    [
      'two spans',
      [ratio(), ratio({ at: NEXT, span: '1m' })],
      /^2: its span is 1m, and that of success before it 15s/,
    ],
    [
      'a time without an offset',
      [ratio({ at: '2026-08-01T00:00:00' })],
      /^1: at is .* has no offset from UTC/,
    ],
    ['a stranger', [ratio({ god: 1 })], /^1: "god" is no field of a series/],
    [
      'a slot that is none',
      [ratio({ slot: 'blue' })],
      /^1: slot is "blue", and there are canary and stable$/,
    ],
    ['no signal', ['{"at": "x"}'], /^1: it names no signal$/],
    [
      'half a ratio',
      ['{"signal":"s","at":"2026-08-01T00:00:00Z","total":1}'],
      /^1: it gives total, and a gauge needs value/,
    ],
    [
      'edges that fall',
      [JSON.stringify({ signal: 'l', at: AT, edges: [2, 1], counts: [0, 0, 0] })],
      /^1: edges rise/,
    ],
    [
      'a count too few',
      [JSON.stringify({ signal: 'l', at: AT, edges: [1, 2], counts: [0, 0] })],
      /^1: 2 edges have 3 counts/,
    ],
    [
      'cells that are not there',
      ['signal,at,total,good', 's,x'],
      /^2: it has 2 cells, and there are 4 columns$/,
    ],
    ['what is neither', ['hello'], /^1: the first line is neither JSON nor the names of columns/],
    ['two columns of one name', ['signal,at,at'], /^1: two columns are called at$/],
  ]
  for (const [name, lines, said] of refused)
    it(`refuses ${name}, with the line`, () => {
      assert.match(read(lines).said ?? 'nothing', said)
    })

  it('refuses a kind that is not that of the binding, and one that changes', () => {
    const edges = JSON.stringify({ signal: 'success', at: AT, edges: [1], counts: [0, 0] })
    assert.match(
      read([edges], { success: RATIO }).said ?? '',
      /success is a ratio, and this line has the fields of a distribution/,
    )
    const value = JSON.stringify({ signal: 'success', target: 'gamma', at: AT, value: 1 })
    assert.match(read([ratio(), value]).said ?? '', /^2: success was a ratio before, and is a gauge here$/)
  })

  it('never throws, whatever the lines are', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json(), fc.constant(ratio()))), (lines) => {
        read(lines)
      }),
      { numRuns: runs(500) },
    )
  })
})
