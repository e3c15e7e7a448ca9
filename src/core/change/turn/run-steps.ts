import { heldSentence } from '../../flag/lock/flags-in-the-way.ts'
import type { Act, EffectStep, Step } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import { advanceDrill } from '../drilling/advance-drill.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import { hasEnded, isBehind, openTo, phaseEvents } from '../phase/advance.ts'
import { touchesTarget } from '../phase/order.ts'
import { isStaged, liveAt, waitsForFlags } from '../phase/staged.ts'
import { advanceProbes } from '../probing/advance-probes.ts'
import { askLed } from '../probing/led.ts'
import { notReady } from '../probing/standing.ts'
import { afterFailure } from '../rollback/after-failure.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import { advanceRollout, stageEntered } from '../rollout/advance.ts'
import { withApprover } from '../rollout/last-word.ts'
import { advanceGuards } from '../rollout/plan-guards.ts'
import { tellLevels } from '../rollout/plan-levels.ts'
import { measureRecent } from '../rollout/recent.ts'
import type { Paused, Preparing, Run, Running } from '../state/change.ts'
import { resolveAct } from '../state/resolve-act.ts'
import { advanceAdopt, beginAdopt } from '../steps/adopt.ts'
import { advanceApproval, beginApproval } from '../steps/approve.ts'
import { advanceBake, beginBake } from '../steps/bake.ts'
import { advanceCapture, beginCapture } from '../steps/capture.ts'
import { advanceChecklist, beginChecklist } from '../steps/checklist.ts'
import { advanceMode, beginMode } from '../steps/mode.ts'
import { isRestricted, putBackAtEnd } from '../steps/mode-back.ts'
import type { StepTurn } from '../steps/step-turn.ts'
import { followWeight, isFollowing } from '../weight-flag/weight-flag.ts'
import { checkAcceptance } from './acceptance.ts'
import { locksInTheWay } from './flags-to-set.ts'
import { latchedTarget } from './latched.ts'

/**
 * One turn of a running or paused change. What protects comes first (latch, overrun, guards), then what advances.
 * While paused, or past the window's end, no step begins; what runs goes on, and guards go on watching.
 */
export function runSteps(change: Running | Paused, now: Instant, seen: Observations): readonly EventBody[] {
  const { run, runbook } = change
  const paused = change.status === 'paused'
  const danger = latchedFromOutside(change, seen) ?? overrun(change, now)
  if (danger !== null) return danger

  const turn = { run, runbook, now, seen, paused, overrun: run.overrunAt !== null }
  const recent = measureRecent(turn)
  if (recent.length > 0) return recent
  const levels = tellLevels(turn)
  if (levels.length > 0) return levels
  const probed = advanceProbes(turn)
  if (probed.length > 0) return probed
  const guarded = advanceGuards(turn)
  if (guarded.length > 0) return guarded
  const drilled = advanceDrill(turn)
  if (drilled.length > 0) return drilled
  for (const step of runbook.steps) {
    const events = advanceStep(step, turn)
    if (events.length > 0) return events
  }
  const weights = followWeight(change, now)
  if (weights.length > 0) return weights
  const held = run.overrunAt !== null && !onlyModesBack(change)
  const phases = phaseEvents({ run, runbook, opened: true }, now, paused || held)
  if (phases.length > 0) return phases
  if (change.status === 'paused') return []
  if (!isOver(change)) return held ? [] : beginSteps(change, now, seen)
  // Nothing is left to begin: an overrun holds up nothing any more, and the checklist only looks.
  if (isFollowing(run)) return []
  const modes = putBackAtEnd(run, seen)
  if (modes.length > 0) return modes
  if (run.windowClosedAt === null) return [{ type: 'window-closed' }]
  return checkAcceptance(change, now, seen)
}

/** Before T only people and evidence are waited for: nothing that has begun touches a target. */
export function advanceBeforeT(
  { run, runbook }: Preparing,
  now: Instant,
  seen: Observations,
  paused: boolean,
): readonly EventBody[] {
  const turn: StepTurn = { run, runbook, now, seen, paused, overrun: false }
  for (const step of runbook.steps) {
    const events = advanceStep(step, turn)
    if (events.length > 0) return events
  }
  return []
}

/** What a step that has begun does by itself; an effect waits for its answer. */
function advanceStep(step: Step, turn: StepTurn): readonly EventBody[] {
  const progress = turn.run.steps[step.id]
  switch (step.kind) {
    case 'effect':
      return []
    case 'rollout':
      return progress?.status === 'rolling'
        ? advanceRollout({ ...turn, step, progress: progress.rollout })
        : []
    case 'capture':
      return progress?.status === 'capturing' ? advanceCapture(step, progress, turn) : []
    case 'bake':
      return progress?.status === 'baking' ? advanceBake(step, progress, turn) : []
    case 'adopt':
      return progress?.status === 'adopting' ? advanceAdopt(step, progress, turn) : []
    case 'checklist':
      return progress?.status === 'ticking' ? advanceChecklist(step, progress, turn) : []
    case 'approve':
      return progress?.status === 'deciding' ? advanceApproval(step, progress, turn) : []
    case 'mode':
      return progress?.status === 'switching' ? advanceMode(step, progress, turn) : []
  }
}

/** `kill --direct`, or a kill of an earlier change: somebody closed this target for good. */
function latchedFromOutside(
  { run, runbook }: Running | Paused,
  seen: Observations,
): readonly EventBody[] | null {
  const target = latchedTarget(runbook, seen)
  if (target === undefined) return null
  return [rollbackStarted(run, { cause: 'latched', target }, { gradual: false, latch: true })]
}

/**
 * Auto-end never means success: the change is marked, somebody is paged, and the plan chose whether it holds or goes
 * back.
 */
function overrun({ run, runbook }: Running | Paused, now: Instant): readonly EventBody[] | null {
  if (run.endsAt === null || now < run.endsAt || run.overrunAt !== null || run.windowClosedAt !== null)
    return null
  const mark: EventBody = { type: 'window-overrun' }
  if (runbook.window?.atEnd !== 'rollback') return [mark]
  return [
    mark,
    rollbackStarted(run, { cause: 'overrun', endedAt: run.endsAt }, { gradual: false, latch: false }),
  ]
}

const isOver = ({ run, runbook }: Running): boolean =>
  runbook.steps.every(({ id }) => isBehind(run, id) && run.steps[id]?.status !== 'staged') &&
  (runbook.phases ?? []).every((phase) => hasEnded(run, phase))

/**
 * All that is left to begin is to let users in again whom this change has turned away: after its window too, because
 * nothing else does it.
 */
function onlyModesBack({ run, runbook }: Running | Paused): boolean {
  return runbook.steps.every((step) => {
    const progress = run.steps[step.id]
    if (progress?.status !== 'waiting' && progress?.status !== 'retrying')
      return progress?.status !== 'staged'
    return (
      step.kind === 'mode' && step.traffic === 'normal' && step.targets.every((one) => isRestricted(run, one))
    )
  })
}

function mayBegin(step: Step, change: Running | Preparing, now: Instant, seen: Observations): boolean {
  const { run, runbook } = change
  if (change.status === 'preparing' && touchesTarget(step)) return false
  const known = run.steps[step.id]
  if (known?.status === 'staged') return now >= (liveAt(step, change) ?? Number.POSITIVE_INFINITY)
  if (step.kind === 'rollout' && waitsForFlags(change, now)) return false
  if (takesWeight(step) && notReady(step.targets, runbook, run, seen).length > 0) return false
  const progress = run.steps[step.id]
  if (progress?.status === 'retrying') return now >= progress.retryAt
  return progress?.status === 'waiting' && step.after.every((id) => isBehind(run, id))
}

const takesWeight = (step: Step) => step.kind === 'rollout' || step.kind === 'adopt'

/**
 * All that may begin, at once; but a step that cannot even be told what to do, or that a lock would refuse, decides
 * first what happens.
 */
export function beginSteps(
  change: Running | Preparing,
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  const { runbook } = change
  const isOpen = openTo(change)
  const begun = runbook.steps
    .filter((step) => isOpen(step.id) || wasStaged(step, change.run))
    .filter((step) => mayBegin(step, change, now, seen))
    .map((step) => beginStep(step, change, now, seen))
  return (
    begun.find((events) => events.some(({ type }) => type === 'step-failed' || type === 'paused')) ??
    begun.flat()
  )
}

/** Its phase may have ended while it waited for its moment. */
function wasStaged(step: Step, run: Run): boolean {
  const status = run.steps[step.id]?.status
  return isStaged(step) && (status === 'staged' || status === 'retrying')
}

function beginStep(
  step: Step,
  change: Running | Preparing,
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  const { run, runbook } = change
  const progress = run.steps[step.id]
  const attempt = progress?.status === 'retrying' ? progress.attempt + 1 : 1
  switch (step.kind) {
    case 'rollout': {
      const asked = askLed(step, { run, runbook, seen })
      return asked.length > 0 ? asked : [stageEntered(step, 0)]
    }
    case 'capture':
      return beginCapture(step)
    case 'bake':
      return beginBake(step, { run, runbook })
    case 'adopt':
      return beginAdopt(step, { run, runbook, now, seen })
    case 'checklist':
      return beginChecklist(step, runbook)
    case 'approve':
      return beginApproval(step, attempt, withApprover(step, runbook, run))
    case 'mode':
      return beginMode(step, attempt, run, seen)
    case 'effect':
      return beginEffect(step, attempt, change, now, seen)
  }
}

function beginEffect(
  step: EffectStep,
  attempt: number,
  change: Running | Preparing,
  now: Instant,
  seen: Observations,
): readonly EventBody[] {
  const { run } = change
  const resolved = resolveAct(step.act, run)
  if ('unknown' in resolved) return afterFailure(step, attempt, resolved.unknown, run, false)
  const locked = lockedAgainst(resolved.act, change, seen)
  if (locked !== null) return [locked]
  const at = liveAt(step, change)
  if (isStaged(step) && attempt === 1 && (at === null || now < at))
    return [{ type: 'flags-staged', step: step.id, act: resolved.act }]
  return [{ type: 'step-started', step: step.id, attempt, act: resolved.act }]
}

/** A lock that somebody put on while the change ran: a person has to settle it, and nothing has failed yet. */
function lockedAgainst(act: Act, change: Running | Preparing, { heldFlags }: Observations): EventBody | null {
  if (act.act !== 'set-flags') return null
  const held = locksInTheWay(change, heldFlags, [act])
  return held.length === 0
    ? null
    : { type: 'paused', because: heldSentence(change.runbook.environment, held) }
}
