import { type WindowNow, windowAt } from '../../calendar/window.ts'
import { heldSentence } from '../../flag/lock/flags-in-the-way.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { noLongerSo } from '../history/still-so.ts'
import type { Observations } from '../outside/observations.ts'
import { preparesFrom } from '../phase/clock.ts'
import { preparationUndoing } from '../rollback/before-t.ts'
import { heldByEngine, type Preparing, type Requested, type Scheduled } from '../state/change.ts'
import { locksInTheWay } from './flags-to-set.ts'
import { latchedTarget } from './latched.ts'

/** Not approved by the time its window opens: expired, never started. */
export function awaitApproval(change: Requested, now: Instant): readonly EventBody[] {
  const start = change.runbook.window?.start ?? null
  return start !== null && now >= start ? [{ type: 'expired' }] : []
}

/**
 * The window gate: open now, waits, opened late by a restart, or missed. A change with phases before T comes to that
 * one later, and begins to prepare when the first of them may begin.
 */
export function openWindow(change: Scheduled, now: Instant, seen: Observations): readonly EventBody[] {
  const { runbook } = change
  const gate = windowAt(runbook.window, now)
  if (gate.window === 'gone') return [{ type: 'missed' }]
  const from = preparesFrom(runbook)
  const isEarly = from === null ? gate.window === 'early' : from !== 'at-once' && now < from
  // It was moved to a later window: what is in the way then is asked then.
  if (isEarly) return heldByEngine(change) ? [{ type: 'opening-unblocked' }] : []
  if (change.blocked !== null && !heldByEngine(change)) return []
  if (from !== null) return heldUp(change, seen) ?? [{ type: 'preparation-started' }]
  return gate.window === 'open' ? open(change, gate, now, seen) : []
}

/** Everything that was to be done before T is done: who has the targets, and what is in the way, is asked here. */
export function open(
  change: Scheduled | Preparing,
  gate: Extract<WindowNow, { window: 'open' }>,
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  const held = heldUp(change, seen)
  if (held !== null) return held
  if (seen.heldBy.length > 0) return busy(change, seen.heldBy)
  const because = noLongerSo(change, seen, now)
  if (because !== null) return [notToOpen(change, because)]
  return [{ type: 'window-opened', endsAt: gate.endsAt, lateMs: gate.lateMs }]
}

/** Null: nothing holds it back. */
function heldUp(change: Scheduled | Preparing, seen: Observations): readonly EventBody[] | null {
  const obstacle = obstacleTo(change, seen)
  if (obstacle !== null)
    return change.blocked?.because === obstacle ? [] : [{ type: 'opening-blocked', because: obstacle }]
  return change.blocked === null ? null : [{ type: 'opening-unblocked' }]
}

/**
 * What would make it fail later on, and has to go first: a latch, or a flag that somebody else has locked. It is asked
 * for again and again, and the change opens by itself when it is gone. Null: nothing. Locks are looked at last: who
 * holds the targets may still leave or lift its own.
 */
function obstacleTo(change: Scheduled | Preparing, seen: Observations): string | null {
  const { environment } = change.runbook
  const latched = latchedTarget(change.runbook, seen)
  if (latched !== undefined)
    return `${latched} is latched; the change opens by itself once it is released: cutwater release ${environment}/${latched} --because "..."`
  if (seen.heldBy.length > 0) return null
  const held = locksInTheWay(change, seen.heldFlags)
  return held.length === 0 ? null : heldSentence(environment, held)
}

/** Two changes never move one target at once. */
function busy(change: Scheduled | Preparing, heldBy: readonly string[]): readonly EventBody[] {
  const same = change.waitsFor.length === heldBy.length && heldBy.every((id) => change.waitsFor.includes(id))
  switch (change.runbook.whenBusy) {
    case 'wait':
      return same ? [] : [{ type: 'waiting-for-targets', heldBy }]
    case 'supersede':
      return same ? [] : [{ type: 'superseding', heldBy }]
    case 'refuse':
      return [notToOpen(change, `its targets are held by ${heldBy.join(', ')}`)]
  }
}

const notToOpen = (change: Scheduled | Preparing, because: string): EventBody =>
  change.status === 'scheduled'
    ? { type: 'cancelled', because }
    : preparationUndoing(change.run, { cause: 'asked', because })
