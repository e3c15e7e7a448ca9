import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Gaps, gapWords, lacks, missingParts, type Structure } from './whole.ts'

const NONE = { columns: [], constraints: [], indexes: [], triggers: [] }
const WANTED: Structure = {
  journal: {
    columns: ['stream', 'position (identity)'],
    constraints: ['journal_pkey'],
    indexes: ['journal_position'],
    triggers: ['journal_append_only'],
  },
  stream: { ...NONE, columns: ['name'] },
}
const JOURNAL = { ...NONE, ...WANTED.journal }

test('what a database lacks is named, and what it has beside is not', () => {
  const rows: readonly [string, Structure, readonly string[]][] = [
    ['all of it', WANTED, []],
    ['a table more', { ...WANTED, own: NONE }, []],
    ['an index more', { ...WANTED, journal: { ...JOURNAL, indexes: ['journal_position', 'own'] } }, []],
    ['no table', {}, ['the table journal', 'the table stream']],
    ['a table less', { journal: JOURNAL }, ['the table stream']],
    [
      'nothing behind the rows',
      { ...WANTED, journal: { ...NONE, columns: ['stream', 'position'] } },
      [
        'the column position (identity) of journal',
        'the constraint journal_pkey of journal',
        'the index journal_position of journal',
        'the trigger journal_append_only of journal',
      ],
    ],
  ]
  for (const [what, found, missing] of rows) assert.deepEqual(missingParts(WANTED, found), missing, what)
})

test('gaps in the rows are told', () => {
  const whole: Gaps = { streams: 0, changes: 0, numbers: [] }
  assert.deepEqual(gapWords(whole), [])
  assert.deepEqual(gapWords({ streams: 1, changes: 2, numbers: ['inbox.id'] }), [
    'the last entry of 1 stream of the journal',
    'the journal of 2 changes',
    'where the numbers of inbox.id go on',
  ])
})

test('it is one sentence, however much is missing', () => {
  const rows: readonly [readonly string[], string][] = [
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c', 'd'], 'a, b and 2 more'],
  ]
  for (const [missing, words] of rows)
    assert.equal(lacks(missing), `this is a part of a database: it lacks ${words}`)
})
