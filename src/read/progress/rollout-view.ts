import { nameOf } from '../../core/access/actor.ts'
import { holdEnd, standings, unseenSince } from '../../core/change/rollout/standing.ts'
import {
  type Change,
  isTerminal,
  type RolloutProgress,
  runOf,
  type StepProgress,
} from '../../core/change/state/change.ts'
import type { Judged } from '../../core/judge/verdict.ts'
import type { RolloutStep } from '../../core/runbook/runbook.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { BasisPoints } from '../../core/traffic/desired.ts'
import { type TargetView, targetOf, viewTarget } from '../records/target-view.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'
import { type RuleView, viewRules } from './rule-view.ts'
import type { Seen } from './seen.ts'

export type RolloutView = {
  readonly step: string
  readonly title: string
  readonly phase: 'to-come' | 'moving' | 'holding' | 'adopting' | 'done' | 'left'
  readonly stages: readonly StageView[]
  readonly hold: HoldView | null
  readonly adopt: boolean
  /** A person asked for all stages, each as soon as its gates hold. */
  readonly promotedAllBy: string | null
  readonly traffic: readonly TrafficView[]
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
  const { change, judged, targets, versions, now } = seen
  const progress = status.status === 'rolling' || status.status === 'done' ? (status.rollout ?? null) : null
  const underway = change.status === 'running' || change.status === 'paused'
  const phase = phaseOf(status, underway)
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
    hold: phase === 'holding' && progress !== null ? holdOf(step, progress, judged, now) : null,
    adopt: step.adopt,
    promotedAllBy: progress?.promoteAll ? nameOf(progress.promoteAll.by) : null,
    traffic: step.targets.map((target) => {
      const row = targetOf(change.runbook.environment, target, targets)
      return {
        target,
        now: row === null ? null : viewTarget(row, versions[target]),
        left: leftBy(change, step, status),
      }
    }),
    rules: viewRules(step, progress, status.status === 'rolling' && underway, seen),
  }
}

function leftBy(change: Change, { adopt }: RolloutStep, { status }: StepProgress): TrafficView['left'] {
  if (!isTerminal(change)) return null
  if (adopt && status === 'done') return 'adopted'
  if ('back' in change && change.back.latch) return 'latched'
  return status === 'waiting' ? 'untouched' : 'closed'
}

function phaseOf(status: StepProgress, underway: boolean): RolloutView['phase'] {
  switch (status.status) {
    case 'rolling':
      return underway ? status.rollout.phase.phase : 'left'
    case 'done':
      return 'done'
    case 'stopped':
      return 'left'
    case 'waiting':
    case 'running':
    case 'retrying':
    case 'checking':
    case 'in-doubt':
    case 'failed':
      return 'to-come'
  }
}

function stageState(
  i: number,
  progress: RolloutProgress | null,
  phase: RolloutView['phase'],
): StageView['state'] {
  if (phase === 'done' || phase === 'adopting') return 'done'
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
  judged: readonly Judged[],
  now: Instant,
): HoldView | null {
  const { stage, phase } = progress
  if (phase.phase !== 'holding') return null
  const holdMs = step.stages[stage]?.holdMs ?? 0
  const all = standings(step, progress, judged, now, 0)
  const end = holdEnd(phase, holdMs, all)
  const heldMs = end === null ? phase.heldMs : Math.max(0, holdMs - Math.max(0, end - now))
  return { heldMs, holdMs, unseenMs: unseenSince(phase.from, all), endsAt: maybe(end) }
}
