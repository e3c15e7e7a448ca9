import type { Actor } from '../access/actor.ts'
import { asJson, canonicalHash } from './canonical.ts'
import type { Entry, NewEntry, StreamName } from './entry.ts'

/** What the first entry of a stream, and the first checkpoint, name as the one before them. */
export const GENESIS = '0'.repeat(64)

/** Gives an entry its place in a stream and the hash that ties it to everything before it. */
export function seal(previous: string, stream: StreamName, seq: number, entry: NewEntry): Entry {
  const { at, type, version } = entry
  const actor = asJson(entry.actor) as Actor
  const placed = { stream, seq, at, actor, type, version, data: asJson(entry.data ?? null), previous }
  return { ...placed, hash: canonicalHash(placed) }
}

/** Entries one after another, each tied to the one before. */
export function sealAll(
  head: { readonly seq: number; readonly hash: string },
  stream: StreamName,
  entries: readonly NewEntry[],
): Entry[] {
  const sealed: Entry[] = []
  let { seq, hash } = head
  for (const entry of entries) {
    const next = seal(hash, stream, seq + 1, entry)
    sealed.push(next)
    seq = next.seq
    hash = next.hash
  }
  return sealed
}

/** The hash an entry ought to have, computed from what it says now. */
export function hashOf(entry: Entry): string {
  const { hash: _, ...rest } = entry
  return canonicalHash(rest)
}
