import { z } from 'zod'
import { formatDuration, parseDuration } from '../time/duration.ts'
import type { Millis } from '../time/instant.ts'
import { sentence } from './leaf.ts'

/** `T`, `T-60m`, `T+1h30m`: from the opening of the window. Null when it is none of these. */
export function parseOffset(text: string): Millis | null {
  const match = /^T(?:([+-])(.+))?$/.exec(text.replace(/\s/g, ''))
  if (match === null) return null
  const [, sign, span] = match
  if (span === undefined) return 0
  const ms = parseDuration(span)
  if (ms === null) return null
  return sign === '-' && ms > 0 ? -ms : ms
}

/** As `parseOffset` reads it back. */
export function formatOffset(ms: Millis): string {
  return ms === 0 ? 'T' : `T${ms < 0 ? '-' : '+'}${formatDuration(Math.abs(ms))}`
}

const WRITE = 'write T, T-60m or T+1h30m'

/** A moment counted from T, the opening of the window. */
export const offset = z
  .string({ error: () => sentence('this has to be a moment counted from T', WRITE) })
  .transform((text, context) => {
    const ms = parseOffset(text)
    if (ms !== null) return ms
    context.addIssue({
      code: 'custom',
      message: sentence(`"${text.slice(0, 60)}" is not a moment counted from T`, WRITE),
    })
    return z.NEVER
  })
  .meta({ examples: ['T', 'T-60m', 'T+1h30m'] })
