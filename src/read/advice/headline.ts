import { verificationOf } from '../../core/change/beside/verification.ts'
import { type Change, heldByEngine, type Status } from '../../core/change/state/change.ts'
import { causeOf } from './cause.ts'
import type { Safety } from './safety.ts'

/**
 * What a person reads first, in a word: whether all is well while it is under way, and what became of it afterwards.
 * `cause`: why it is on its way back or has ended without success, before everything else that can be said.
 */
export type Headline = { readonly word: string; readonly look: Look; readonly cause: string | null }

/** `back`: the users are well, the release is not. `failed`: a person has to see to it. `idle`: nothing is at work. */
export type Look = Safety['level'] | 'back' | 'failed' | 'idle'

const ENDED = {
  'rolling-back': ['Rolling back', 'back'],
  'rolled-back': ['Rolled back', 'back'],
  failed: ['Failed', 'failed'],
  succeeded: ['Succeeded', 'safe'],
  cancelled: ['Cancelled', 'idle'],
  expired: ['Expired', 'idle'],
  missed: ['Missed', 'idle'],
  draft: ['Not begun', 'idle'],
  requested: ['Not begun', 'idle'],
  scheduled: ['Not begun', 'idle'],
  preparing: ['Preparing', 'safe'],
} as const satisfies Readonly<Record<Exclude<Status, 'running' | 'paused'>, readonly [string, Look]>>

const LEVELS: Readonly<Record<Safety['level'], string>> = {
  safe: 'Safe',
  unsure: 'Not sure',
  danger: 'In danger',
}

export function headlineOf(change: Change, { level }: Safety): Headline {
  const { status } = change
  if (status === 'running' || status === 'paused') return { word: LEVELS[level], look: level, cause: null }
  // Nothing goes on by itself before T, although no user notices.
  if (status === 'preparing' && change.blocked !== null && !heldByEngine(change))
    return { word: 'Held back', look: 'unsure', cause: null }
  const [word, look] = ENDED[status]
  const found = verificationOf(change)
  // What it was rolled back to is not well either, or nobody knows.
  if (found !== null && found.status !== 'watching' && found.status !== 'passed' && found.settled === null)
    return { word, look: found.status === 'failed' ? 'danger' : 'failed', cause: causeOf(change) }
  // A proxy that does not close is what matters then.
  return {
    word,
    look: status === 'rolling-back' && level === 'danger' ? 'danger' : look,
    cause: causeOf(change),
  }
}
