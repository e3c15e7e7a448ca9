import type { planRevert, RevertAsked } from '../../core/change/revert/plan-revert.ts'
import { seenHash } from '../../core/change/revert/seen-hash.ts'
import type { RevertedTarget, Reverts, Runbook, Step } from '../../core/runbook/runbook.ts'
import { formatDuration } from '../../core/time/duration.ts'
import { formatInstant } from '../../core/time/instant.ts'
import { percent } from '../../core/traffic/percent.ts'
import { list } from '../advice/list.ts'
import { maybe, type Shown } from '../shown/instant.ts'
import { type FlagBackView, type FlagsBack, flagSentence } from './flags-back.ts'

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

export function viewRevert(
  change: string,
  { gradual }: Pick<RevertAsked, 'gradual'>,
  planned: ReturnType<typeof planRevert>,
  flags: FlagsBack,
): RevertView {
  if ('because' in planned) return { change, gradual, plan: null, refused: planned }
  return { change, gradual, plan: viewPlan(planned.runbook, flags), refused: null }
}

function viewPlan(runbook: Runbook, flags: FlagsBack): RevertPlanView {
  const { title, version, environment, reverts } = runbook
  if (reverts === undefined) throw new Error(`${title} reverts nothing`)
  return {
    title,
    version,
    targets: reverts.targets.map(({ target, version, warm }) => ({
      target: `${environment}/${target}`,
      version,
      way: warm === null ? 'deploy' : 'warm',
      warmUntil: maybe(warm?.until ?? null),
    })),
    warmUntil: warmUntilOf(reverts.targets),
    does: [...doings(runbook, reverts), ...told(flags, 'restore'), ...moreFlags(flags)],
    leaves: [
      ...reverts.left.map(({ title, because }) => `${title}: ${because}`),
      ...told(flags, 'keep'),
      ...(reverts.unwatched ?? []).map(({ guard, because }) => `guard ${guard} does not watch: ${because}`),
    ],
    seen: seenHash(runbook),
  }
}

export function warmUntilOf(targets: readonly RevertedTarget[]): Shown | null {
  const ends = targets.flatMap(({ warm }) => (warm === null ? [] : [warm.until]))
  return maybe(ends.length === 0 ? null : Math.min(...ends))
}

const told = ({ told }: FlagsBack, what: FlagBackView['back']['back']): readonly string[] =>
  told.filter(({ back }) => back.back === what).flatMap((flag) => flagSentence(flag) ?? [])

const moreFlags = ({ more }: FlagsBack): readonly string[] =>
  more === 0 ? [] : [`${more} more flags go back too, but those that somebody has set or locked since`]

function doings(runbook: Runbook, { targets }: Reverts): readonly string[] {
  return [
    ...sidesOf(targets),
    ...runbook.steps.flatMap((step) => trafficOf(step, runbook)),
    ...runbook.steps.flatMap((step) => stepOf(step)),
  ]
}

/** One sentence for all targets of which the same is to be said. */
function sidesOf(targets: readonly RevertedTarget[]): readonly string[] {
  const said = new Map<string, string[]>()
  for (const { target, version, warm } of targets) {
    const what = version ?? 'the version before (nobody knows its name)'
    const how =
      warm === null
        ? 'is deployed again first'
        : `still runs beside, kept warm until ${formatInstant(warm.until)}`
    const words = `back to ${what}, which ${how}`
    said.set(words, [...(said.get(words) ?? []), target])
  }
  return [...said].map(([words, names]) => `${list(names)} ${names.length === 1 ? 'goes' : 'go'} ${words}`)
}

function trafficOf(step: Step, { guards = [] }: Pick<Runbook, 'guards'>): readonly string[] {
  if (step.kind !== 'rollout') return []
  const targets = list(step.targets)
  const watch = step.guards.length + guards.length === 0 ? '' : ', watched by the guards of the plan'
  const hold = step.stages.at(-1)?.holdMs ?? 0
  if (step.stages.length === 1 && step.gates.length === 0)
    return [`All traffic of ${targets} moves at once, and is adopted after ${formatDuration(hold)}${watch}`]
  const stages = list(step.stages.map(({ weight }) => percent(weight)))
  return [`The traffic of ${targets} moves by ${stages}${watch}`]
}

/** Flags are told one by one. */
function stepOf(step: Step): readonly string[] {
  if (step.kind !== 'effect' || step.act.act === 'deploy' || step.act.act === 'restore-flags') return []
  return [step.title]
}
