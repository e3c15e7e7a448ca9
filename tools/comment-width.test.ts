import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wideComments } from './comment-width.ts'

const wide = (start: string, width = 121) => start.padEnd(width, 'x')

for (const start of ['// ', '  // ', '/** ', '/* ', ' * ', '    {/* '])
  test(`finds a line of 121 that begins with "${start}"`, () =>
    assert.deepEqual(wideComments(`const one = 1\n${wide(start)}\n`), [2]))

test('the indentation counts', () => assert.deepEqual(wideComments(`${wide('      // ', 121)}`), [1]))

test('120 are not too wide', () => assert.deepEqual(wideComments(wide('// ', 120)), []))

test('leaves code, products and addresses alone', () =>
  assert.deepEqual(
    wideComments([wide(`const text = '`), wide('  *3 + '), wide('// see https://example.org/')].join('\n')),
    [],
  ))
