import { nameOf } from '../../core/access/actor.ts'
import type { DrillCount } from '../../core/change/state/beside.ts'
import type { Change } from '../../core/change/state/change.ts'
import { sumOf } from '../../core/change/state/drill-count.ts'
import type { DrillPart } from '../../core/drill/drill-record.ts'
import { type DrillOutcome, outcomeOf } from '../../core/drill/outcome.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { BasisPoints } from '../../core/traffic/desired.ts'
import { instant, type Shown } from '../shown/instant.ts'

/** A drill as it stands in a list, and on the page of its change. */
export type DrillView = DrillOutcome & {
  readonly change: string
  readonly plan: string
  readonly environment: string
  readonly version: string
  /** The weight from which it goes back; null: it moves no traffic. */
  readonly at: BasisPoints | null
  readonly by: string
  readonly startedAt: Shown
  readonly endedAt: Shown | null
  readonly requests: number
  readonly failed: number
}

/** With each part of the rollback, from the journal. */
export type DrillRecordView = DrillView & {
  readonly wentBackAt: Shown | null
  readonly parts: readonly DrillPart[]
  readonly counted: readonly DrillCount[]
}

/** Null of a change that is no drill. */
export function viewDrill(change: Change): DrillView | null {
  const { id, runbook, requester, requestedAt, status } = change
  const { drill } = runbook
  if (drill === undefined) return null
  const end = 'beside' in change ? (change.beside?.drill ?? null) : null
  const { outcome, because } = outcomeOf(status, end, status === 'cancelled' ? change.because : null)
  const endedAt = end?.at ?? (outcome !== 'under-way' && 'endedAt' in change ? change.endedAt : null)
  return {
    change: id,
    plan: runbook.plan,
    environment: runbook.environment,
    version: runbook.version,
    at: drill.at ?? null,
    by: nameOf(requester),
    outcome,
    because: because.map(withoutMarks),
    startedAt: instant(requestedAt),
    endedAt: endedAt === null ? null : instant(endedAt),
    ...sumOf(end?.counted ?? []),
  }
}
