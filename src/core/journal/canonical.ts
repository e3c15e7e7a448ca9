import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'

/** SHA-256, lower-case hex, over the RFC 8785 canonical JSON of a value. Throws for what JSON cannot hold. */
export function canonicalHash(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalText(value))))
}

export function canonicalText(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('a value without a JSON form cannot be hashed')
  return text
}

/**
 * The value as it will be read back: fields that are undefined are gone, and a lone surrogate, which canonical JSON
 * refuses and the output of a command may well contain, is replaced by U+FFFD. NaN and infinity throw: they are a
 * fault of the code that computed them, and a journal must not make them look like "nothing was measured".
 */
export function asJson(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '\ufffd')
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value
    throw new Error(`${value} has no place in a journal`)
  }
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : asJson(item)))
  if (typeof value !== 'object') throw new Error(`a ${typeof value} has no place in a journal`)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(fields.map(([key, field]) => [asJson(key), asJson(field)]))
}
