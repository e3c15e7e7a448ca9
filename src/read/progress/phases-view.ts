import { isBehind } from '../../core/change/phase/advance.ts'
import { notBefore, openedAt } from '../../core/change/phase/clock.ts'
import { phasesBefore } from '../../core/change/phase/order.ts'
import { type Change, isTerminal, runOf } from '../../core/change/state/change.ts'
import type { Phase, Runbook } from '../../core/runbook/runbook.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { maybe, type Shown } from '../shown/instant.ts'

/** The phases of a change and T: as planned, or as it came to be. */
export type PhasesView = {
  /** Null: the plan gives none, and it has not come yet. */
  readonly t: Shown | null
  readonly come: boolean
  readonly list: readonly PhaseView[]
}

export type PhaseView = {
  readonly id: string
  /** `T-15m`, `T`, `in turn`, `once scheduled`: as the plan says it. */
  readonly starts: string
  readonly lead: LeadView | null
  /** It has to end before T. */
  readonly before: boolean
  /** `left`: the change ended, or went back, while it was under way. */
  readonly status: 'waiting' | 'running' | 'ended' | 'left'
  /** The moment that the plan gives it; null when it follows another phase, or T is not known. */
  readonly at: Shown | null
  readonly since: Shown | null
  readonly endedAt: Shown | null
  readonly budgetMs: Millis | null
  /** When its budget is used up; null without one, or while it waits. */
  readonly dueAt: Shown | null
  readonly late: 'told' | 'paged' | null
  readonly steps: readonly string[]
  readonly done: number
}

export type LeadView = { readonly id: string; readonly title: string; readonly person: string | null }

export function viewPhases(change: Change): PhasesView | null {
  const { phases } = change.runbook
  if (phases === undefined) return null
  const opened = openedAt(change)
  const t = opened ?? change.runbook.window?.start ?? null
  const before = phasesBefore(change.runbook)
  return {
    t: maybe(t),
    come: opened !== null,
    list: phases.map((phase) => viewPhase(phase, change, t, before.includes(phase))),
  }
}

function viewPhase(phase: Phase, change: Change, t: Instant | null, before: boolean): PhaseView {
  const run = runOf(change)
  const progress = run?.phases?.[phase.id] ?? { phase: 'waiting' as const }
  const since = progress.phase === 'waiting' ? null : progress.since
  const over = isTerminal(change) || change.status === 'rolling-back'
  const { budgetMs = null } = phase
  return {
    id: phase.id,
    starts: startWords(phase),
    lead: leadOf(phase, change.runbook),
    before,
    status: progress.phase === 'running' && over ? 'left' : progress.phase,
    at: maybe(notBefore(phase, t)),
    since: maybe(since),
    endedAt: maybe(progress.phase === 'ended' ? progress.at : null),
    budgetMs,
    dueAt: maybe(since === null || budgetMs === null ? null : since + budgetMs),
    late: progress.phase === 'running' && !over ? progress.late : null,
    steps: phase.steps,
    done: run === null ? 0 : phase.steps.filter((step) => isBehind(run, step)).length,
  }
}

export function viewLeads({ leads = {} }: Runbook): readonly LeadView[] {
  return Object.entries(leads).map(([id, { title, person = null }]) => ({ id, title, person }))
}

const leadOf = ({ lead }: Phase, runbook: Runbook): LeadView | null =>
  viewLeads(runbook).find(({ id }) => id === lead) ?? null

export function startWords({ start }: Pick<Phase, 'start'>): string {
  switch (start.start) {
    case 'scheduled':
      return 'once scheduled'
    case 'in-turn':
      return 'in turn'
    case 'at': {
      const { offsetMs } = start
      if (offsetMs === 0) return 'T'
      return `T${offsetMs < 0 ? '-' : '+'}${formatDuration(Math.abs(offsetMs))}`
    }
  }
}
