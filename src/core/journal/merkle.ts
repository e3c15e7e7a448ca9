import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalText } from './canonical.ts'
import type { Checkpoint } from './entry.ts'

/**
 * Root of the Merkle tree of RFC 6962, section 2.1, over heads in the order given. Leaves and nodes are hashed with
 * different first bytes, so that a node can never be passed off as a leaf. Lower-case hex.
 */
export function merkleRoot(heads: Checkpoint['heads']): string {
  return bytesToHex(rootOf(heads.map(leaf)))
}

function leaf({ stream, seq, hash }: Checkpoint['heads'][number]): Uint8Array {
  return sha256(concatBytes(LEAF, utf8ToBytes(canonicalText({ stream, seq, hash }))))
}

function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves
  if (only === undefined) return sha256(new Uint8Array())
  if (leaves.length === 1) return only
  const split = largestPowerOfTwoBelow(leaves.length)
  return sha256(concatBytes(NODE, rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split))))
}

function largestPowerOfTwoBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)
