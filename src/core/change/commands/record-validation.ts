import { worst } from '../../validation/basis/verdict.ts'
import type { Change } from '../state/change.ts'
import type { CommandBody } from './command.ts'
import { type Decision, wrongState } from './decision.ts'

/** As many as a page of a change bears. */
const MOST = 100

/** Keeps what a person has seen of suites, at any time from the request on; it moves and decides nothing. */
export function recordValidation(
  change: Change,
  { suites, canary, report }: Extract<CommandBody, { command: 'record-validation' }>,
): Decision {
  switch (change.status) {
    case 'draft':
      return wrongState(change, 'be validated', 'Request it first.')
    case 'cancelled':
    case 'expired':
    case 'missed':
      return wrongState(change, 'be validated', 'Nothing of it was carried out; validate without --change.')
    case 'requested':
    case 'scheduled':
    case 'preparing':
    case 'running':
    case 'paused':
    case 'rolling-back':
    case 'succeeded':
    case 'rolled-back':
    case 'failed':
  }
  const kept = change.validations ?? []
  if (kept.length >= MOST)
    return {
      refused: 'invalid',
      because: `${kept.length} validations are kept with it already`,
      remedy: 'Validate without --change; the journal has those that were kept.',
    }
  const outcome = worst(suites.map((suite) => suite.outcome))
  return {
    events: [{ type: 'validated', outcome, suites, canary, ...(report === undefined ? {} : { report }) }],
  }
}
