import type { Runbook, Step } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { Preparing, Run, Running } from '../state/change.ts'
import { tNow } from './advance.ts'

/**
 * Flags that become live at a moment of their own are staged until then: nothing is written, so nothing has to be
 * undone when that moment never comes.
 */
export function liveAt(
  step: Step,
  { run, runbook, status }: Pick<Running | Preparing, 'run' | 'runbook' | 'status'>,
): Instant | null {
  if (step.kind !== 'effect' || step.act.act !== 'set-flags' || step.act.live === undefined) return null
  const t = tNow({ run, runbook, opened: status !== 'preparing' })
  return t === null ? null : t + step.act.live
}

export const isStaged = (step: Step): boolean =>
  step.kind === 'effect' && step.act.act === 'set-flags' && step.act.live !== undefined

/** Flags whose moment has come, and that are not live yet: no canary gets its first request before. */
export function waitsForFlags(change: Running | Preparing, now: Instant): boolean {
  return change.runbook.steps.some((step) => {
    const at = liveAt(step, change)
    const progress = change.run.steps[step.id]
    if (at === null || now < at || progress === undefined) return false
    return (
      progress.status !== 'waiting' &&
      progress.status !== 'done' &&
      !(progress.status === 'failed' && progress.goOn)
    )
  })
}

/** When flags that are staged become live. */
export function stagedDeadlines(run: Run, runbook: Runbook, isPreparing: boolean): readonly Instant[] {
  const change = { run, runbook, status: isPreparing ? 'preparing' : 'running' } as const
  return runbook.steps.flatMap((step) => {
    const at = run.steps[step.id]?.status === 'staged' ? liveAt(step, change) : null
    return at === null ? [] : [at]
  })
}
