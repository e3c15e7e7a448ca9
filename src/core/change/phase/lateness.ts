import type { Phase } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { PhaseProgress } from '../state/change.ts'

/** Of a phase that runs longer than its budget, half of it again is borne before its lead is woken. */
export const pagesAfter = (budgetMs: Millis): Millis => budgetMs * 1.5

/** When it is said that a running phase is late, and when its lead is paged for it; in this order, some not at all. */
export function lateAt(
  { budgetMs }: Phase,
  since: Instant,
  /** T as planned, of a phase before it. */
  t: Instant | null,
): readonly { readonly at: Instant; readonly late: 'told' | 'paged' }[] {
  const told = budgetMs === undefined ? [] : [{ at: since + budgetMs, late: 'told' as const }]
  const paged = [
    ...(budgetMs === undefined ? [] : [since + pagesAfter(budgetMs)]),
    // It keeps the whole change waiting.
    ...(t === null || t <= since ? [] : [t]),
  ]
  return paged.length === 0 ? told : [...told, { at: Math.min(...paged), late: 'paged' as const }]
}

/** What has to be said of its lateness now; null when all was said. */
export function lateNow(
  phase: Phase,
  progress: PhaseProgress,
  t: Instant | null,
  now: Instant,
): 'told' | 'paged' | null {
  if (progress.phase !== 'running' || progress.late === 'paged') return null
  const due = lateAt(phase, progress.since, t).filter(({ at }) => now >= at)
  if (due.some(({ late }) => late === 'paged')) return 'paged'
  return progress.late === null && due.length > 0 ? 'told' : null
}
