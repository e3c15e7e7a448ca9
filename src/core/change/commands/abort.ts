import { LATCHED } from '../../traffic/desired.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import { wordsOf } from '../state/cause-words.ts'
import type { Cause, Change } from '../state/change.ts'
import { type Accepted, ALREADY, type Asked, type Decision } from './decision.ts'

/** Honoured in every state; beats promote. With nothing begun there is nothing to undo: the change is cancelled. */
export function abort(
  change: Change,
  { because }: { readonly because: string },
  { actor }: Pick<Asked, 'actor'>,
): Decision {
  const cause: Cause =
    actor.kind === 'change' ? { cause: 'superseded', by: actor.id } : { cause: 'asked', because }
  return wayOut(change, cause, { gradual: false, latch: false })
}

export function rollback(
  change: Change,
  { because, gradual }: { readonly because: string; readonly gradual: boolean },
): Decision {
  return wayOut(change, { cause: 'asked', because }, { gradual, latch: false })
}

/**
 * An abort, plus a latch that keeps the targets closed until somebody releases them: also when the change is long
 * over.
 */
export function kill(change: Change, { because }: { readonly because: string }): Decision {
  const latchNow: Accepted = {
    events: [],
    orders: change.runbook.targets.map((target) => ({ order: 'split', target, split: LATCHED })),
  }
  switch (change.status) {
    case 'succeeded':
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return latchNow
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'running':
    case 'paused':
    case 'rolling-back':
      return wayOut(change, { cause: 'killed', because }, { gradual: false, latch: true })
  }
}

function wayOut(
  change: Change,
  cause: Cause,
  how: { readonly gradual: boolean; readonly latch: boolean },
): Accepted {
  switch (change.status) {
    case 'draft':
    case 'requested':
    case 'scheduled':
      return { events: [{ type: 'cancelled', because: wordsOf(cause) }] }
    case 'running':
    case 'paused':
      if (change.run.begun.length === 0 && !how.latch)
        return { events: [{ type: 'cancelled', because: wordsOf(cause) }] }
      return { events: [rollbackStarted(change.run, cause, how)] }
    case 'rolling-back': {
      const hastens = !how.gradual && change.back.traffic.traffic === 'descending'
      const latches = how.latch && !change.back.latch
      return hastens || latches
        ? { events: [{ type: 'rollback-hastened', latch: how.latch || change.back.latch }] }
        : ALREADY
    }
    case 'succeeded':
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return ALREADY
  }
}
