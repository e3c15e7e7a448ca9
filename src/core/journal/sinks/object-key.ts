import type { Checkpoint } from '../entry.ts'

type Head = Pick<Checkpoint, 'n' | 'hash'>

/** Keys that are sorted as text are sorted by number up to here: a checkpoint a second for 31,000 years. */
const DIGITS = 12

/** What the keys of all checkpoints begin with; `prefix` is without slashes at its ends. */
export const keyStart = (prefix: string): string => (prefix === '' ? '' : `${prefix}/`)

/** What the keys of every checkpoint with this number begin with. */
export const keysOf = (prefix: string, n: number): string =>
  `${keyStart(prefix)}${String(n).padStart(DIGITS, '0')}-`

/** A key that says number and hash, so that a list of keys is enough to compare by. */
export const keyOf = (prefix: string, { n, hash }: Head): string => `${keysOf(prefix, n)}${hash}.json`

/** Comes after every key of this number, and before those of the next. */
export const afterKeysOf = (prefix: string, n: number): string => `${keysOf(prefix, n)}~`

const NAME = /^([0-9]{12})-([0-9a-f]{64})\.json$/

/** Null for a key that is not of a checkpoint. */
export function headOf(prefix: string, key: string): Head | null {
  const start = keyStart(prefix)
  const [, n, hash] = key.startsWith(start) ? (NAME.exec(key.slice(start.length)) ?? []) : []
  return n === undefined || hash === undefined || Number(n) === 0 ? null : { n: Number(n), hash }
}

/** What a receiver drops the second copy by: the same whenever the same checkpoint is given again. */
export const idempotencyKey = ({ n, hash }: Head): string => `checkpoint-${n}-${hash}`
