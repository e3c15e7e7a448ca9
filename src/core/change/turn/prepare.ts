import { plannedEnd, windowAt } from '../../calendar/window.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import { isPrepared, type Phased, phaseEvents } from '../phase/advance.ts'
import { failedSteps } from '../rollback/after-failure.ts'
import { asBeforeT, preparationUndoing } from '../rollback/before-t.ts'
import { heldByEngine, type Preparing } from '../state/change.ts'
import { isCapturing } from '../steps/capture.ts'
import { open } from './opening.ts'
import { advanceBeforeT, beginSteps } from './run-steps.ts'

/**
 * One turn before T: effects run, phase by phase, and no target is claimed or touched. T comes when the window is open
 * and every phase before it has ended; when the window has passed, what was prepared is undone.
 */
export function prepare(change: Preparing, now: Instant, seen: Observations): readonly EventBody[] {
  const { run, runbook } = change
  const gate = windowAt(runbook.window, now)
  if (gate.window === 'gone') {
    const cause = { cause: 'missed', endedAt: plannedEnd(runbook.window) ?? now } as const
    return run.begun.length === 0 ? [{ type: 'missed' }] : [preparationUndoing(run, cause, 'missed')]
  }
  const phased: Phased = { run, runbook, opened: false }
  const prepared = isPrepared(phased)
  const failure = failureEvents(change, prepared)
  if (failure.length > 0) return failure
  const held = isHeld(change)
  // What holds back already is not said again.
  const waiting = asBeforeT(change, advanceBeforeT(change, now, seen, held || heldByEngine(change)))
  if (waiting.length > 0) return waiting
  const events = phaseEvents(phased, now, held)
  if (events.length > 0 || held) return events
  // Flags that become live before T may do so when everything else is prepared.
  const begun = beginSteps(change, now, seen)
  if (!prepared || begun.length > 0) return begun
  return gate.window === 'open' ? open(change, gate, now, seen) : []
}

/** By a person, by a step that failed, or for want of an approval that was withdrawn. */
function isHeld(change: Preparing): boolean {
  if (change.approvedBy.length < change.needed) return true
  return change.blocked !== null && (!heldByEngine(change) || failedSteps(change.run).length > 0)
}

/**
 * What the engine holds back because a step had failed goes on by itself once somebody has settled that; because a
 * capture had no data, once it has some.
 */
function failureEvents({ blocked, run }: Preparing, prepared: boolean): readonly EventBody[] {
  if (blocked === null || !heldByEngine({ blocked }) || prepared) return []
  const waits = failedSteps(run).length > 0 || isCapturing(run)
  return waits ? [] : [{ type: 'opening-unblocked' }]
}
