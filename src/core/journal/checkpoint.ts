import type { Instant } from '../time/instant.ts'
import { canonicalHash } from './canonical.ts'
import { GENESIS } from './chain.ts'
import type { Checkpoint } from './entry.ts'
import { merkleRoot } from './merkle.ts'

/** A checkpoint without its signature: sign `hash`, then add `signature`. */
export type Unsigned = Omit<Checkpoint, 'signature'>

/** Pins the heads of the streams that moved since `last`. `key` names the key that is going to sign it. */
export function sealCheckpoint(
  last: Pick<Checkpoint, 'n' | 'hash'> | null,
  at: Instant,
  moved: Checkpoint['heads'],
  key: string,
): Unsigned {
  const heads = moved
    .map(({ stream, seq, hash }) => ({ stream, seq, hash }))
    .sort((a, b) => (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : 0))
  const body = {
    n: (last?.n ?? 0) + 1,
    at,
    previous: last?.hash ?? GENESIS,
    heads,
    root: merkleRoot(heads),
    key,
  }
  return { ...body, hash: canonicalHash(body) }
}

/** The hash and root that a checkpoint ought to have, computed from what it says now. */
export function checkpointHash(checkpoint: Checkpoint): string {
  const { n, at, previous, heads, key } = checkpoint
  return canonicalHash({ n, at, previous, heads, root: merkleRoot(heads), key })
}
