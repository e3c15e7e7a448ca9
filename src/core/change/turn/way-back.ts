import type { RolloutStep, Runbook, Step, StepId } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { weightOf } from '../../traffic/desired.ts'
import type { RollingBack, Run } from '../change.ts'
import type { EventBody } from '../event.ts'
import type { EffectAnswer, Observations } from '../observations.ts'
import { lowerWeight, openRolloutOf } from './descent.ts'
import { type Resolved, resolveAct } from './resolve-act.ts'

/** How long a proxy may take to say that it closed before somebody is paged. Trying never ends. */
const CLOSE_PATIENCE_MS: Millis = 15_000

/**
 * One turn of a rollback, which nothing blocks: traffic first, then what still runs is waited for (it was told to stop), then
 * undo, newest first, one at a time. An undo that fails is recorded and passed.
 */
export function goBack(change: RollingBack, now: Instant, seen: Observations): readonly EventBody[] {
  const { back, run, runbook } = change
  switch (back.traffic.traffic) {
    case 'descending':
      return descend(change, back.traffic, now, seen)
    case 'closing': {
      const open = runbook.targets.filter((target) => !isClosed(seen, target))
      if (open.length === 0) return [{ type: 'traffic-closed', targets: runbook.targets }]
      const late = now - back.traffic.since >= CLOSE_PATIENCE_MS && !back.traffic.warned
      return late ? [{ type: 'close-unacknowledged', targets: open }] : []
    }
    case 'closed':
      return stillRuns(run) ? [] : undoNext(change)
  }
}

function isClosed(seen: Observations, target: string): boolean {
  const traffic = seen.traffic[target]
  return traffic?.settled === true && traffic.desired.split.mode === 'closed'
}

function descend(
  { run, runbook }: RollingBack,
  { to, since }: { readonly to: number; readonly since: Instant },
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  const open = openRolloutOf(run, runbook)
  if (open === null) return [{ type: 'traffic-closing', targets: runbook.targets, latch: false }]
  const there = open.step.targets.every((target) => {
    const traffic = seen.traffic[target]
    return traffic?.settled === true && weightOf(traffic.desired.split) === to
  })
  if (!there || now - since < open.step.descendHoldMs) return []
  const weight = lowerWeight(run, runbook, to)
  return weight === null
    ? [{ type: 'traffic-closing', targets: runbook.targets, latch: false }]
    : [{ type: 'descended', weight, targets: open.step.targets }]
}

function stillRuns(run: Run): boolean {
  return Object.values(run.steps).some((step) => step.status === 'running' || step.status === 'checking')
}

function undoNext({ back, run, runbook }: RollingBack): readonly EventBody[] {
  const undos = Object.entries(back.undo)
  if (undos.some(([, undo]) => undo.status === 'running')) return []
  const next = undos.find(([, undo]) => undo.status === 'waiting' || undo.status === 'retrying')
  if (next === undefined)
    return finish(
      undos.flatMap(([id, undo]) =>
        undo.status === 'failed' || (undo.status === 'skipped' && !undo.harmless) ? [id] : [],
      ),
      run,
    )
  const [id, undo] = next
  const step = runbook.steps.find((s) => s.id === id)
  if (step === undefined) throw new Error(`the runbook has no step ${id}`)
  return [undoOf(step, run, runbook, undo.status === 'retrying' ? undo.attempt + 1 : 1)]
}

function undoOf(step: Step, run: Run, runbook: Runbook, attempt: number): EventBody {
  const tooLate = barrier(step.id, run, runbook)
  if (tooLate !== null) return { type: 'undo-skipped', step: step.id, because: tooLate, harmless: false }
  if (step.kind === 'rollout') {
    return run.steps[step.id]?.status === 'done' && step.adopt
      ? {
          type: 'undo-skipped',
          step: step.id,
          because: 'the canary was adopted: going back from it is a new change',
          harmless: false,
        }
      : { type: 'undo-done', step: step.id, evidence: 'its targets are closed' }
  }
  if (step.act.act === 'deploy' && isAdopted(step.act.target, run, runbook))
    return {
      type: 'undo-skipped',
      step: step.id,
      because: `${step.act.target} serves everyone from it: it was adopted`,
      harmless: true,
    }
  switch (step.undo.undo) {
    case 'none':
      return { type: 'undo-skipped', step: step.id, because: step.undo.because, harmless: true }
    case 'act':
      return undoStarted(step.id, attempt, resolveAct(step.undo.act, run))
  }
}

function undoStarted(step: StepId, attempt: number, resolved: Resolved): EventBody {
  return 'unknown' in resolved
    ? { type: 'undo-failed', step, attempt, reason: resolved.unknown, final: true }
    : { type: 'undo-started', step, attempt, act: resolved.act }
}

/** A point of no return that has begun skips its own undo and that of everything before it; never the traffic. */
function barrier(id: StepId, run: Run, runbook: Runbook): string | null {
  const from = run.begun.indexOf(id)
  const point = runbook.steps.find(
    (step) => step.kind === 'effect' && step.pointOfNoReturn && run.begun.indexOf(step.id) >= from,
  )
  return point !== undefined && run.begun.includes(point.id)
    ? `beyond the point of no return (${point.id})`
    : null
}

function isAdopted(target: string, run: Run, runbook: Runbook): boolean {
  const adopts = (step: Step): step is RolloutStep =>
    step.kind === 'rollout' && step.adopt && step.targets.includes(target)
  return runbook.steps.some((step) => adopts(step) && run.steps[step.id]?.status === 'done')
}

function finish(notUndone: readonly StepId[], run: Run): readonly EventBody[] {
  const close: readonly EventBody[] = run.windowClosedAt === null ? [{ type: 'window-closed' }] : []
  return [...close, notUndone.length === 0 ? { type: 'rolled-back' } : { type: 'failed', notUndone }]
}

/** The answer to an undo. Half-done is tolerated; another attempt while there is one. */
export function hearUndo({ back, runbook }: RollingBack, answer: EffectAnswer): readonly EventBody[] {
  const { item, direction, attempt } = answer.ref
  const undo = back.undo[item]
  const step = runbook.steps.find((s) => s.id === item)
  if (
    direction !== 'undo' ||
    undo?.status !== 'running' ||
    undo.attempt !== attempt ||
    step?.kind !== 'effect'
  )
    return []
  if (answer.outcome === 'done') return [{ type: 'undo-done', step: item, evidence: answer.evidence }]
  const attempts = step.undo.undo === 'act' ? step.undo.attempts : 1
  const reason = answer.outcome === 'stopped' ? 'it was stopped' : answer.reason
  return [{ type: 'undo-failed', step: item, attempt, reason, final: attempt >= attempts }]
}
