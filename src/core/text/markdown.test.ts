import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyText } from './any-text.testing.ts'
import { escapedForMarkdown } from './markdown.ts'

const TABLE: readonly [what: string, text: string, escaped: string][] = [
  ['plain text', 'T+4m: 10 % of gamma (at least 99.00 %)', 'T+4m: 10 % of gamma (at least 99.00 %)'],
  ['a link', '[pay here](https://evil.test)', '\\[pay here\\](https\\://evil.test)'],
  ['what becomes a link by itself', 'see HTTP://a.test or www.a.test', 'see HTTP\\://a.test or www\\.a.test'],
  ['HTML and an entity', '<img src=x> &lt;', '\\<img src=x\\> \\&lt;'],
  ['emphasis, code, strikes and formulas', '*a* _b_ `c` ~d~ $e$', '\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\$e\\$'],
  ['a cell of a table', 'a | b', 'a \\| b'],
  ['what is escaped already', 'a \\| b', 'a \\\\\\| b'],
  ['a heading', '# a', '\\# a'],
  ['a rule, or the line under a heading', '---', '\\---'],
  ['the other one', '===', '\\==='],
  ['an item', '- a', '\\- a'],
  ['another item', '1. a', '1\\. a'],
  ['a number', '100.00 %', '100.00 %'],
  ['a quotation', '> a', '\\> a'],
  ['lines', ' a\n\n# b\r\n\tc ', 'a # b c'],
]

test('what has a meaning in Markdown is text', () => {
  for (const [what, text, escaped] of TABLE) assert.equal(escapedForMarkdown(text), escaped, what)
})

test('without its backslashes it says the same, on one line', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = escapedForMarkdown(text)
      assert.doesNotMatch(escaped, /[\n\r]/)
      assert.equal(escaped.replace(/\\([!-/:-@[-`{-~])/g, '$1'), text.replace(/\s+/g, ' ').trim())
      assert.doesNotMatch(escaped.replace(/\\[!-/:-@[-`{-~]/g, ''), /[*_[\]<>&|`~$\\]/)
    }),
  )
})
