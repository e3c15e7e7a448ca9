import { openedAt } from '../../core/change/phase/clock.ts'
import { type Change, runOf } from '../../core/change/state/change.ts'
import type { Millis } from '../../core/time/instant.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'

/** Planned start and end, actual start and end are four values. */
export type WindowView = {
  /** `null`: it opens at once. */
  readonly plannedStart: Shown | null
  readonly plannedEnd: Shown | null
  readonly durationMs: Millis
  readonly openedAt: Shown | null
  /** As extended, while it is open. */
  readonly endsAt: Shown | null
  readonly closedAt: Shown | null
  /** Past its end with steps still open: no weight is raised any more. */
  readonly overrunAt: Shown | null
  readonly atEnd: 'hold' | 'rollback'
}

export function viewWindow(change: Change): WindowView | null {
  const { window } = change.runbook
  if (window === null) return null
  const { start, durationMs, atEnd } = window
  const run = runOf(change)
  return {
    plannedStart: maybe(start),
    plannedEnd: start === null ? null : instant(start + durationMs),
    durationMs,
    openedAt: maybe(openedAt(change)),
    endsAt: maybe(run?.endsAt ?? null),
    closedAt: maybe(run?.windowClosedAt ?? null),
    overrunAt: maybe(run?.overrunAt ?? null),
    atEnd,
  }
}
