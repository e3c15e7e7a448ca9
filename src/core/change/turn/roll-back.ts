import type { EffectStep, ModeStep, Runbook, Step, StepId } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { EffectAnswer, Observations } from '../outside/observations.ts'
import { adoptedTargets, hasAdopted } from '../rollback/adopted.ts'
import { backStepsLeft, hearBackStep, nextBackStep } from '../rollback/back-steps.ts'
import { descentHold, lowerWeight, openRollouts, targetsAbove } from '../rollback/descent.ts'
import { lateParts } from '../rollback/limits.ts'
import { ACKNOWLEDGED_WITHIN_MS } from '../rollout/move.ts'
import { wordsOf } from '../state/cause-words.ts'
import type { RollingBack, Run, UndoProgress } from '../state/change.ts'
import { type Resolved, resolveAct } from '../state/resolve-act.ts'
import { undoMode } from '../steps/mode-back.ts'
import { followWeight, isFollowing } from '../weight-flag/weight-flag.ts'
import { tripsOnTheWay } from './descent-guards.ts'
import { latchedTarget } from './latched.ts'

/**
 * One turn of a rollback, which nothing blocks: traffic first, then what still runs is waited for (it was told to
 * stop), then undo, newest first, one at a time, then the plan's own steps. What fails is recorded and passed.
 */
export function goBack(change: RollingBack, now: Instant, seen: Observations): readonly EventBody[] {
  const { back, run, runbook } = change
  const late = lateParts(change, now)
  if (late.length > 0) return late
  const weights = followWeight(change, now)
  if (weights.length > 0) return weights
  switch (back.traffic.traffic) {
    case 'descending':
      return descend(change, back.traffic, now, seen)
    case 'closing': {
      const open = runbook.targets.filter((target) => !isClosed(seen, target))
      if (open.length === 0) return [{ type: 'traffic-closed', targets: runbook.targets }]
      const late = now - back.traffic.since >= ACKNOWLEDGED_WITHIN_MS && !back.traffic.warned
      return late ? [{ type: 'close-unacknowledged', targets: open }] : []
    }
    case 'closed':
    case 'untouched':
      return stillRuns(run) ? [] : undoNext(change, now, seen)
  }
}

function isClosed(seen: Observations, target: string): boolean {
  const traffic = seen.traffic[target]
  return traffic?.settled === true && traffic.desired.split.mode === 'closed'
}

/**
 * Down by the clock alone: what lowers traffic waits for no proxy. A latched target closes all at once, and so does a
 * guard that trips.
 */
function descend(
  change: RollingBack,
  { to, since }: { readonly to: number; readonly since: Instant },
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  const { run, runbook } = change
  const latch = latchedTarget(runbook, seen) !== undefined
  if (openRollouts(run, runbook).length === 0 || latch)
    return [{ type: 'traffic-closing', targets: runbook.targets, latch }]
  const tripped = tripsOnTheWay(change, now, seen)
  if (tripped.length > 0) return tripped
  if (now - since < descentHold(run, runbook, to)) return []
  const weight = lowerWeight(run, runbook, to)
  return weight === null
    ? [{ type: 'traffic-closing', targets: runbook.targets, latch: false }]
    : [{ type: 'descended', weight, targets: targetsAbove(run, runbook, weight) }]
}

function stillRuns(run: Run): boolean {
  return Object.values(run.steps).some((step) => step.status === 'running' || step.status === 'checking')
}

function undoNext(change: RollingBack, now: Instant, seen: Observations): readonly EventBody[] {
  const { back, run, runbook } = change
  const order = run.begun.toReversed()
  const next = order.find((id) => !isOver(back.undo[id]))
  // The steps have the last word on flags.
  if (next === undefined && isFollowing(run)) return []
  if (next === undefined)
    return (
      nextBackStep(change, now) ??
      finish(
        change,
        order.filter((id) => isLeft(back.undo[id])),
      )
    )
  const undo = back.undo[next]
  const step = runbook.steps.find(({ id }) => id === next)
  if (step === undefined) throw new Error(`the runbook has no step ${next}`)
  if (step.kind === 'mode') return undoMode(next, run, undo, now, seen)
  if (undo?.status === 'running') return []
  return [undoOf(step, run, runbook, undo?.status === 'retrying' ? undo.attempt + 1 : 1)]
}

function isOver(undo: UndoProgress | undefined): boolean {
  return undo?.status === 'done' || undo?.status === 'failed' || undo?.status === 'skipped'
}

function isLeft(undo: UndoProgress | undefined): boolean {
  return undo?.status === 'failed' || (undo?.status === 'skipped' && !undo.harmless)
}

function undoOf(step: Exclude<Step, ModeStep>, run: Run, runbook: Runbook, attempt: number): EventBody {
  const skip = skipOf(step, run, runbook)
  if (skip !== null) return { type: 'undo-skipped', step: step.id, ...skip }
  switch (step.kind) {
    case 'rollout':
    case 'adopt':
      return { type: 'undo-done', step: step.id, evidence: 'its targets are closed' }
    case 'capture':
    case 'bake':
    case 'checklist':
    case 'approve':
      return { type: 'undo-done', step: step.id, evidence: 'it has changed nothing' }
    case 'effect':
      if (step.undo.undo === 'none') throw new Error(`nothing undoes ${step.id}`)
      return undoStarted(step.id, attempt, resolveAct(step.undo.act, run))
  }
}

type Skip = { readonly because: string; readonly harmless: boolean }

/** Why a step that has begun is not undone; null when it is. `harmless`: nothing is left to be seen to. */
export function skipOf(step: Step, run: Run, runbook: Runbook): Skip | null {
  switch (step.kind) {
    case 'rollout':
      if (!hasAdopted(step, run, runbook)) return null
      return step.adoptLater === true ? { because: 'its canary was adopted later', harmless: true } : ADOPTED
    case 'capture':
    case 'bake':
      return null
    case 'adopt':
      return ADOPTED
    case 'checklist':
    case 'approve':
    case 'mode':
      return null
    case 'effect':
      return skipOfEffect(step, run, runbook)
  }
}

const ADOPTED = { because: 'the canary was adopted: going back from it is a new change', harmless: false }

function skipOfEffect(step: EffectStep, run: Run, runbook: Runbook): Skip | null {
  if (step.undo.undo === 'none') return { because: step.undo.because, harmless: true }
  if (step.act.act === 'deploy' && isAdopted(step.id, step.act.target, run, runbook))
    return { because: `${step.act.target} serves everyone from it: it was adopted`, harmless: true }
  const tooLate = barrier(step.id, run, runbook)
  return tooLate === null ? null : { because: tooLate, harmless: false }
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

/** What was deployed before a rollout adopted its target is what everyone gets now; what was deployed later is not. */
function isAdopted(deploy: StepId, target: string, run: Run, runbook: Runbook): boolean {
  return runbook.steps.some(
    (step) =>
      step.kind === 'rollout' &&
      step.targets.includes(target) &&
      hasAdopted(step, run, runbook) &&
      run.begun.indexOf(step.id) > run.begun.indexOf(deploy),
  )
}

/** What could not be undone is a failure; a step of the rollback that was not done is said, and pages. */
function finish({ back, run, runbook }: RollingBack, notUndone: readonly StepId[]): readonly EventBody[] {
  if (back.traffic.traffic === 'untouched') {
    if (notUndone.length > 0) return [{ type: 'failed', notUndone }]
    return back.traffic.ends === 'missed'
      ? [{ type: 'missed' }]
      : [{ type: 'cancelled', because: wordsOf(back.cause) }]
  }
  const left = backStepsLeft(back)
  const notDone = left.length === 0 ? {} : { notDone: left }
  const close: readonly EventBody[] = run.windowClosedAt === null ? [{ type: 'window-closed' }] : []
  if (notUndone.length === 0) return [...close, { type: 'rolled-back', ...notDone }]
  const adopted = adoptedTargets(run, runbook)
  const serving = Object.fromEntries(adopted.map((target) => [target, runbook.version]))
  return [...close, { type: 'failed', notUndone, ...notDone, ...(adopted.length === 0 ? {} : { serving }) }]
}

/** The answer to an undo. Half-done is tolerated; another attempt while there is one. */
export function hearUndo(change: RollingBack, answer: EffectAnswer, now: Instant): readonly EventBody[] {
  const { back, runbook } = change
  const { item, direction, attempt } = answer.ref
  const undo = back.undo[item]
  const step = runbook.steps.find((s) => s.id === item)
  if (
    direction !== 'undo' ||
    undo?.status !== 'running' ||
    undo.attempt !== attempt ||
    step?.kind !== 'effect'
  )
    return direction === 'undo' ? hearBackStep(change, answer, now) : []
  if (answer.outcome === 'done') return [{ type: 'undo-done', step: item, evidence: answer.evidence }]
  const attempts = step.undo.undo === 'act' ? step.undo.attempts : 1
  const reason = answer.outcome === 'stopped' ? 'it was stopped' : answer.reason
  return [{ type: 'undo-failed', step: item, attempt, reason, final: attempt >= attempts }]
}
