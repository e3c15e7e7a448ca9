import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Line, Row } from './line.ts'
import { withMeasured } from './write-table.ts'

const line = (name: string): Line => ({
  name,
  title: `How fast ${name} is`,
  limitedBy: `What limits ${name}.`,
  measure: async () => [],
})
const [KILL, BREACH, JUDGE] = [line('kill'), line('breach'), line('judge')] as const
const LINES = [KILL, BREACH, JUDGE]
const row = (what: string, ours: string): Row => ({ what, ours, beside: 'a peer', ratio: 2 })
const EMPTY =
  'Before.\n\n<!-- begin: written by npm run bench -->\n<!-- end: written by npm run bench -->\n\nAfter.\n'

test('only what was measured is written anew, in the order of the lines', () => {
  const first = withMeasured(
    EMPTY,
    LINES,
    [
      { line: KILL, rows: [row('a kill', '5 ms'), row('a | in a cell', '6 ms')] },
      { line: JUDGE, rows: [row('a step', '7 ms')] },
    ],
    '2 cores',
  )
  const second = withMeasured(first, LINES, [{ line: BREACH, rows: [row('a breach', '8 ms')] }], '4 cores')
  assert.deepEqual(
    second.split('\n').filter((text) => /^\| [^-w]/.test(text)),
    [
      '| **How fast kill is** |  |  |  |  |',
      '| a kill | 5 ms | a peer | 2 |  |',
      '| a \\| in a cell | 6 ms | a peer | 2 |  |',
      '| **How fast breach is** |  |  |  |  |',
      '| a breach | 8 ms | a peer | 2 |  |',
      '| **How fast judge is** |  |  |  |  |',
      '| a step | 7 ms | a peer | 2 |  |',
    ],
  )
  assert.match(second, /^Before\.\n[\s\S]*On 4 cores\.[\s\S]*What limits breach\.[\s\S]*\nAfter\.\n$/)
  const again = withMeasured(second, LINES, [{ line: KILL, rows: [row('a kill', '4 ms')] }], '4 cores')
  assert.match(again, /\| a kill \| 4 ms \|/)
  assert.doesNotMatch(again, /a \\\| in a cell/)
})

test('a line that is no more goes', () => {
  const first = withMeasured(EMPTY, LINES, [{ line: KILL, rows: [row('a kill', '5 ms')] }], '2 cores')
  assert.doesNotMatch(withMeasured(first, [BREACH], [], '2 cores'), /a kill|limits kill/)
})

test('a page that has lost its marks is not written', () => {
  assert.throws(() => withMeasured('Before.', LINES, [], '2 cores'), /has lost its marks/)
})
