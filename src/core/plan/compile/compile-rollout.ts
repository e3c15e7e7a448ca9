import type { RolloutStep, Stage } from '../../runbook/runbook.ts'
import type { Millis } from '../../time/instant.ts'
import type { PlanGate } from '../rule/rule.ts'
import { spread } from '../rule/spread.ts'
import type { PlanRollout, PlanStage } from '../step/rollout.ts'
import { type Arranged, uniqueNames } from './arrange.ts'
import { compileLines, leadOf } from './compile-lines.ts'
import { compileGate, compileGuard, gateId, guardId } from './compile-rule.ts'
import type { Whole } from './whole.ts'

/** Default that the schema's description promises. */
const DESCEND_HOLD: Millis = 60_000

export function compileRollout(
  { id, after, phase }: Pick<Arranged, 'id' | 'after' | 'phase'>,
  { rollout, title }: PlanRollout,
  whole: Whole,
): RolloutStep {
  const { pace } = whole.setting
  const gates = spread(rollout.gates).map(({ rule }) => rule)
  const guards = spread(rollout.guards).map(({ rule }) => rule)
  const stages = rollout.stages
    .filter(({ when }) => when !== false)
    .map((stage) => ({ ...stage, own: spread(stage.gates).map(({ rule }) => rule) }))
  const own = stages.flatMap((stage) => stage.own)
  const ids = uniqueNames([
    ...gates.map((gate) => ({ written: gate.id, made: gateId(gate) })),
    ...guards.map((guard) => ({ written: guard.id, made: guardId(guard) })),
    ...own.map((gate) => ({ written: gate.id, made: gateId(gate) })),
  ])
  const nameOf = (gate: PlanGate): string => ids[gates.length + guards.length + own.indexOf(gate)] as string
  return {
    kind: 'rollout',
    id,
    title:
      title ??
      `Move traffic of ${rollout.targets.join(', ')}: ${stages.map(({ weight }) => `${weight / 100}%`).join(', ')}`,
    after,
    targets: [...rollout.targets].sort(),
    stages: stages.map(({ weight, hold, segments = {}, own, ...stage }) => ({
      weight,
      holdMs: pace(hold),
      segments: Object.entries({ ...rollout.segments, ...segments }).map(([name, share]) => ({
        name,
        weight: share,
      })),
      ...(own.length === 0 ? {} : { gates: own.map((gate) => compileGate(gate, nameOf(gate), pace)) }),
      ...checklistOf(stage, rollout, leadOf(phase, whole), whole),
    })),
    gates: gates.map((gate, i) => compileGate(gate, ids[i] as string, pace)),
    guards: guards.map((guard, i) => compileGuard(guard, ids[gates.length + i] as string, pace)),
    adopt: rollout.adopt !== false && rollout.adopt !== 'later',
    ...(rollout.adopt === 'later' ? { adoptLater: true as const } : {}),
    headerOverride: rollout.headerOverride ?? false,
    ...(rollout.weightFlag === undefined ? {} : { weightFlag: rollout.weightFlag }),
    descendHoldMs: pace(rollout.descend?.hold ?? DESCEND_HOLD),
  }
}

/** Its own lines, and the gates that are asked rather than measured. */
function checklistOf(
  { checklist, gates = [] }: Pick<PlanStage, 'checklist' | 'gates'>,
  rollout: PlanRollout['rollout'],
  lead: string | undefined,
  whole: Whole,
): Pick<Stage, 'checklist'> {
  const items = compileLines(checklist ?? [], lead, whole, [...(rollout.gates ?? []), ...gates])
  return checklist === undefined && items.length === 0 ? {} : { checklist: items }
}
