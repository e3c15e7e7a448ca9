import type { Instant, Millis } from '../time/instant.ts'
import { canonicalHash } from './canonical.ts'
import { GENESIS } from './chain.ts'
import type { Checkpoint, Resumption } from './entry.ts'
import { merkleRoot } from './merkle.ts'

/** A server that works pins what was written at least so often. */
export const CHECKPOINT_EVERY_MS: Millis = 60_000

/** One round may fail or be slow; what still has no checkpoint after two is not pinned as it has to be. */
export const UNPINNED_MS: Millis = 2 * CHECKPOINT_EVERY_MS

/** A checkpoint without its signature: sign `hash`, then add `signature`. */
export type Unsigned = Omit<Checkpoint, 'signature'>

type Last = Pick<Checkpoint, 'n' | 'hash'> | null

/** Pins the heads of the streams that moved since `last`. `key` names the key that is going to sign it. */
export function sealCheckpoint(
  last: Last,
  at: Instant,
  moved: Checkpoint['heads'],
  key: string,
  resumed: { readonly n: number; readonly resumes: Resumption } | null = null,
): Unsigned {
  const heads = moved
    .map(({ stream, seq, hash }) => ({ stream, seq, hash }))
    .sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0))
  const body = {
    n: resumed?.n ?? (last?.n ?? 0) + 1,
    at,
    previous: last?.hash ?? GENESIS,
    heads,
    root: merkleRoot(heads),
    key,
    ...(resumed === null ? {} : { resumes: resumed.resumes }),
  }
  return { ...body, hash: canonicalHash(body) }
}

/** The hash and root that a checkpoint ought to have, computed from what it says now. */
export function checkpointHash(checkpoint: Checkpoint): string {
  const { n, at, previous, heads, key, resumes } = checkpoint
  const body = { n, at, previous, heads, root: merkleRoot(heads), key }
  return canonicalHash(resumes ? { ...body, resumes } : body)
}

/** Checkpoints that follow from each other: their hashes, and those of them that resumed. */
export type Chain = {
  readonly hashes: ReadonlySet<string>
  readonly resumed: readonly { readonly n: number; readonly after: number }[]
}

export function chainOf(checkpoints: readonly Pick<Checkpoint, 'n' | 'hash' | 'resumes'>[]): Chain {
  return {
    hashes: new Set(checkpoints.map(({ hash }) => hash)),
    resumed: checkpoints.flatMap(({ n, resumes }) => (resumes ? [{ n, after: resumes.after }] : [])),
  }
}

/** The number of the resumption that set it aside; null while it counts. */
export function setAsideBy({ n, hash }: Pick<Checkpoint, 'n' | 'hash'>, chain: Chain): number | null {
  if (chain.hashes.has(hash)) return null
  return chain.resumed.find((one) => one.after < n && n <= one.n)?.n ?? null
}

/** Where a chain has come to, as people write it down and give it back to a later verification. */
export const headText = ({ n, hash }: Pick<Checkpoint, 'n' | 'hash'>): string => `${n}:${hash}`

const HEAD = /^([1-9][0-9]{0,14}):([0-9a-f]{16,64})$/i

/** `hash` may be its first 16 digits or more. Null for what is no head. */
export function readHead(text: string): { readonly n: number; readonly hash: string } | null {
  const [, n, hash] = HEAD.exec(text.trim()) ?? []
  return n === undefined || hash === undefined ? null : { n: Number(n), hash: hash.toLowerCase() }
}
