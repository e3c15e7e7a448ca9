import { withoutHidden } from '../text/visible.ts'
import { formatDuration } from '../time/duration.ts'
import { formatInstant, type Instant, type Millis } from '../time/instant.ts'

/** A longer sentence is cut: the journal has all of it. */
export const TEXT_MAX = 400

/** One line of text that somebody else has written: nothing hidden in it, and no longer than a person reads. */
export function told(text: string): string {
  const line = withoutHidden(text, () => ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const points = Array.from(line)
  return points.length <= TEXT_MAX ? line : `${points.slice(0, TEXT_MAX - 1).join('')}…`
}

/** `340ms`, `1.2s`, `4m10s`: as exact as people care for. */
export function lasted(ms: Millis): string {
  const whole = Math.max(0, Math.round(ms))
  if (whole < 1_000) return `${whole}ms`
  return whole < 10_000
    ? `${Math.round(whole / 100) / 10}s`
    : formatDuration(Math.round(whole / 1_000) * 1_000)
}

/** `2027-03-01 09:04:10 UTC`. */
export const clock = (at: Instant | string): string =>
  `${(typeof at === 'string' ? at : formatInstant(at)).slice(0, 19).replace('T', ' ')} UTC`

/** `T+4m10s`, `T-30m`. */
export function fromT(at: Instant, t: Instant | null): string {
  if (t === null) return ''
  const apart = Math.abs(at - t)
  const words = apart < 1_000 ? '0s' : formatDuration(Math.floor(apart / 1_000) * 1_000)
  return `T${at < t && apart >= 1_000 ? '-' : '+'}${words}`
}

/** `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
