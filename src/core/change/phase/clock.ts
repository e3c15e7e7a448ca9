import type { Phase, Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import { type Change, type Run, runOf } from '../state/change.ts'
import { phasesBefore } from './order.ts'

/** When the change was opened: from here on its targets are its own. Null before T, and when it never came so far. */
export function openedAt(change: Change): Instant | null {
  const run = runOf(change)
  if (run === null) return null
  // What had something to prepare has a T of its own, once that has come.
  return run.opensAt ?? (phasesBefore(change.runbook).length === 0 ? run.startedAt : null)
}

/** T of a run that has come so far. */
export const tOf = ({ opensAt, startedAt }: Run): Instant => opensAt ?? startedAt

/**
 * Not before this a phase may begin, by the clock alone. Null: no moment is known beforehand, because the phase follows
 * another one, or because T has none yet.
 */
export function notBefore({ start }: Phase, t: Instant | null): Instant | null {
  return start.start !== 'at' || t === null ? null : t + start.offsetMs
}

/** When the first phase before T may begin; null when T itself is where the change begins. */
export function preparesFrom(runbook: Pick<Runbook, 'phases' | 'window'>): Instant | 'at-once' | null {
  const t = runbook.window?.start ?? null
  const starts = phasesBefore(runbook)
    .filter(({ start }) => start.start !== 'in-turn')
    .map((phase) => notBefore(phase, t) ?? Number.NEGATIVE_INFINITY)
  if (starts.length === 0) return null
  const first = Math.min(...starts)
  return Number.isFinite(first) ? first : 'at-once'
}
