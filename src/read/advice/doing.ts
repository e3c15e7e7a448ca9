import { hasEnded } from '../../core/change/phase/advance.ts'
import { phasesBefore } from '../../core/change/phase/order.ts'
import { isLeftOpen } from '../../core/change/rollback/adopted.ts'
import { wordsOf } from '../../core/change/state/cause-words.ts'
import { type Change, type Items, type Preparing, type Run, runOf } from '../../core/change/state/change.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import { percent } from '../../core/traffic/percent.ts'

/** What a change is doing, in a few words: the last column of a list. */
export function doingOf(change: Change): string {
  switch (change.status) {
    case 'draft':
      return change.rejected === null ? 'not requested yet' : `rejected: ${change.rejected}`
    case 'requested':
      return `${change.approvedBy.length} of ${change.needed} approvals`
    case 'scheduled':
      if (change.blocked !== null) return `held back: ${change.blocked.because}`
      return change.waitsFor.length > 0 ? `waits for ${change.waitsFor.join(', ')}` : 'waits for its window'
    case 'preparing':
      return preparing(change)
    case 'running':
      return `${underway(change.run, change.runbook)}${change.run.overrunAt === null ? '' : ' (OVERRUN)'}`
    case 'paused':
      return change.hold.because
    case 'rolling-back':
    case 'rolled-back':
      return wordsOf(change.back.cause)
    case 'failed':
      return `not undone: ${change.notUndone.join(', ')}`
    case 'cancelled':
      return change.because
    case 'succeeded':
      return accepted(change.run, change.runbook)
    case 'expired':
      return 'not approved before its window opened'
    case 'missed':
      return 'its window has passed'
  }
}

function preparing(change: Preparing): string {
  const { blocked, approvedBy, needed, waitsFor, run, runbook } = change
  if (blocked !== null) return `held back: ${blocked.because}`
  if (approvedBy.length < needed) return 'approval withdrawn'
  if (waitsFor.length > 0) return `waits for ${waitsFor.join(', ')}`
  const doing = stepsUnderway(run, runbook)
  if (doing.length > 0) return `preparing: ${doing.join(', ')}`
  const open = phasesBefore(runbook).find((phase) => !hasEnded(run, phase))
  return open === undefined ? 'prepared; waits for T' : `waits for phase ${open.id}`
}

/** Nothing of checks where the plan has none. */
function accepted({ accept, overrunAt }: Run, runbook: Runbook): string {
  const passed = Object.values(accept).filter(({ status }) => status === 'passed').length
  const checks = runbook.accept.length === 0 ? [] : [`${passed} of ${runbook.accept.length} checks passed`]
  return [...checks, ...(overrunAt === null ? [] : ['(overrun)'])].join(' ')
}

function underway(run: Run, runbook: Runbook): string {
  const doing = stepsUnderway(run, runbook)
  if (doing.length > 0) return doing.join(', ')
  const phases = runbook.phases ?? []
  const later = phases.find(({ id }) => run.phases?.[id]?.phase === 'waiting')
  if (later !== undefined && !phases.some(({ id }) => run.phases?.[id]?.phase === 'running'))
    return `waits for phase ${later.id}`
  return Object.values(run.steps).some(({ status }) => status === 'waiting')
    ? 'between two steps'
    : 'acceptance checks'
}

function stepsUnderway(run: Run, runbook: Runbook): readonly string[] {
  return runbook.steps.flatMap((step) => {
    const progress = run.steps[step.id]
    if (progress === undefined) return []
    if (step.kind === 'rollout' && progress.status === 'rolling') {
      const asks = progress.rollout.asked === undefined ? '' : ', waits for its checklist'
      return [`canary at ${percent(step.stages[progress.rollout.stage]?.weight ?? 0)}${asks}`]
    }
    if (step.kind === 'rollout' && isLeftOpen(step, run, runbook))
      return [`canary at ${percent(step.stages.at(-1)?.weight ?? 0)}, to be adopted`]
    if (progress.status === 'baking' && progress.asked !== undefined)
      return [`${step.title}: ${passedOf(progress.asked.items)}`]
    if (progress.status === 'adopting' || progress.status === 'baking' || progress.status === 'capturing')
      return [step.title]
    if (progress.status === 'switching')
      return [
        `${step.title}: ${progress.acknowledgedAt === null ? 'waits for its proxies' : 'waits for writes to end'}`,
      ]
    if (progress.status === 'ticking') return [`${step.title}: ${passedOf(progress.items)}`]
    if (progress.status === 'deciding') return [`${step.title}: to be decided`]
    if (progress.status === 'starting') return [`${step.title}: waits until it has started`]
    if (progress.status === 'in-doubt') return [`${step.title} IN DOUBT`]
    return progress.status === 'running' || progress.status === 'checking' || progress.status === 'retrying'
      ? [step.title]
      : []
  })
}

function passedOf(items: Items): string {
  const all = Object.values(items)
  return `${all.filter(({ status }) => status === 'passed').length} of ${all.length} passed`
}

/** The steps that run at this moment, by title. */
export function runningTitles(change: Change): readonly string[] {
  const run = runOf(change)
  if (run === null) return []
  return change.runbook.steps
    .filter(({ id }) => run.steps[id]?.status === 'running')
    .map(({ title }) => title)
}
