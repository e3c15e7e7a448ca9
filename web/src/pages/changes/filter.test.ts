import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewLine } from '../../../../src/read/change/change-view.ts'
import { holding, opened, seenAt, seenHolding } from '../../../../src/read/change/seen.testing.ts'
import { choicesOf, matches, searchOf, wantedIn, wordOf } from './filter.ts'

const wanted = (search: string) => wantedIn(search)

test('what is wanted is in the address, and an address without anything wants everything', () => {
  assert.deepEqual(wanted(''), { q: '', is: '', env: '', plan: '' })
  assert.equal(searchOf(wanted('')), '')
  const all = '?q=wix+gamma&is=In+danger&env=staging&plan=sample'
  assert.equal(searchOf(wanted(all)), all)
  assert.equal(searchOf(wanted('?unknown=1&env=staging')), '?env=staging')
})

test('a line is found by every word that it says, and by each choice', () => {
  const line = viewLine(seenHolding())
  for (const search of ['', '?q=CHG-2025', '?q=sample++V2.0', '?is=Safe', '?env=staging&plan=sample'])
    assert.ok(matches(line, wanted(search)), search)
  for (const search of ['?q=sample+nobody', '?is=In+danger', '?env=production', '?plan=other'])
    assert.ok(!matches(line, wanted(search)), search)
})

test('one can choose what there is, and what is chosen stays to be seen', () => {
  const lines = [seenHolding(), seenAt(0, opened.slice(0, 2)), seenAt(30, holding)].map(viewLine)
  assert.deepEqual(choicesOf(lines, wordOf, 'Failed'), ['Failed', 'Not begun', 'Not sure', 'Safe'])
})
