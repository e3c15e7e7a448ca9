import type { Instant } from '../time/instant.ts'
import { GENESIS, hashOf } from './chain.ts'
import { type Chain, chainOf, checkpointHash, setAsideBy, UNPINNED_MS } from './checkpoint.ts'
import type { Checkpoint, Entry, StreamName } from './entry.ts'
import type { Copy, Fault, Known } from './fault.ts'
import { byNumber, endOf, linked } from './linked.ts'

export type Verification = {
  /** Every entry of the journal; within a stream in the order in which they are stored. */
  readonly entries: Iterable<Entry>
  readonly table: readonly Checkpoint[]
  /** The copy outside the database; null where this machine has none, so that nothing is compared with it. */
  readonly sink: readonly Checkpoint[] | null
  /** The pinned keys, one for each server that signs, as `Checkpoint.key` names them. */
  readonly signers: ReadonlyMap<string, VerifySignature>
  /**
   * Now, when a server works: what was written long before has to be signed. Without it the journal's own newest time
   * stands for it, so that one that was switched off is not blamed for the time in which it was.
   */
  readonly at?: Instant | null
  /** Heads that are known from elsewhere; a hash may be the first digits of one. */
  readonly expected?: readonly Expected[]
}

type Copies = Pick<Verification, 'table' | 'signers'> & { readonly sink: readonly Checkpoint[] }

export type Expected = { readonly n: number; readonly hash: string; readonly known: Known }

/** Whether `signature` is that key's over `hash`. */
export type VerifySignature = (hash: string, signature: string) => boolean

/**
 * Finds entries edited, deleted, put in another order or cut off, up to the last checkpoint, older ones that have none,
 * and checkpoints that are missing, edited, or signed by another key. What a resumption set aside is not held against
 * anything. Without faults the list is empty.
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
  const outside = checkpoints.sink ?? []
  const all = [...checkpoints.table, ...outside]
  const chain = chainOf(linked(checkpoints.table, outside))
  const counts = (one: Checkpoint) => setAsideBy(one, chain) === null
  const given = {
    ...checkpoints,
    table: checkpoints.table.filter(counts),
    sink: outside.filter(counts),
  }
  const copies = checkpoints.sink === null ? checkCopy('table', given) : checkCheckpoints(given)
  const faults = [...copies, ...checkExpected(checkpoints.expected ?? [], all, chain)]
  const pins = pinsOf([...given.table, ...given.sink])
  const heads = new Map<StreamName, { seq: number; hash: string }>()
  const open = new Map<StreamName, Unpinned>()
  let newest = all.reduce((at, one) => Math.max(at, one.at), Number.NEGATIVE_INFINITY)
  return {
    take(entry) {
      newest = Math.max(newest, entry.at)
      noteUnpinned(open, entry, pins.get(entry.stream))
      const head = heads.get(entry.stream) ?? { seq: 0, hash: GENESIS }
      faults.push(...checkEntry(entry, head, pins.get(entry.stream)))
      heads.set(entry.stream, { seq: Math.max(head.seq, entry.seq), hash: entry.hash })
    },
    faults() {
      const late = (checkpoints.at ?? newest) - UNPINNED_MS
      return [
        ...faults,
        ...cutTails(pins, heads),
        ...[...open.values()].flatMap((one) => unpinned(one, late)),
      ]
    },
  }
}

/** Of one stream: the last pinned entry, and each with its hash and the number of the checkpoint. */
type Pins = { last: number; readonly by: Map<number, { readonly hash: string; readonly n: number }> }

/** What a stream has after its last pinned entry. */
type Unpinned = { readonly stream: StreamName; readonly from: number; readonly since: Instant; to: number }

function noteUnpinned(open: Map<StreamName, Unpinned>, { stream, seq, at }: Entry, pins: Pins | undefined) {
  if (pins !== undefined && seq <= pins.last) return
  const soFar = open.get(stream)
  if (soFar === undefined) open.set(stream, { stream, from: seq, to: seq, since: at })
  else soFar.to = Math.max(soFar.to, seq)
}

const unpinned = ({ stream, from, to, since }: Unpinned, late: Instant): readonly Fault[] =>
  since < late ? [{ fault: 'unpinned', stream, from, to, since }] : []

function checkExpected(expected: readonly Expected[], all: readonly Checkpoint[], chain: Chain): Fault[] {
  return expected.flatMap(({ n, hash, known }): readonly Fault[] => {
    const numbered = all.filter((one) => one.n === n)
    const found = numbered.find((one) => one.hash.startsWith(hash))
    if (found === undefined)
      return [{ fault: numbered.length > 0 ? 'head-differs' : 'head-missing', n, known }]
    const by = setAsideBy(found, chain)
    return by === null || known === 'key' ? [] : [{ fault: 'head-set-aside', n, by }]
  })
}

function checkEntry(entry: Entry, head: { seq: number; hash: string }, pins: Pins | undefined): Fault[] {
  const { stream, seq } = entry
  const faults: Fault[] = []
  if (seq <= head.seq) faults.push({ fault: 'out-of-order', stream, seq, after: head.seq })
  else if (seq > head.seq + 1)
    faults.push({ fault: 'entries-missing', stream, from: head.seq + 1, to: seq - 1 })
  else if (entry.previous !== head.hash) faults.push({ fault: 'chain-broken', stream, seq })
  if (hashOf(entry) !== entry.hash) faults.push({ fault: 'entry-edited', stream, seq })
  const pin = pins?.by.get(seq)
  if (pin !== undefined && pin.hash !== entry.hash)
    faults.push({ fault: 'entry-rewritten', stream, seq, checkpoint: pin.n })
  return faults
}

function cutTails(pins: Map<StreamName, Pins>, heads: Map<StreamName, { seq: number }>): Fault[] {
  return [...pins].flatMap(([stream, { last: expected }]) => {
    const have = heads.get(stream)?.seq ?? 0
    return have < expected ? [{ fault: 'tail-cut' as const, stream, have, expected }] : []
  })
}

function pinsOf(checkpoints: readonly Checkpoint[]): Map<StreamName, Pins> {
  const pins = new Map<StreamName, Pins>()
  for (const { n, heads } of checkpoints)
    for (const { stream, seq, hash } of heads) {
      const ofStream = pins.get(stream) ?? { last: 0, by: new Map() }
      ofStream.last = Math.max(ofStream.last, seq)
      ofStream.by.set(seq, { hash, n })
      pins.set(stream, ofStream)
    }
  return pins
}

function checkCheckpoints(given: Copies): Fault[] {
  return [
    ...checkCopy('table', given),
    ...checkCopy('sink', given),
    ...compareCopies(given.table, given.sink),
  ]
}

function checkCopy(copy: Copy, given: Copies): Fault[] {
  const faults: Fault[] = []
  let last = { n: 0, hash: GENESIS }
  for (const checkpoint of byNumber(given[copy]).values()) {
    const { n, key, hash, signature } = checkpoint
    faults.push(...checkLink(copy, last, checkpoint))
    if (checkpointHash(checkpoint) !== hash) faults.push({ fault: 'checkpoint-edited', copy, n })
    const verifySignature = given.signers.get(key)
    if (verifySignature === undefined) faults.push({ fault: 'wrong-key', copy, n, key })
    else if (!verifySignature(hash, signature)) faults.push({ fault: 'bad-signature', copy, n })
    last = { n, hash }
  }
  return faults
}

/** One that resumes may leave out numbers; whatever it follows from has to be there all the same. */
function checkLink(copy: Copy, last: Pick<Checkpoint, 'n' | 'hash'>, next: Checkpoint): Fault[] {
  const { n, previous, resumes } = next
  if (previous === last.hash && (n === last.n + 1 || (resumes && n > last.n))) return []
  const to = resumes ? Math.min(resumes.after, n - 1) : n - 1
  if (to > last.n) return [{ fault: 'checkpoints-missing', copy, from: last.n + 1, to }]
  return [{ fault: 'checkpoint-unchained', copy, n }]
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
