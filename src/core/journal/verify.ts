import { GENESIS, hashOf } from './chain.ts'
import { checkpointHash } from './checkpoint.ts'
import type { Checkpoint, Entry, StreamName } from './entry.ts'
import type { Copy, Fault } from './fault.ts'

export type Verification = {
  /** Every entry of the journal; within a stream in the order in which they are stored. */
  readonly entries: Iterable<Entry>
  readonly table: readonly Checkpoint[]
  readonly sink: readonly Checkpoint[]
  /** The pinned keys, one for each server that signs, as `Checkpoint.key` names them. */
  readonly signers: ReadonlyMap<string, VerifySignature>
}

/** Whether `signature` is that key's over `hash`. */
export type VerifySignature = (hash: string, signature: string) => boolean

/**
 * Finds entries edited, deleted, put in another order or cut off, up to the last checkpoint, and checkpoints that are
 * missing, edited, or signed by another key. Without faults the list is empty.
 */
export function verifyJournal(verification: Verification): Fault[] {
  const verifier = startVerification(verification)
  for (const entry of verification.entries) verifier.take(entry)
  return verifier.faults()
}

/** The same, fed one entry at a time, for a journal that does not fit into memory. */
export function startVerification(checkpoints: Omit<Verification, 'entries'>): {
  take(entry: Entry): void
  faults(): Fault[]
} {
  const faults = checkCheckpoints(checkpoints)
  const pins = pinsOf([...checkpoints.table, ...checkpoints.sink])
  const heads = new Map<StreamName, { seq: number; hash: string }>()
  return {
    take(entry) {
      const head = heads.get(entry.stream) ?? { seq: 0, hash: GENESIS }
      faults.push(...checkEntry(entry, head, pins.get(entry.stream)))
      heads.set(entry.stream, { seq: Math.max(head.seq, entry.seq), hash: entry.hash })
    },
    faults() {
      return [...faults, ...cutTails(pins, heads)]
    },
  }
}

type Pins = Map<number, { readonly hash: string; readonly n: number }>

function checkEntry(entry: Entry, head: { seq: number; hash: string }, pins: Pins | undefined): Fault[] {
  const { stream, seq } = entry
  const faults: Fault[] = []
  if (seq <= head.seq) faults.push({ fault: 'out-of-order', stream, seq, after: head.seq })
  else if (seq > head.seq + 1)
    faults.push({ fault: 'entries-missing', stream, from: head.seq + 1, to: seq - 1 })
  else if (entry.previous !== head.hash) faults.push({ fault: 'chain-broken', stream, seq })
  if (hashOf(entry) !== entry.hash) faults.push({ fault: 'entry-edited', stream, seq })
  const pin = pins?.get(seq)
  if (pin !== undefined && pin.hash !== entry.hash)
    faults.push({ fault: 'entry-rewritten', stream, seq, checkpoint: pin.n })
  return faults
}

function cutTails(pins: Map<StreamName, Pins>, heads: Map<StreamName, { seq: number }>): Fault[] {
  return [...pins].flatMap(([stream, pinned]) => {
    const have = heads.get(stream)?.seq ?? 0
    const expected = Math.max(...pinned.keys())
    return have < expected ? [{ fault: 'tail-cut' as const, stream, have, expected }] : []
  })
}

function pinsOf(checkpoints: readonly Checkpoint[]): Map<StreamName, Pins> {
  const pins = new Map<StreamName, Pins>()
  for (const { n, heads } of checkpoints)
    for (const { stream, seq, hash } of heads) {
      const ofStream = pins.get(stream) ?? new Map()
      pins.set(stream, ofStream.set(seq, { hash, n }))
    }
  return pins
}

function checkCheckpoints(given: Omit<Verification, 'entries'>): Fault[] {
  return [
    ...checkCopy('table', given),
    ...checkCopy('sink', given),
    ...compareCopies(given.table, given.sink),
  ]
}

function checkCopy(copy: Copy, given: Omit<Verification, 'entries'>): Fault[] {
  const faults: Fault[] = []
  let last = { n: 0, hash: GENESIS }
  for (const checkpoint of byNumber(given[copy]).values()) {
    const { n, key, hash, signature } = checkpoint
    if (n > last.n + 1) faults.push({ fault: 'checkpoints-missing', copy, from: last.n + 1, to: n - 1 })
    else if (checkpoint.previous !== last.hash) faults.push({ fault: 'checkpoint-unchained', copy, n })
    if (checkpointHash(checkpoint) !== hash) faults.push({ fault: 'checkpoint-edited', copy, n })
    const verifySignature = given.signers.get(key)
    if (verifySignature === undefined) faults.push({ fault: 'wrong-key', copy, n, key })
    else if (!verifySignature(hash, signature)) faults.push({ fault: 'bad-signature', copy, n })
    last = { n, hash }
  }
  return faults
}

/**
 * Each copy has been checked by itself; what can still differ is where it ends, or one checkpoint put in place of
 * another.
 */
function compareCopies(table: readonly Checkpoint[], sink: readonly Checkpoint[]): Fault[] {
  const faults: Fault[] = []
  const [tableEnd, sinkEnd] = [endOf(table), endOf(sink)]
  if (tableEnd < sinkEnd)
    faults.push({ fault: 'checkpoints-missing', copy: 'table', from: tableEnd + 1, to: sinkEnd })
  if (sinkEnd < tableEnd)
    faults.push({ fault: 'checkpoints-missing', copy: 'sink', from: sinkEnd + 1, to: tableEnd })
  const hashes = new Map<number, Set<string>>()
  for (const { n, hash } of [...table, ...sink]) hashes.set(n, (hashes.get(n) ?? new Set()).add(hash))
  for (const [n, different] of hashes) if (different.size > 1) faults.push({ fault: 'checkpoints-differ', n })
  return faults
}

const endOf = (checkpoints: readonly Checkpoint[]) => checkpoints.reduce((end, { n }) => Math.max(end, n), 0)

/** In ascending order. The sink may hold one checkpoint twice: exporting again after a crash is harmless. */
function byNumber(checkpoints: readonly Checkpoint[]): Map<number, Checkpoint> {
  const sorted = [...checkpoints].sort((a, b) => a.n - b.n)
  return new Map(sorted.map((checkpoint) => [checkpoint.n, checkpoint]))
}
