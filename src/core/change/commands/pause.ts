import { hasFailed } from '../rollback/after-failure.ts'
import { type Change, heldByEngine, type Paused } from '../state/change.ts'
import type { Refusal } from './command.ts'
import { ALREADY, type Decision, wrongState } from './decision.ts'

/**
 * A pause stops the hold's clock and anything new from beginning; guards go on watching, running commands go on
 * running.
 */
export function pause(change: Change, { because }: { readonly because: string }): Decision {
  switch (change.status) {
    case 'scheduled':
    case 'preparing':
      // What the engine holds back opens by itself; a person who says wait means that too.
      return change.blocked === null || heldByEngine(change)
        ? { events: [{ type: 'opening-blocked', because }] }
        : ALREADY
    case 'running':
      return { events: [{ type: 'paused', because }] }
    case 'paused':
      return ALREADY
    case 'draft':
    case 'requested':
    case 'rolling-back':
    case 'succeeded':
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return wrongState(
        change,
        'be paused',
        'Only a scheduled or running change can be paused; a rollback is never held up.',
      )
  }
}

export function resume(change: Change, { because }: { readonly because?: string | undefined }): Decision {
  const why = because === undefined ? {} : { because }
  switch (change.status) {
    case 'scheduled':
      if (change.blocked === null) return ALREADY
      return heldByEngine(change)
        ? busy(change.blocked.because)
        : { events: [{ type: 'opening-unblocked', ...why }] }
    case 'preparing':
      // What had failed is tried again, no matter who holds it back.
      if (hasFailed(change.run)) return { events: [{ type: 'opening-unblocked', ...why }] }
      if (change.blocked === null) return ALREADY
      return heldByEngine(change)
        ? busy(change.blocked.because)
        : { events: [{ type: 'opening-unblocked', ...why }] }
    case 'running':
      return ALREADY
    case 'paused':
      return unanswered(change) ?? { events: [{ type: 'resumed', ...why }] }
    case 'draft':
    case 'requested':
    case 'rolling-back':
    case 'succeeded':
    case 'rolled-back':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return wrongState(change, 'be resumed', 'Only a paused change can be resumed.')
  }
}

const busy = (because: string): Refusal => ({
  refused: 'busy',
  because,
  remedy: 'It opens by itself when that is gone.',
})

/** A guard that asks is not passed over: only an answer lets the change go on. */
function unanswered({ id, run }: Paused): Refusal | null {
  const asked = run.guards?.asked ?? null
  if (asked === null) return null
  return {
    refused: 'wrong-state',
    because: `guard ${asked.rule} asks whether it may go on`,
    remedy: `It is for ${asked.people.join(' or ')} to answer: cutwater answer ${id} ${asked.rule} --as resume|rollback --because "...".`,
  }
}
