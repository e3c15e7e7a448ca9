import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import type { Runbook } from './runbook.ts'

/**
 * SHA-256, lower-case hex, over RFC 8785 canonical JSON: what approvals bind to. The order of keys never
 * matters; any field that changes does. Throws when the runbook holds something JSON cannot say.
 */
export const hashRunbook = (runbook: Runbook): string => hashPart(runbook)

/** The same of a part of what a plan says. */
export function hashPart(part: object): string {
  const text = canonicalize(part)
  if (text === undefined) throw new Error('a runbook has to be plain JSON to be hashed')
  return bytesToHex(sha256(utf8ToBytes(text)))
}
