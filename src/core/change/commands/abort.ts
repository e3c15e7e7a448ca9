import { isLatched } from '../../traffic/desired.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import { wordsOf } from '../state/cause-words.ts'
import type { Cause, Change } from '../state/change.ts'
import { cancelPrepared } from './before-running.ts'
import type { Refusal } from './command.ts'
import { ALREADY, type Asked, type Decision, wrongState } from './decision.ts'

/**
 * Honoured in every state but the last; beats promote. With nothing begun there is nothing to undo: the change is
 * cancelled. One that has ended is not touched any more, and what it did is taken back by a change of its own.
 */
export function abort(
  change: Change,
  { because }: { readonly because: string },
  { actor }: Pick<Asked, 'actor'>,
): Decision {
  const cause: Cause =
    actor.kind === 'change' ? { cause: 'superseded', by: actor.id } : { cause: 'asked', because }
  const over = hasEnded(change, 'be aborted')
  // A change that supersedes it wants it out of the way, and it is.
  if (over !== null) return actor.kind === 'change' ? ALREADY : over
  return wayOut(change, cause, { gradual: false, latch: false })
}

export function rollback(
  change: Change,
  { because, gradual }: { readonly because: string; readonly gradual: boolean },
): Decision {
  return (
    hasEnded(change, 'be rolled back') ??
    wayOut(change, { cause: 'asked', because }, { gradual, latch: false })
  )
}

function hasEnded(change: Change, what: string): Refusal | null {
  switch (change.status) {
    case 'succeeded':
      return wrongState(
        change,
        what,
        `To take it back, make a change that does: cutwater revert ${change.id}.`,
      )
    case 'rolled-back':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return wrongState(change, what, 'It has ended, and nothing of it is left to take back.')
    case 'failed':
      return wrongState(
        change,
        what,
        `It has ended; what could not be undone is left to a person: cutwater show ${change.id}.`,
      )
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'preparing':
    case 'running':
    case 'paused':
    case 'rolling-back':
      return null
  }
}

/**
 * An abort, plus a latch that keeps the targets closed until somebody releases them: also when the change is long
 * over. Before T it is a cancel: no target is the change's own yet, and another one may have it.
 */
export function kill(
  change: Change,
  { because }: { readonly because: string },
  { seen }: Pick<Asked, 'seen'>,
): Decision {
  switch (change.status) {
    case 'succeeded':
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed': {
      const { targets } = change.runbook
      const open = targets.filter((target) => {
        const split = seen.traffic[target]?.desired.split
        return split === undefined || !isLatched(split)
      })
      return open.length === 0
        ? ALREADY
        : { events: [{ type: 'latched-afterwards', targets: open, because }] }
    }
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'preparing':
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
): Decision {
  switch (change.status) {
    case 'draft':
    case 'requested':
    case 'scheduled':
      return { events: [{ type: 'cancelled', because: wordsOf(cause) }] }
    case 'preparing':
      return { events: [cancelPrepared(change, cause)] }
    case 'running':
    case 'paused':
      if (change.run.begun.length === 0 && !how.latch)
        return { events: [{ type: 'cancelled', because: wordsOf(cause) }] }
      return { events: [rollbackStarted(change.run, cause, how)] }
    case 'rolling-back': {
      if (change.back.traffic.traffic === 'untouched') return ALREADY
      const hastens = !how.gradual && change.back.traffic.traffic === 'descending'
      const latches = how.latch && !change.back.latch
      return hastens || latches
        ? {
            events: [
              {
                type: 'rollback-hastened',
                latch: how.latch || change.back.latch,
                because: wordsOf(cause),
              },
            ],
          }
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
