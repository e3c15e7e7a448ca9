import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDocument } from './document.ts'
import { MOST_FINDINGS, placed } from './finding.ts'

/** Some 255 KiB of it; milliseconds of this thread's own work. */
function costMs(piece: (i: number) => string): number {
  const parts: string[] = []
  for (let length = 0, i = 0; length < 255 * 1024; i++)
    length += (parts[parts.push(piece(i)) - 1] ?? '').length
  const text = parts.join('')
  const before = process.threadCpuUsage()
  readDocument(text, 'p.yaml')
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

/** The library alone took 50 s for the first of these, and a second for some of the others. */
for (const [name, piece] of [
  ['tens of thousands of keys', (i: number) => `${i.toString(36)}: 1\n`],
  ['the same key again and again', () => 'a: 1\n'],
  ['keys in one map of one line', (i: number) => (i === 0 ? '{' : `${i.toString(36)}: 1,`)],
  ['closing brackets', () => ']'],
  ['opening brackets', () => '['],
  ['commas', (i: number) => (i === 0 ? '[' : ',')],
  ['quotes', () => '"'],
  ['tabs', () => '\t- a\n'],
  ['documents', () => '--- a\n'],
  ['anchors and aliases', (i: number) => `- &a${i} x\n- *a${i}\n`],
] as const)
  test(`${name}, 255 KiB of them, are read or refused within a second`, () => {
    assert.ok(costMs(piece) < 1_000)
  })

test('of a key that stands twice each further one is found, at its place', () => {
  const read = readDocument('a: 1\nb: { c: 1, c: 2 }\na: 2\n"a": 3\n', 'p.yaml')
  assert.ok('findings' in read)
  assert.deepEqual(
    read.findings.map(({ line, column, code }) => [line, column, code]),
    [
      [2, 12, 'duplicate-key'],
      [3, 1, 'duplicate-key'],
      [4, 1, 'duplicate-key'],
    ],
  )
})

test('a key with a name that every object has is a key as any other', () => {
  const read = readDocument('constructor: 1\ntoString: 2\n__proto__: { a: 1 }\n', 'p.yaml')
  assert.ok('document' in read)
  assert.deepEqual(Object.keys(read.document.root as object), ['constructor', 'toString', '__proto__'])
  assert.equal((read.document.root as { a?: unknown }).a, undefined)
})

test('of very many findings the errors come first, and it is said how many are left', () => {
  const of = (severity: 'error' | 'warning', i: number) =>
    ({ path: [i], at: 'value', severity, code: 'c', message: `${i}`, remedy: 'r' }) as const
  const faults = Array.from({ length: 300 }, (_, i) => of(i % 3 === 0 ? 'error' : 'warning', i))
  const shown = placed(faults, ({ path, at: _, ...rest }) => ({
    file: 'f',
    line: Number(path[0]) + 1,
    column: 1,
    ...rest,
  }))
  assert.equal(shown.length, MOST_FINDINGS + 1)
  assert.equal(shown.filter(({ severity, code }) => severity === 'error' && code === 'c').length, 100)
  assert.match(shown.at(-1)?.message ?? '', /200 more/)
})
