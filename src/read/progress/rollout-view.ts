import { nameOf } from '../../core/access/actor.ts'
import { adoptStepOf, hasAdopted } from '../../core/change/rollback/adopted.ts'
import { guardStandings } from '../../core/change/rollout/plan-guards.ts'
import { holdEnd, standings, unseenSince } from '../../core/change/rollout/standing.ts'
import {
  type Change,
  isTerminal,
  type RolloutProgress,
  runOf,
  type StepProgress,
} from '../../core/change/state/change.ts'
import type { RolloutStep } from '../../core/runbook/runbook.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { BasisPoints } from '../../core/traffic/desired.ts'
import { type TargetView, targetOf, viewTarget } from '../records/target-view.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'
import { type RuleView, viewRules } from './rule-view.ts'
import type { Seen } from './seen.ts'
import { viewWeightFlag, type WeightFlagView } from './weight-flag-view.ts'

export type RolloutView = {
  readonly step: string
  readonly title: string
  /** `to-adopt`: every stage has passed, and a later step makes the canary stable. */
  readonly phase: 'to-come' | 'moving' | 'holding' | 'to-adopt' | 'adopting' | 'done' | 'left'
  readonly stages: readonly StageView[]
  readonly hold: HoldView | null
  /** The canary becomes stable at the end, or by a later step. */
  readonly adopt: boolean
  readonly adoptLater: boolean
  /** A person asked for all stages, each as soon as its gates hold. */
  readonly promotedAllBy: string | null
  readonly traffic: readonly TrafficView[]
  /** Null where no flag follows the weight. */
  readonly weightFlag: WeightFlagView | null
  readonly rules: readonly RuleView[]
}

export type StageView = {
  readonly weight: BasisPoints
  readonly holdMs: Millis
  /** `left`: a rollback began here. */
  readonly state: 'done' | 'moving' | 'holding' | 'left' | 'to-come'
  readonly from: Shown | null
  readonly passedAt: Shown | null
  readonly promotedBy: string | null
}

/**
 * `endsAt` null: the clock stands still (a pause). What was not seen, `unseenMs`, is held again and is not in
 * `heldMs`.
 */
export type HoldView = {
  readonly heldMs: Millis
  readonly holdMs: Millis
  readonly unseenMs: Millis
  readonly endsAt: Shown | null
}

/**
 * `target` is the service's own name; null rows are targets that are not bound. `now` is what the target has today;
 * `left`, once the change is over, is how this change left it, whatever came after.
 */
export type TrafficView = {
  readonly target: string
  readonly now: TargetView | null
  readonly left: 'adopted' | 'closed' | 'latched' | 'untouched' | null
}

export function viewRollouts(seen: Seen): readonly RolloutView[] {
  const run = runOf(seen.change)
  return seen.change.runbook.steps
    .filter((step) => step.kind === 'rollout')
    .map((step) => viewRollout(step, run?.steps[step.id] ?? { status: 'waiting' }, seen))
}

function viewRollout(step: RolloutStep, status: StepProgress, seen: Seen): RolloutView {
  const { change, targets, versions } = seen
  const progress = status.status === 'rolling' || status.status === 'done' ? (status.rollout ?? null) : null
  const underway = change.status === 'running' || change.status === 'paused'
  const phase = phaseOf(step, status, seen)
  return {
    step: step.id,
    title: withoutMarks(step.title),
    phase,
    stages: step.stages.map((stage, i) => ({
      weight: stage.weight,
      holdMs: stage.holdMs,
      state: stageState(i, progress, phase),
      ...passing(i, progress),
    })),
    hold: phase === 'holding' && progress !== null ? holdOf(step, progress, seen) : null,
    adopt: step.adopt || step.adoptLater === true,
    adoptLater: step.adoptLater === true,
    promotedAllBy: progress?.promoteAll ? nameOf(progress.promoteAll.by) : null,
    traffic: step.targets.map((target) => {
      const row = targetOf(change.runbook.environment, target, targets)
      return {
        target,
        now: row === null ? null : viewTarget(row, versions[target]),
        left: leftBy(change, step, status),
      }
    }),
    weightFlag: viewWeightFlag(step, runOf(change)),
    rules: viewRules(step, progress, status.status === 'rolling' && underway, seen),
  }
}

function leftBy(change: Change, step: RolloutStep, { status }: StepProgress): TrafficView['left'] {
  if (!isTerminal(change)) return null
  const run = runOf(change)
  if (run !== null && status === 'done' && hasAdopted(step, run, change.runbook)) return 'adopted'
  if ('back' in change && change.back.latch) return 'latched'
  // It fails before it has moved anything.
  return status === 'waiting' || status === 'failed' ? 'untouched' : 'closed'
}

function phaseOf(step: RolloutStep, status: StepProgress, { change }: Seen): RolloutView['phase'] {
  const underway = change.status === 'running' || change.status === 'paused'
  switch (status.status) {
    case 'rolling':
      return underway ? status.rollout.phase.phase : 'left'
    case 'done':
      return step.adoptLater === true ? adoptionOf(step, change) : 'done'
    // Of other kinds of steps.
    case 'adopting':
    case 'baking':
    case 'capturing':
    case 'stopped':
      return 'left'
    case 'waiting':
    case 'staged':
    case 'running':
    case 'starting':
    case 'retrying':
    case 'checking':
    case 'in-doubt':
    case 'ticking':
    case 'deciding':
    case 'switching':
    case 'failed':
      return 'to-come'
  }
}

/** Where the step stands that adopts what this rollout left. */
function adoptionOf(step: RolloutStep, change: Change): RolloutView['phase'] {
  const adopter = runOf(change)?.steps[adoptStepOf(step, change.runbook)?.id ?? '']?.status
  if (adopter === 'done') return 'done'
  if (change.status !== 'running' && change.status !== 'paused') return 'left'
  return adopter === 'adopting' ? 'adopting' : 'to-adopt'
}

function stageState(
  i: number,
  progress: RolloutProgress | null,
  phase: RolloutView['phase'],
): StageView['state'] {
  if (phase === 'done' || phase === 'adopting' || phase === 'to-adopt') return 'done'
  if (progress === null || i > progress.stage) return 'to-come'
  if (i < progress.stage) return 'done'
  return phase === 'to-come' ? 'to-come' : phase
}

function passing(
  i: number,
  progress: RolloutProgress | null,
): Pick<StageView, 'from' | 'passedAt' | 'promotedBy'> {
  const passed = progress?.passed.find(({ stage }) => stage === i)
  if (passed !== undefined)
    return {
      from: instant(passed.from),
      passedAt: instant(passed.to),
      promotedBy: passed.promotedBy === null ? null : nameOf(passed.promotedBy),
    }
  const from = progress?.stage === i && progress.phase.phase === 'holding' ? progress.phase.from : null
  return { from: maybe(from), passedAt: null, promotedBy: null }
}

function holdOf(
  step: RolloutStep,
  progress: RolloutProgress,
  { change, judged, now }: Seen,
): HoldView | null {
  const { stage, phase } = progress
  if (phase.phase !== 'holding') return null
  const holdMs = step.stages[stage]?.holdMs ?? 0
  const run = runOf(change)
  const beside = run === null ? [] : guardStandings(change.runbook, run, judged, now, 0, step.targets)
  const all = [...standings(step, progress, judged, now, 0), ...beside]
  const end = holdEnd(phase, holdMs, all)
  const heldMs = end === null ? phase.heldMs : Math.max(0, holdMs - Math.max(0, end - now))
  return { heldMs, holdMs, unseenMs: unseenSince(phase.from, all), endsAt: maybe(end) }
}
