import type { ModeView } from '../records/mode-view.ts'
import type { TargetView } from '../records/target-view.ts'
import { localTime, type Zone } from './time.ts'
import type { Tone } from './tone.ts'

/** What is turned away, and how far that has come: `read-only, 12 writes under way`. Null of a normal target. */
export function modeWords({
  traffic,
  settled,
}: Pick<TargetView, 'traffic' | 'settled'>): { readonly words: string; readonly tone: Tone } | null {
  const { mode, writes } = traffic
  if (mode === 'normal') return null
  const what = mode === 'read-only' ? 'read-only' : 'closed for maintenance'
  if (!settled) return { words: `${what}, as soon as every proxy has it`, tone: 'wait' }
  return { words: `${what}, ${writesWords(writes)}`, tone: writes === 0 ? 'plain' : 'wait' }
}

export function writesWords(writes: number | null): string {
  if (writes === null) return 'and not known how many writes are under way'
  if (writes === 0) return 'no write under way'
  return writes === 1 ? '1 write under way' : `${writes} writes under way`
}

/** `since 14:03:00Z by ada, expected until 16:00:00Z: the database moves`. Null while nobody has set it. */
export function modeSetWords({ set, until }: ModeView, zone: Zone, now: number): string | null {
  if (set === null) return null
  const ends = until === null ? '' : `, expected until ${localTime(until, zone, now)}`
  const why = set.because === null ? '' : `: ${set.because}`
  return `since ${localTime(set.at, zone, now)} by ${set.by}${ends}${why}`
}
