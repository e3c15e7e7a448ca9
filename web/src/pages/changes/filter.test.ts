import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChangeLine } from '../../../../src/read/change/change-view.ts'
import { choicesOf, matches, searchOf, wantedIn, wordOf, worstFirst } from './filter.ts'

function line(word: string, look: ChangeLine['headline']['look'] = 'safe'): ChangeLine {
  return {
    id: 'CHG-2025-0007',
    title: 'Sample',
    plan: 'sample',
    environment: 'staging',
    version: 'v2.0.0',
    status: 'running',
    revision: 6,
    requester: 'anna',
    requestedAt: '2025-10-07T02:00:00.000Z',
    startedAt: '2025-10-07T02:00:00.000Z',
    endedAt: null,
    headline: { word, look, cause: null },
    doing: 'canary at 25 %',
    next: null,
    progress: { done: 3, of: 12 },
    followUps: null,
  }
}

const wanted = (search: string) => wantedIn(search)

test('what is wanted is in the address, and an address without anything wants everything', () => {
  assert.deepEqual(wanted(''), { q: '', is: '', env: '', plan: '' })
  assert.equal(searchOf(wanted('')), '')
  const all = '?q=wix+gamma&is=In+danger&env=staging&plan=sample'
  assert.equal(searchOf(wanted(all)), all)
  assert.equal(searchOf(wanted('?unknown=1&env=staging')), '?env=staging')
})

test('a line is found by every word that it says, and by each choice', () => {
  const safe = line('Safe')
  for (const search of ['', '?q=CHG-2025', '?q=sample++V2.0', '?is=Safe', '?env=staging&plan=sample'])
    assert.ok(matches(safe, wanted(search)), search)
  for (const search of ['?q=sample+nobody', '?is=In+danger', '?env=production', '?plan=other'])
    assert.ok(!matches(safe, wanted(search)), search)
})

test('one can choose what there is, and what is chosen stays to be seen', () => {
  const lines = ['Safe', 'Not begun', 'Not sure', 'Safe'].map((word) => line(word))
  assert.deepEqual(choicesOf(lines, wordOf, 'Failed'), ['Failed', 'Not begun', 'Not sure', 'Safe'])
})

test('what needs a look stands first, and equals stay as they came', () => {
  const lines = [line('a'), line('b', 'idle'), line('c', 'danger'), line('d', 'unsure'), line('e', 'danger')]
  assert.deepEqual(worstFirst(lines).map(wordOf), ['c', 'e', 'd', 'a', 'b'])
})
