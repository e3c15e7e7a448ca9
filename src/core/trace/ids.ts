import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Known } from '../change/state/change.ts'

/**
 * Ids that every server comes to by itself: the trace of a change is told by whichever took its turns, and what is
 * called learns its place in it before anybody has told that place.
 *
 * The form of W3C Trace Context, Level 1: 32 and 16 lower-case hexadecimal digits, never all zeros.
 */
export const traceIdOf = ({ id, requestedAt }: Pick<Known, 'id' | 'requestedAt'>): string =>
  hexOf(`trace:${id}:${requestedAt}`, 16)

export const spanIdOf = (traceId: string, key: string): string => hexOf(`span:${traceId}:${key}`, 8)

/** The header `traceparent` of what is called for a span; sampled, for a change is always told whole. */
export const traceparentOf = (traceId: string, spanId: string): string => `00-${traceId}-${spanId}-01`

const hexOf = (text: string, bytes: number): string =>
  bytesToHex(sha256(utf8ToBytes(text)).subarray(0, bytes))
