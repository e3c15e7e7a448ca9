import type { Phase, Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Run } from '../state/change.ts'
import { notBefore, tOf } from './clock.ts'
import { lateAt, lateNow } from './lateness.ts'
import { phasesBefore } from './order.ts'

/** A run with its runbook, and whether T has come. */
export type Phased = {
  readonly run: Run
  readonly runbook: Pick<Runbook, 'phases' | 'window' | 'leads'>
  readonly opened: boolean
}

/** Done, staged for a moment of its own, or failed where the plan said to go on. */
export function isBehind(run: Run, step: string): boolean {
  const progress = run.steps[step]
  return (
    progress?.status === 'done' ||
    progress?.status === 'staged' ||
    (progress?.status === 'failed' && progress.goOn)
  )
}

export const hasEnded = (run: Run, { id }: Phase): boolean => run.phases?.[id]?.phase === 'ended'

/** Whether every phase before T has ended. */
export const isPrepared = ({ run, runbook }: Phased): boolean =>
  phasesBefore(runbook).every((phase) => hasEnded(run, phase))

/** Whether the phase of a step is under way; a runbook without phases is all one that is. */
export function openTo({ run, runbook }: Omit<Phased, 'opened'>): (step: string) => boolean {
  const { phases } = runbook
  if (phases === undefined) return () => true
  const open = new Set(
    phases.flatMap(({ id, steps }) => (run.phases?.[id]?.phase === 'running' ? steps : [])),
  )
  return (step) => open.has(step)
}

/** What becomes of the phases at this moment; `held`: none begins. */
export function phaseEvents(phased: Phased, now: Instant, held: boolean): readonly EventBody[] {
  const { run, runbook } = phased
  const phases = runbook.phases ?? []
  const ended = phases.filter(
    ({ id, steps }) => run.phases?.[id]?.phase === 'running' && steps.every((step) => isBehind(run, step)),
  )
  if (ended.length > 0) return ended.map(({ id }) => ({ type: 'phase-ended', phase: id }))
  const late = phases.flatMap((phase) => lateEvents(phase, phased, now))
  if (late.length > 0) return late
  return phases
    .filter((phase) => !held && mayBegin(phase, phased, now))
    .map((phase) => ({ type: 'phase-started', phase: phase.id, ...leadOf(phase, runbook) }))
}

/**
 * Before T a phase waits for those that the plan names before it, except one that begins once the change is scheduled;
 * after T one with a moment of its own begins beside what still runs.
 */
function mayBegin(phase: Phase, phased: Phased, now: Instant): boolean {
  const { run, runbook, opened } = phased
  if (run.phases?.[phase.id]?.phase !== 'waiting') return false
  const phases = runbook.phases ?? []
  const earlier = phases.slice(0, phases.indexOf(phase))
  const before = phasesBefore(runbook)
  const isBefore = before.includes(phase)
  if (!isBefore && !opened) return false
  const at = notBefore(phase, tNow(phased))
  if (at !== null && now < at) return false
  switch (phase.start.start) {
    case 'scheduled':
      return true
    case 'at':
      return !isBefore || earlier.every((one) => !before.includes(one) || hasEnded(run, one))
    case 'in-turn':
      return earlier.slice(-1).every((one) => hasEnded(run, one))
  }
}

/** T as it came to be, else as planned; null without a start of its own, until it has come. */
export const tNow = ({ run, runbook, opened }: Phased): Instant | null =>
  opened ? tOf(run) : (runbook.window?.start ?? null)

function lateEvents(phase: Phase, phased: Phased, now: Instant): readonly EventBody[] {
  const { run, runbook } = phased
  const progress = run.phases?.[phase.id]
  if (progress?.phase !== 'running') return []
  const t = plannedT(phase, phased)
  const late = lateNow(phase, progress, t, now)
  if (late === null) return []
  const because = late === 'paged' && t !== null && now >= t ? 'T' : 'budget'
  const budget = phase.budgetMs === undefined ? {} : { budgetMs: phase.budgetMs }
  return [
    {
      type: 'phase-late',
      phase: phase.id,
      since: progress.since,
      late,
      because,
      ...budget,
      ...leadOf(phase, runbook),
    },
  ]
}

function plannedT(phase: Phase, { runbook }: Pick<Phased, 'runbook'>): Instant | null {
  return phasesBefore(runbook).includes(phase) ? (runbook.window?.start ?? null) : null
}

/** As it is told who leads it. */
function leadOf({ lead }: Phase, { leads }: Pick<Runbook, 'leads'>): { readonly lead?: string } {
  const found = lead === undefined ? undefined : leads?.[lead]
  if (found === undefined) return {}
  return { lead: found.person === undefined ? found.title : `${found.title} ${found.person}` }
}

/** The moments at which time alone changes something about the phases. */
export function phaseDeadlines(phased: Phased): readonly Instant[] {
  const { run, runbook } = phased
  return (runbook.phases ?? []).flatMap((phase): readonly Instant[] => {
    const progress = run.phases?.[phase.id]
    if (progress?.phase === 'running') {
      const all = lateAt(phase, progress.since, plannedT(phase, phased))
      return all.map(({ at }) => at)
    }
    const at = progress?.phase === 'waiting' ? notBefore(phase, tNow(phased)) : null
    return at === null ? [] : [at]
  })
}
