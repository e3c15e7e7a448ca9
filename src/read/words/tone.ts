import type { Status } from '../../core/change/state/change.ts'

/** How something stands. It is told by sign and word as well, never by colour alone. */
export type Tone = 'good' | 'bad' | 'wait' | 'quiet' | 'plain'

export type Sign = 'done' | 'going' | 'open' | 'failed' | 'doubt' | 'stopped' | 'again' | 'person'
export type Marked = { readonly sign: Sign; readonly tone: Tone; readonly word: string }

export const STATUS_TONES: Readonly<Record<Status, Tone>> = {
  draft: 'quiet',
  requested: 'wait',
  scheduled: 'wait',
  preparing: 'wait',
  running: 'good',
  paused: 'wait',
  'rolling-back': 'bad',
  succeeded: 'good',
  'rolled-back': 'bad',
  failed: 'bad',
  cancelled: 'quiet',
  expired: 'quiet',
  missed: 'bad',
}

export const statusWords = (status: Status): string => status.replace('-', ' ')
