import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ENGINE } from '../access/actor.ts'
import { runs } from '../drawn/runs.testing.ts'
import { canonicalHash } from './canonical.ts'
import { GENESIS, sealAll } from './chain.ts'
import { sealCheckpoint, UNPINNED_MS } from './checkpoint.ts'
import type { Checkpoint, Entry, NewEntry } from './entry.ts'
import { type Expected, verifyJournal } from './verify.ts'

const KEY = 'k1'
const sign = (hash: string) => canonicalHash(['signed', hash])
const verifySignature = (hash: string, signature: string) => signature === sign(hash)

type Written = { entries: Entry[]; table: Checkpoint[]; sink: Checkpoint[] }
const check = (written: Written) => verifyJournal({ ...written, signers: new Map([[KEY, verifySignature]]) })

/** A journal of a few streams, checkpointed after each round, so that every entry is pinned or chained to a pin. */
const journals = fc
  .array(
    fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c/1'), fc.jsonValue()), { minLength: 1, maxLength: 6 }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((rounds): Written => {
    const streams = new Map<string, Entry[]>()
    const checkpoints: Checkpoint[] = []
    for (const [at, round] of rounds.entries()) {
      for (const [stream, data] of round) {
        const soFar = streams.get(stream) ?? []
        const head = soFar.at(-1) ?? { seq: 0, hash: GENESIS }
        const entry: NewEntry = { at, actor: ENGINE, type: 'written', version: 1, data }
        streams.set(stream, [...soFar, ...sealAll(head, stream, [entry])])
      }
      const moved = [...new Set(round.map(([stream]) => stream))].map(
        (stream) => streams.get(stream)!.at(-1)!,
      )
      const unsigned = sealCheckpoint(checkpoints.at(-1) ?? null, at, moved, KEY)
      checkpoints.push({ ...unsigned, signature: sign(unsigned.hash) })
    }
    return { entries: [...streams.values()].flat(), table: checkpoints, sink: [...checkpoints] }
  })

const at = (list: readonly unknown[], pick: number) => pick % list.length
const without = <T>(list: readonly T[], index: number) => list.filter((_, i) => i !== index)
const withItem = <T>(list: readonly T[], index: number, item: T) =>
  list.map((old, i) => (i === index ? item : old))

function law(title: string, holds: (written: Written, pick: number) => void) {
  test(title, () => fc.assert(fc.property(journals, fc.nat(), holds), { numRuns: runs(60) }))
}

law('finds nothing wrong with an untouched journal', (written) => {
  assert.deepEqual(check(written), [])
})

law('finds any edited field of any entry', (written, pick) => {
  const index = at(written.entries, pick)
  const entry = written.entries[index]!
  const edits: Partial<Entry>[] = [
    { data: { was: entry.data } },
    { at: entry.at + 1 },
    { actor: { kind: 'person', name: 'mallory' } },
    { type: `${entry.type}!` },
    { version: entry.version + 1 },
    { previous: canonicalHash('other') },
    { hash: canonicalHash('other') },
  ]
  for (const edit of edits)
    assert.notDeepEqual(
      check({ ...written, entries: withItem(written.entries, index, { ...entry, ...edit }) }),
      [],
    )
})

law('finds an entry that was edited and hashed anew together with everything after it', (written, pick) => {
  const target = written.entries[at(written.entries, pick)]!
  const stream = written.entries.filter((entry) => entry.stream === target.stream)
  const forged = stream.map((entry) => (entry === target ? { ...entry, data: { was: entry.data } } : entry))
  const others = written.entries.filter((entry) => entry.stream !== target.stream)
  const entries = [...others, ...sealAll({ seq: 0, hash: GENESIS }, target.stream, forged)]
  assert.ok(check({ ...written, entries }).some(({ fault }) => fault === 'entry-rewritten'))
})

law('finds any deleted entry', (written, pick) => {
  assert.notDeepEqual(check({ ...written, entries: without(written.entries, at(written.entries, pick)) }), [])
})

law('finds two entries of a stream that changed places, with or without their numbers', (written, pick) => {
  const first = at(written.entries, pick)
  const a = written.entries[first]!
  const second = written.entries.findIndex((entry, i) => i > first && entry.stream === a.stream)
  fc.pre(second > 0)
  const b = written.entries[second]!
  const places = withItem(withItem(written.entries, first, b), second, a)
  const numbers = withItem(withItem(written.entries, first, { ...b, seq: a.seq }), second, {
    ...a,
    seq: b.seq,
  })
  assert.notDeepEqual(check({ ...written, entries: places }), [])
  assert.notDeepEqual(check({ ...written, entries: numbers }), [])
})

law('finds a tail cut off before the last checkpoint', (written, pick) => {
  const { stream, seq } = written.entries[at(written.entries, pick)]!
  const entries = written.entries.filter((entry) => entry.stream !== stream || entry.seq < seq)
  assert.ok(check({ ...written, entries }).some(({ fault }) => fault === 'tail-cut'))
})

law('finds a backup from before the last checkpoint in the place of the database', (written) => {
  const table = written.table.slice(0, -1)
  const pinned = new Map(table.flatMap(({ heads }) => heads.map(({ stream, seq }) => [stream, seq])))
  const entries = written.entries.filter(({ stream, seq }) => seq <= (pinned.get(stream) ?? 0))
  assert.notDeepEqual(check({ ...written, entries, table }), [])
})

for (const copy of ['table', 'sink'] as const) {
  law(`finds any checkpoint missing from the ${copy}`, (written, pick) => {
    const left = without(written[copy], at(written[copy], pick))
    assert.ok(check({ ...written, [copy]: left }).some(({ fault }) => fault === 'checkpoints-missing'))
  })

  law(
    `finds any checkpoint of the ${copy} that was edited, unsigned or signed with another key`,
    (written, pick) => {
      const index = at(written[copy], pick)
      const checkpoint = written[copy][index]!
      const [head] = checkpoint.heads
      const resealed = sealCheckpoint(
        written[copy][index - 1] ?? null,
        checkpoint.at + 1,
        checkpoint.heads,
        'k2',
      )
      const forgeries: [Checkpoint, string][] = [
        [{ ...checkpoint, heads: [{ ...head!, seq: head!.seq + 1 }] }, 'checkpoint-edited'],
        [{ ...checkpoint, root: canonicalHash('other'), hash: canonicalHash('x') }, 'checkpoint-edited'],
        [{ ...checkpoint, signature: sign('other') }, 'bad-signature'],
        [{ ...resealed, signature: sign(resealed.hash) }, 'wrong-key'],
      ]
      for (const [forged, expected] of forgeries) {
        const faults = check({ ...written, [copy]: withItem(written[copy], index, forged) })
        assert.ok(
          faults.some(({ fault }) => fault === expected),
          `${expected}: ${JSON.stringify(faults)}`,
        )
      }
    },
  )
}

law('accepts a checkpoint that the sink holds twice', (written, pick) => {
  const again = written.sink[at(written.sink, pick)]!
  assert.deepEqual(check({ ...written, sink: [...written.sink, again] }), [])
})

law('says nothing about entries after the last checkpoint, as long as they are chained', (written) => {
  const last = written.entries.at(-1)!
  const more: NewEntry = { at: 1, actor: ENGINE, type: 'later', version: 1, data: null }
  assert.deepEqual(
    check({ ...written, entries: [...written.entries, ...sealAll(last, last.stream, [more])] }),
    [],
  )
})

/** One entry a minute in a stream, and a checkpoint after each. */
function aDay(minutes = 10): Written {
  const entries: Entry[] = []
  const checkpoints: Checkpoint[] = []
  for (let i = 1; i <= minutes; i++) {
    const at = i * 60_000
    const entry: NewEntry = { at, actor: ENGINE, type: 'written', version: 1, data: i }
    entries.push(...sealAll(entries.at(-1) ?? { seq: 0, hash: GENESIS }, 'a', [entry]))
    const unsigned = sealCheckpoint(checkpoints.at(-1) ?? null, at, [entries.at(-1)!], KEY)
    checkpoints.push({ ...unsigned, signature: sign(unsigned.hash) })
  }
  return { entries, table: checkpoints, sink: [...checkpoints] }
}
const resume = (written: Written, n: number, after: number, at: number): Written => {
  const resumes = { after, by: 'alice', because: 'restored' }
  const unsigned = sealCheckpoint(written.table.at(-1) ?? null, at, [written.entries.at(-1)!], KEY, {
    n,
    resumes,
  })
  const checkpoint = { ...unsigned, signature: sign(unsigned.hash) }
  return { ...written, table: [...written.table, checkpoint], sink: [...written.sink, checkpoint] }
}
const kinds = (written: Written, more: { at?: number; expected?: Expected[] } = {}) =>
  verifyJournal({ ...written, signers: new Map([[KEY, verifySignature]]), ...more }).map(({ fault }) => fault)

test('without any checkpoint, in the table and in the sink, old entries are not whole', () => {
  const written = aDay()
  assert.deepEqual(check({ ...written, table: [], sink: [] }), [
    { fault: 'unpinned', stream: 'a', from: 1, to: 10, since: 60_000 },
  ])
  const left = { ...written, table: written.table.slice(0, 4), sink: written.sink.slice(0, 4) }
  assert.deepEqual(check(left), [{ fault: 'unpinned', stream: 'a', from: 5, to: 10, since: 300_000 }])
})

test('what was written last may wait for its checkpoint: by the clock of a server, or as the journal was left', () => {
  const written = aDay()
  const left = { ...written, table: written.table.slice(0, 9), sink: written.sink.slice(0, 9) }
  assert.deepEqual(kinds(left), [], 'switched off for however long')
  assert.deepEqual(kinds(left, { at: 600_000 + UNPINNED_MS }), [])
  assert.deepEqual(kinds(left, { at: 600_001 + UNPINNED_MS }), ['unpinned'])
  assert.deepEqual(kinds(written, { at: 9e12 }), [])
})

test('a head that is known from elsewhere is missed, if a person knows it or the key', () => {
  const written = aDay()
  const cut = { ...written, table: written.table.slice(0, 9), sink: written.sink.slice(0, 9) }
  const tenth = written.table[9]!
  const knows = (hash: string, known: 'given' | 'key' = 'given', n = 10) => ({
    expected: [{ n, hash, known }],
  })
  assert.deepEqual(kinds(written, knows(tenth.hash)), [])
  assert.deepEqual(kinds(written, knows(tenth.hash.slice(0, 16))), [])
  assert.deepEqual(kinds(written, knows(written.table[2]!.hash, 'given', 3)), [])
  assert.deepEqual(kinds(cut, knows(tenth.hash)), ['head-missing'])
  assert.deepEqual(kinds(cut, knows(tenth.hash, 'key')), ['head-missing'])
  assert.deepEqual(kinds(written, knows('f'.repeat(64))), ['head-differs'])
})

test('after a restore that somebody answered for it is whole again, and what was set aside does not count', () => {
  const written = aDay()
  const restored = { ...written, entries: written.entries.slice(0, 4), table: written.table.slice(0, 4) }
  assert.ok(kinds(restored).includes('tail-cut'))
  const resumed = resume(restored, 11, 4, 700_000)
  assert.deepEqual(kinds(resumed, { at: 700_000 }), [])
  const goingOn = resumed.table.at(-1)!
  const next = sealCheckpoint(goingOn, 710_000, [], KEY)
  const more = { ...next, signature: sign(next.hash) }
  const on = { ...resumed, table: [...resumed.table, more], sink: [...resumed.sink, more] }
  assert.deepEqual(kinds(on), [])
  // What a person wrote down before is said to be set aside; what the key remembers is why it was asked.
  const tenth = { n: 10, hash: written.table[9]!.hash }
  assert.deepEqual(kinds(on, { expected: [{ ...tenth, known: 'given' }] }), ['head-set-aside'])
  assert.deepEqual(kinds(on, { expected: [{ ...tenth, known: 'key' }] }), [])
  // It excuses nothing else.
  const edited = withItem(on.entries, 1, { ...on.entries[1]!, at: 1 })
  assert.notDeepEqual(kinds({ ...on, entries: edited }), [])
  assert.notDeepEqual(kinds({ ...on, sink: without(on.sink, 2) }), [])
  assert.notDeepEqual(kinds({ ...on, table: without(on.table, 3) }), [])
})

test('a resumption that nobody signed excuses nothing', () => {
  const written = aDay()
  const restored = { ...written, entries: written.entries.slice(0, 4), table: written.table.slice(0, 4) }
  const forged = resume(restored, 11, 4, 700_000)
  const unsigned = (list: readonly Checkpoint[]) =>
    list.map((one) => (one.resumes ? { ...one, signature: 'x' } : one))
  assert.ok(
    kinds({ ...forged, table: unsigned(forged.table), sink: unsigned(forged.sink) }).includes(
      'bad-signature',
    ),
  )
  const words = (list: readonly Checkpoint[]) =>
    list.map((one) => (one.resumes ? { ...one, resumes: { ...one.resumes, by: 'bob' } } : one))
  assert.ok(kinds({ ...forged, table: words(forged.table) }).includes('checkpoint-edited'))
})

test('two servers that each had a sink of their own resume one after the other', () => {
  const written = aDay()
  const first = resume(
    { ...written, entries: written.entries.slice(0, 4), table: written.table.slice(0, 4) },
    9,
    4,
    700_000,
  )
  // The other had exported two more before the restore, so that one resumption does not reach far enough.
  const other = { ...first, sink: [...written.sink, first.table.at(-1)!] }
  assert.notDeepEqual(kinds(other), [])
  assert.deepEqual(kinds(resume(other, 11, 4, 800_000)), [])
})
