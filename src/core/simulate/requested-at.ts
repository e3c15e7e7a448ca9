import { notBefore } from '../change/phase/clock.ts'
import { phasesBefore } from '../change/phase/order.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Instant, Millis } from '../time/instant.ts'

const MINUTE: Millis = 60_000

/**
 * When a change is requested where nobody says it: a window in the future is not waited for, but a minute is left
 * before the first moment that the plan names, and their budgets for the phases before T that have no moment of their
 * own.
 */
export function requestedAt(runbook: Runbook, now: Instant): Instant {
  const t = runbook.window?.start ?? null
  if (t === null) return now
  const before = phasesBefore(runbook)
  const moments = before.map((phase) => notBefore(phase, t) ?? t)
  const unnamed = before.flatMap(({ start, budgetMs = 0 }) => (start.start === 'at' ? [] : [budgetMs]))
  const lead = unnamed.reduce((sum, budget) => sum + budget, 0)
  return Math.min(t, ...moments) - MINUTE - lead
}
