import { type Gate, isRelative } from '../../judge/rule.ts'
import { formatMeasured } from '../../judge/words.ts'
import type { ItemCheck, RolloutStep, Runbook } from '../../runbook/runbook.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { GateEvidence, Run } from '../state/change.ts'
import type { Found } from './evidence.ts'

type HeldSlos = Extract<ItemCheck, { check: 'held-slos' }>

/** A stage or bake whose whole time was seen, and what its gates saw. */
type Seen = {
  readonly from: Instant
  readonly to: Instant
  readonly rules: readonly Gate[]
  readonly gates: readonly GateEvidence[]
}

/**
 * Whether gates have seen each of these signals keep its SLO for so long: over stages from a weight on (else each last
 * one), and over the bakes after them. A hold that a person ended early shows nothing.
 */
export function heldSlos(
  { signals, since, forMs = 0 }: HeldSlos,
  run: Run,
  { steps }: Pick<Runbook, 'steps'>,
): Found {
  const passed = steps.flatMap((step) => (step.kind === 'rollout' ? stagesSeen(step, since, run) : []))
  const begun = Math.min(...passed.map(({ from }) => from))
  const stages = passed.filter(({ isWhole }) => isWhole)
  const bakes = steps.flatMap((step): readonly Seen[] => {
    const progress = run.steps[step.id]
    if (step.kind !== 'bake' || progress?.status !== 'done' || progress.bake === undefined) return []
    const { from, gates } = progress.bake
    return from >= begun ? [{ from, to: progress.at, rules: step.gates, gates }] : []
  })
  const all = [...stages, ...bakes]
  const each = signals.map((signal) => ({ signal, ...heldFor(signal, all) }))
  const short = each.filter(({ ms }) => ms === 0 || ms < forMs)
  if (signals.length === 0 || short.length > 0)
    return {
      holds: false,
      evidence:
        short.map(({ signal, ms }) => `${signal} ${shortOf(ms, forMs)}`).join('; ') || 'no signal has an SLO',
    }
  return {
    holds: true,
    evidence: each.map(({ signal, ms, last }) => `${signal} for ${inSeconds(ms)} (${last})`).join('; '),
  }
}

const inSeconds = (ms: Millis): string => formatDuration(Math.floor(ms / 1_000) * 1_000)

const shortOf = (ms: Millis, forMs: Millis): string =>
  ms === 0
    ? 'was never seen to meet its SLO over a whole hold'
    : `met its SLO for ${inSeconds(ms)} of ${formatDuration(forMs)}`

function stagesSeen(
  step: RolloutStep,
  since: number | undefined,
  run: Run,
): readonly (Seen & { readonly isWhole: boolean })[] {
  const progress = run.steps[step.id]
  const rollout = progress?.status === 'rolling' || progress?.status === 'done' ? progress.rollout : undefined
  return (rollout?.passed ?? []).flatMap(({ stage, from, to, gates, promotedBy }) => {
    const of = step.stages[stage]
    if (of === undefined || of.weight < (since ?? lastWeight(step))) return []
    const rules = [...step.gates, ...(of.gates ?? [])]
    return [{ from, to, gates, rules, isWhole: promotedBy === null }]
  })
}

const lastWeight = ({ stages }: RolloutStep): number => stages.at(-1)?.weight ?? 0

function heldFor(signal: string, all: readonly Seen[]): { readonly ms: Millis; readonly last: string } {
  let [ms, last] = [0, '']
  for (const { from, to, rules, gates } of all) {
    const rule = rules.find((one) => asksForSlo(one, signal))
    const seen = gates.filter(({ gate }) => gate === rule?.id)
    if (seen.length === 0) continue
    ms += to - from
    last = seen.map(({ target, evidence }) => `${target} ${formatMeasured(evidence)}`).join(', ')
  }
  return { ms, last }
}

/** Exactly the SLO: twice as much would be another promise. */
const asksForSlo = ({ signal, bound }: Gate, of: string): boolean =>
  signal === of && isRelative(bound) && bound.of === 'slo' && bound.times === 1 && bound.plus === 0
