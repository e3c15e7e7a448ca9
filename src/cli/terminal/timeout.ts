import { parseDuration } from '../../core/time/duration.ts'
import { Fault } from './fault.ts'

/** In milliseconds; null when none was given. Throws for what is no duration. */
export function timeoutFrom(text: string | undefined): number | null {
  if (text === undefined) return null
  const ms = parseDuration(text)
  if (ms === null) throw new Fault(`"${text}" is no duration`, 'Write 45m, 90s or 1h30m.')
  return ms
}
