import { guardStandings } from '../../core/change/rollout/plan-guards.ts'
import { unseenSince } from '../../core/change/rollout/standing.ts'
import { type BakeProgress, type Change, runOf } from '../../core/change/state/change.ts'
import { bakeEnd, bakeStandings, heldMs } from '../../core/change/steps/bake.ts'
import type { BakeStep } from '../../core/runbook/runbook.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { Millis } from '../../core/time/instant.ts'
import { instant } from '../shown/instant.ts'
import type { HoldView } from './rollout-view.ts'
import { type RuleView, viewRule } from './rule-view.ts'
import type { Seen } from './seen.ts'

/** A step that watches without moving traffic. */
export type BakeView = {
  readonly step: string
  readonly title: string
  /** `left`: a rollback began here, or before it. */
  readonly phase: 'to-come' | 'baking' | 'done' | 'left'
  readonly forMs: Millis
  /** How often its gates are asked on the way; null: at its end. */
  readonly everyMs: Millis | null
  readonly hold: HoldView | null
  /** Its time is up, and its gates do not hold. */
  readonly prolonged: boolean
  readonly rules: readonly RuleView[]
}

export function viewBakes(seen: Seen): readonly BakeView[] {
  return seen.change.runbook.steps.filter((step) => step.kind === 'bake').map((step) => viewBake(step, seen))
}

function viewBake(step: BakeStep, seen: Seen): BakeView {
  const { change, judged, shapeOf, now } = seen
  const progress = runOf(change)?.steps[step.id]
  const baking = progress?.status === 'baking' ? progress : null
  const watches = baking !== null && (change.status === 'running' || change.status === 'paused')
  const live = watches ? bakeStandings(step, baking, judged, now, 0) : []
  const passed = progress?.status === 'done' ? (progress.bake?.gates ?? []) : []
  const last = ({ id }: { readonly id: string }, target: string) => {
    const found = passed.find((gate) => gate.gate === id && gate.target === target)
    return found === undefined ? null : { verdict: 'no-worse' as const, evidence: found.evidence }
  }
  return {
    step: step.id,
    title: withoutMarks(step.title),
    phase: phaseOf(progress?.status ?? 'waiting', change),
    forMs: step.forMs,
    everyMs: step.everyMs ?? null,
    hold: watches ? holdOf(step, baking, seen) : null,
    prolonged: baking?.prolonged ?? false,
    rules: step.gates.map((rule) =>
      viewRule(rule, step.targets, { live, last, missing: baking?.missing ?? {}, shapeOf }),
    ),
  }
}

function phaseOf(status: string, change: Change): BakeView['phase'] {
  if (status === 'done') return 'done'
  if (status !== 'baking') return 'to-come'
  return change.status === 'running' || change.status === 'paused' ? 'baking' : 'left'
}

function holdOf(step: BakeStep, bake: BakeProgress, { change, judged, now }: Seen): HoldView {
  const run = runOf(change)
  const beside = run === null ? [] : guardStandings(change.runbook, run, judged, now, 0, step.targets)
  const all = [...bakeStandings(step, bake, judged, now, 0), ...beside]
  const end = bakeEnd(step, bake, all)
  return {
    heldMs: Math.min(step.forMs, heldMs(bake, now)),
    holdMs: step.forMs,
    unseenMs: unseenSince(bake.from, all),
    endsAt: end === null ? null : instant(end),
  }
}
