import { windowAt } from '../../calendar/window.ts'
import { heldSentence } from '../../flag/lock/flags-in-the-way.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { noLongerSo } from '../history/still-so.ts'
import type { Observations } from '../outside/observations.ts'
import { heldByEngine, type Requested, type Scheduled } from '../state/change.ts'
import { locksInTheWay } from './flags-to-set.ts'
import { latchedTarget } from './latched.ts'

/** Not approved by the time its window opens: expired, never started. */
export function awaitApproval(change: Requested, now: Instant): readonly EventBody[] {
  const start = change.runbook.window?.start ?? null
  return start !== null && now >= start ? [{ type: 'expired' }] : []
}

/** The window gate: open now, waits, opened late by a restart, or missed. */
export function openWindow(change: Scheduled, now: Instant, seen: Observations): readonly EventBody[] {
  const gate = windowAt(change.runbook.window, now)
  switch (gate.window) {
    case 'early':
      // It was moved to a later window: what is in the way then is asked then.
      return heldByEngine(change) ? [{ type: 'opening-unblocked' }] : []
    case 'gone':
      return [{ type: 'missed' }]
    case 'open':
      return change.blocked === null || heldByEngine(change) ? open(change, gate, now, seen) : []
  }
}

function open(
  change: Scheduled,
  gate: { readonly endsAt: Instant | null; readonly lateMs: number },
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  const obstacle = obstacleTo(change, seen)
  if (obstacle !== null)
    return change.blocked?.because === obstacle ? [] : [{ type: 'opening-blocked', because: obstacle }]
  if (change.blocked !== null) return [{ type: 'opening-unblocked' }]
  if (seen.heldBy.length > 0) return busy(change, seen.heldBy)
  const because = noLongerSo(change, seen, now)
  if (because !== null) return [{ type: 'cancelled', because }]
  return [{ type: 'window-opened', endsAt: gate.endsAt, lateMs: gate.lateMs }]
}

/**
 * What would make it fail later on, and has to go first: a latch, or a flag that somebody else has locked. It is asked
 * for again and again, and the change opens by itself when it is gone. Null: nothing. Locks are looked at last: who
 * holds the targets may still leave or lift its own.
 */
function obstacleTo(change: Scheduled, seen: Observations): string | null {
  const { environment } = change.runbook
  const latched = latchedTarget(change.runbook, seen)
  if (latched !== undefined)
    return `${latched} is latched; the change opens by itself once it is released: cutwater release ${environment}/${latched} --because "..."`
  if (seen.heldBy.length > 0) return null
  const held = locksInTheWay(change, seen.heldFlags)
  return held.length === 0 ? null : heldSentence(environment, held)
}

/** Two changes never move one target at once. */
function busy(change: Scheduled, heldBy: readonly string[]): readonly EventBody[] {
  const same = change.waitsFor.length === heldBy.length && heldBy.every((id) => change.waitsFor.includes(id))
  switch (change.runbook.whenBusy) {
    case 'wait':
      return same ? [] : [{ type: 'waiting-for-targets', heldBy }]
    case 'supersede':
      return same ? [] : [{ type: 'superseding', heldBy }]
    case 'refuse':
      return [{ type: 'cancelled', because: `its targets are held by ${heldBy.join(', ')}` }]
  }
}
