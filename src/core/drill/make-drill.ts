import { MOST_MS } from '../change/drilling/advance-drill.ts'
import type { SignalName } from '../judge/rule.ts'
import type { RolloutStep, Runbook, Step, StepId } from '../runbook/runbook.ts'
import type { BasisPoints } from '../traffic/desired.ts'
import { percent } from '../traffic/percent.ts'

export type DrillAsked = {
  /** The weight of a stage; null: the first that the general public has a part of. */
  readonly at: BasisPoints | null
  /** What counts requests in this environment. */
  readonly requests: SignalName
  /** Hash of what the plan says of going back. */
  readonly rollback: string
}

export type NoDrill = { readonly because: string; readonly remedy: string }

/**
 * An ordinary runbook, made of that of the plan: what the plan does up to its first rollout, one stage of that, and the
 * plan's own way back; of a plan without a rollout all that it does. It has no window, asks nobody and leaves no tasks.
 * The engine ends it by going back.
 */
export function makeDrill(runbook: Runbook, { at, requests, rollback }: DrillAsked): Runbook | NoDrill {
  const rollout = runbook.steps.find((step) => step.kind === 'rollout') ?? null
  const stage = rollout === null ? noStage(runbook, at) : stageAt(rollout, at)
  if (stage !== null && 'because' in stage) return stage
  const place = rollout === null ? runbook.steps.length : runbook.steps.indexOf(rollout)
  // A step that waits for people or watches has nothing to undo.
  const isKept = ({ kind }: Step, i: number) =>
    i < place && (kind === 'effect' || kind === 'mode' || kind === 'capture')
  const kept = new Set(runbook.steps.filter(isKept).map(({ id }) => id))
  const before = beforeEach(runbook, kept)
  const steps = runbook.steps.filter(({ id }) => kept.has(id) || id === rollout?.id)
  const { phases: _, followUps: __, levels: ___, wayDown, ...rest } = runbook
  const { verify: ____, ...back } = wayDown ?? { steps: [] }
  return {
    ...rest,
    title: `Drill of the rollback: ${runbook.title}`,
    window: null,
    whenBusy: 'refuse',
    steps: steps.map((step) => {
      const after = before(step.id)
      if (step.kind !== 'rollout' || stage === null) return { ...step, after }
      const { weight, segments } = stage
      // The engine goes back before this hold is over.
      const only = { weight, segments, holdMs: 2 * MOST_MS }
      const { adoptLater: _____, ...drilled } = step
      return { ...drilled, after, stages: [only], gates: [], adopt: false }
    }),
    accept: [],
    ...(wayDown === undefined ? {} : { wayDown: back }),
    drill: {
      ...(rollout === null || stage === null ? {} : { rollout: rollout.id, at: stage.weight }),
      ...{ requests, rollback },
    },
  }
}

/** Null: it moves no traffic, and something of it can be taken back. */
function noStage({ plan, steps, wayDown }: Runbook, at: BasisPoints | null): NoDrill | null {
  if (at !== null)
    return {
      because: `the plan ${plan} has no rollout, so it gives no canary ${percent(at)}`,
      remedy: 'Leave the weight out: all that the plan does is done, and taken back.',
    }
  if (steps.some(isTakenBack) || (wayDown?.steps ?? []).length > 0) return null
  return {
    because: `nothing that the plan ${plan} does is taken back, so there is no rollback to rehearse`,
    remedy: 'Give a step an undo, or the plan steps of its rollback: rollback: { steps: [ … ] }.',
  }
}

const isTakenBack = (step: Step): boolean =>
  step.kind === 'mode' || (step.kind === 'effect' && step.undo.undo === 'act')

function stageAt({ stages }: RolloutStep, at: BasisPoints | null): RolloutStep['stages'][number] | NoDrill {
  const found =
    at === null
      ? (stages.find(({ weight }) => weight > 0) ?? stages[0])
      : stages.find(({ weight }) => weight === at)
  if (found !== undefined) return found
  const weights = stages.map(({ weight }) => percent(weight)).join(', ')
  return {
    because: `no stage of the rollout has ${at === null ? 'a weight' : percent(at)}`,
    remedy: `Drill at one of its stages: ${weights}.`,
  }
}

/** What has to be done before a step, where some are left out and phases become one sequence. */
function beforeEach({ steps, phases = [] }: Runbook, kept: ReadonlySet<StepId>) {
  const phaseOf = new Map(phases.flatMap((phase, i) => phase.steps.map((id) => [id, i] as const)))
  const afterOf = new Map(steps.map(({ id, after }) => [id, after]))
  const found = new Map<StepId, readonly StepId[]>()
  const nearest = (id: StepId): readonly StepId[] => {
    const known = found.get(id)
    if (known !== undefined) return known
    const own = afterOf.get(id) ?? []
    const earlier = own.length > 0 ? own : endsOf((phaseOf.get(id) ?? 0) - 1)
    const all = [...new Set(earlier.flatMap((one) => (kept.has(one) ? [one] : nearest(one))))]
    found.set(id, all)
    return all
  }
  /** The steps of the phase before that nothing of it comes after; of one without steps, those of its own before. */
  const endsOf = (phase: number): readonly StepId[] => {
    if (phase < 0) return []
    const ids = phases[phase]?.steps ?? []
    const followed = new Set(ids.flatMap((id) => afterOf.get(id) ?? []))
    const ends = ids.filter((id) => !followed.has(id))
    return ends.length > 0 ? ends : endsOf(phase - 1)
  }
  return nearest
}
