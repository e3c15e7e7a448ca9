import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonWithoutMarks, withoutHidden, withoutMarks } from './visible.ts'

const TABLE: readonly [what: string, text: string, shown: string][] = [
  ['plain text', 'Deploy v2', 'Deploy v2'],
  ['an override', 'Deploy \u202egnp.exe', 'Deploy gnp.exe'],
  ['embeddings and their end', '\u202aa\u202bb\u202c', 'ab'],
  ['isolates', '\u2066a\u2067b\u2068c\u2069', 'abc'],
  ['marks', 'a\u200e\u200f\u061cb', 'ab'],
  ['deprecated controls', '\u206aa\u206f', 'a'],
  ['what parts words and cannot be seen', 'ad\u200bmin\u2060 \ufeffx\u180e', 'admin x'],
  ['Hebrew and Arabic themselves', 'שלום سلام', 'שלום سلام'],
  ['joiners of scripts', 'می\u200cخواهم', 'می\u200cخواهم'],
  ['joiners of emoji', '👩\u200d🔧', '👩\u200d🔧'],
  ['colours and lines, which are not its business', '\u001b[1ma\nb', '\u001b[1ma\nb'],
]

test('marks that turn the direction round or cannot be seen are taken out, and nothing else', () => {
  for (const [what, text, shown] of TABLE) {
    assert.equal(withoutMarks(text), shown, what)
    assert.equal(withoutMarks(shown), shown, what)
    const json = JSON.stringify({ text })
    assert.deepEqual(JSON.parse(jsonWithoutMarks(json)), { text }, what)
    assert.equal(withoutMarks(jsonWithoutMarks(json)), jsonWithoutMarks(json), what)
  }
})

test('every mark is hidden as well, and so is what moves a cursor', () => {
  for (let code = 0; code <= 0xffff; code++) {
    const one = String.fromCharCode(code)
    if (withoutMarks(one) === '')
      assert.equal(
        withoutHidden(one, () => ''),
        '',
        code.toString(16),
      )
  }
  assert.equal(
    withoutHidden('a\r\n\u001b\u2028b', () => '_'),
    'a_b',
  )
})
