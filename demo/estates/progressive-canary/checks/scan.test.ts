import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findingsIn, LINT, SECURITY } from './scan.ts'

const names = (text: string, rules: typeof LINT) =>
  findingsIn('a.ts', text, rules).map(({ rule, line }) => [rule.id, line])

// In pieces, so that the scan does not find its own test.
const FOUND: readonly (readonly [text: string, id: string])[] = [
  [['ev', 'al(text)'].join(''), 'eval'],
  [['spawn(a, { shell', ': true })'].join(''), 'shell'],
  [['whsec', '_c2VjcmV0c2VjcmV0'].join(''), 'secret'],
  [["listen(80, '0.0", ".0.0')"].join(''), 'listens-everywhere'],
]
for (const [text, id] of FOUND)
  test(`the scan finds ${id}, and where`, () =>
    assert.deepEqual(names(`// a line before\n${text}`, SECURITY), [[id, 2]]))

test('lint warns of what prints past the log, stops, or is too wide', () => {
  const text = ['console', '.log(1)\n  debugger\n', 'x'.repeat(161)].join('')
  assert.deepEqual(names(text, LINT), [
    ['console', 1],
    ['debugger', 2],
    ['wide', 3],
  ])
})

test('code as it should be leaves nothing to say', () => {
  const text = "spawn('ls', ['-l'])\nserver.listen(0, '127.0.0.1')\n"
  assert.deepEqual([...names(text, SECURITY), ...names(text, LINT)], [])
})
