import { planRevert, type RevertAsked, type RevertKnown } from '../../core/change/revert/plan-revert.ts'
import { seenHash } from '../../core/change/revert/seen-hash.ts'
import type { RevertedTarget, Reverts, Runbook, Step } from '../../core/runbook/runbook.ts'
import { formatDuration } from '../../core/time/duration.ts'
import { formatInstant } from '../../core/time/instant.ts'
import { percent } from '../../core/traffic/percent.ts'
import { list } from '../advice/next.ts'
import { maybe, type Shown } from '../shown/instant.ts'

/** What a revert would do, said before anybody asks for it. */
export type RevertView = {
  readonly change: string
  readonly gradual: boolean
  /** Null when it would be refused. */
  readonly plan: RevertPlanView | null
  readonly refused: { readonly because: string; readonly remedy: string } | null
}

export type RevertPlanView = {
  readonly title: string
  /** What serves after it; empty when nobody knows its name, or when the targets differ. */
  readonly version: string
  readonly targets: readonly RevertTargetView[]
  /** Until when the old sides are kept that still run: the first that ends. Null: all is deployed again. */
  readonly warmUntil: Shown | null
  /** What it does, and what it cannot take back, sentence by sentence. */
  readonly does: readonly string[]
  readonly leaves: readonly string[]
  /** Of exactly this plan: sent along with the request, it is refused when the plan is no longer this. */
  readonly seen: string
}

export type RevertTargetView = {
  /** `environment/service`. */
  readonly target: string
  readonly version: string | null
  /** `warm`: it still runs beside. */
  readonly way: 'warm' | 'deploy'
  readonly warmUntil: Shown | null
}

export function viewRevert(asked: Omit<RevertAsked, 'because'>, known: RevertKnown): RevertView {
  const planned = planRevert({ ...asked, because: '' }, known)
  const base = { change: known.change.id, gradual: asked.gradual }
  if ('because' in planned) return { ...base, plan: null, refused: planned }
  return { ...base, plan: viewPlan(planned.runbook), refused: null }
}

function viewPlan(runbook: Runbook): RevertPlanView {
  const { title, version, environment, reverts } = runbook
  if (reverts === undefined) throw new Error(`${title} reverts nothing`)
  const ends = reverts.targets.flatMap(({ warm }) => (warm === null ? [] : [warm.until]))
  return {
    title,
    version,
    targets: reverts.targets.map(({ target, version, warm }) => ({
      target: `${environment}/${target}`,
      version,
      way: warm === null ? 'deploy' : 'warm',
      warmUntil: maybe(warm?.until ?? null),
    })),
    warmUntil: maybe(ends.length === 0 ? null : Math.min(...ends)),
    does: doings(runbook, reverts),
    leaves: reverts.left.map(({ title, because }) => `${title}: ${because}`),
    seen: seenHash(runbook),
  }
}

function doings(runbook: Runbook, { change, targets }: Reverts): readonly string[] {
  return [
    ...targets.map(sideOf),
    ...runbook.steps.flatMap((step) => trafficOf(step)),
    ...runbook.steps.flatMap((step) => stepOf(step, change)),
  ]
}

function sideOf({ target, version, warm }: RevertedTarget): string {
  const what = version ?? 'the version before (nobody knows its name)'
  return `${target} goes back to ${what}, which ${
    warm === null
      ? 'is deployed again first'
      : `still runs beside, kept warm until ${formatInstant(warm.until)}`
  }`
}

function trafficOf(step: Step): readonly string[] {
  if (step.kind !== 'rollout') return []
  const targets = list(step.targets)
  const watch = step.guards.length === 0 ? '' : ', watched by the guards of the plan'
  const hold = step.stages.at(-1)?.holdMs ?? 0
  if (step.stages.length === 1 && step.gates.length === 0)
    return [`all traffic of ${targets} moves at once, and is adopted after ${formatDuration(hold)}${watch}`]
  const stages = list(step.stages.map(({ weight }) => percent(weight)))
  return [`the traffic of ${targets} moves by ${stages}${watch}`]
}

function stepOf(step: Step, change: string): readonly string[] {
  if (step.kind === 'rollout' || step.act.act === 'deploy') return []
  const { act } = step
  if (act.act !== 'restore-flags') return [step.title]
  const { lock = [] } = act
  const locked = lock.length === 0 ? '' : `, and ${list(lock)} locked again`
  return [
    `${list(act.flags)} on ${list(act.targets)}: given back what they held before ${change}, unless somebody has set or locked them since${locked}`,
  ]
}
