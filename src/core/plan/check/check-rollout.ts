import { duplicateIds } from '../../document/duplicate-ids.ts'
import { type Fault, fault, keyFault, type Path, warning } from '../../document/finding.ts'
import { own } from '../../document/tree.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import { FULL } from '../../traffic/desired.ts'
import { type Arranged, isRollout } from '../compile/arrange.ts'
import { gateId, guardId } from '../compile/compile-rule.ts'
import type { PlanGate, PlanGuard } from '../rule/rule.ts'
import { spread } from '../rule/spread.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanRollout, PlanStage } from '../step/rollout.ts'

/** What is wrong with rollouts: stages, gates and guards, but not the names of their signals. */
export function checkRollouts(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const hasPlanGuards = plan.guards !== undefined
  return steps.flatMap(({ item, path }) =>
    isRollout(item) ? checkRollout(item.rollout, [...path, 'rollout'], hasPlanGuards) : [],
  )
}

function checkRollout(rollout: PlanRollout['rollout'], path: Path, hasPlanGuards: boolean): readonly Fault[] {
  const { adopt = true, targets } = rollout
  const gates = spread(rollout.gates)
  const guards = spread(rollout.guards)
  const stages = rollout.stages.filter(({ when }) => when !== false)
  const longest = Math.max(...stages.map(({ hold }) => hold))
  const total = stages.reduce((sum, { hold }) => sum + hold, 0)
  if (stages.length === 0)
    return [
      fault(
        [...path, 'stages'],
        'unreachable',
        'no stage is left: the `when` of each says false',
        'let one stage without `when` stand, or give the whole rollout a `when`',
      ),
    ]
  const faults: Fault[] = [...stageFaults(rollout, path), ...holdFaults(rollout, path)]
  if (guards.length === 0 && !hasPlanGuards)
    faults.push(
      keyFault(
        path,
        'no-guard',
        'the rollout has no guard, so nothing would stop a bad version',
        'add guards: [ { signal: success-ratio, below: 97%, for: 1m, then: rollback } ]',
      ),
    )
  const hasGate = (of: Gated) => spread(of.gates).length > 0 || hasOtherGate(of)
  if (!hasGate(rollout) && !stages.every(hasGate))
    faults.push(
      warning(
        keyFault(
          path,
          'no-gate',
          'the rollout has no gate, so time alone lets it go on',
          'add gates: [ { signal: success-ratio, atLeast: 99.0%, over: hold } ]',
        ),
      ),
    )
  if (adopt !== false && (stages.at(-1)?.weight ?? 0) < FULL)
    faults.push(
      fault(
        [...path, 'stages', rollout.stages.length - 1],
        'adopt-below-full',
        'the canary would be adopted before everybody was sent to it',
        'end with weight: 100, or set adopt: false',
      ),
    )
  if (new Set(targets).size < targets.length)
    faults.push(
      fault([...path, 'targets'], 'duplicate-name', 'a target is named twice', 'name each target once'),
    )
  // A last stage of no time asks nothing.
  const holds = stages.map(({ hold }) => hold).filter((hold) => hold > 0)
  for (const { rule, at } of gates) faults.push(...gateFaults(rule, [...path, 'gates', at], holds, longest))
  for (const [i, stage] of rollout.stages.entries())
    if (stage.when !== false) faults.push(...stageGateFaults(stage, [...path, 'stages', i]))
  for (const { rule, at } of guards) faults.push(...guardFaults(rule, [...path, 'guards', at], total))
  const named = [
    ...gates.map(({ rule, at }) => ({ id: rule.id ?? gateId(rule), path: [...path, 'gates', at] })),
    ...guards.map(({ rule, at }) => ({ id: rule.id ?? guardId(rule), path: [...path, 'guards', at] })),
  ]
  return [...faults, ...duplicateIds(named)]
}

/** Gates of a stage lie inside it. Their made names get a number where another stage has the same. */
function stageGateFaults({ gates, hold }: PlanStage, path: Path): readonly Fault[] {
  const all = spread(gates)
  const named = all.map(({ rule, at }) => ({ id: rule.id ?? gateId(rule), path: [...path, 'gates', at] }))
  return [
    ...duplicateIds(named),
    ...all.flatMap(({ rule, at }) => gateFaults(rule, [...path, 'gates', at], [hold], hold)),
  ]
}

/** A gate that asks about no signal of its own. */
type Gated = Pick<PlanStage, 'gates'>
const hasOtherGate = ({ gates = [] }: Gated): boolean => gates.some(({ signal }) => signal === undefined)

/** What was seen for no time proves nothing, except where something else decides on the canary afterwards. */
function holdFaults({ stages, adopt }: PlanRollout['rollout'], path: Path): readonly Fault[] {
  return stages.flatMap(({ hold, weight, when }, i) => {
    if (hold > 0 || when === false) return []
    const isLast = stages.slice(i + 1).every((stage) => stage.when === false)
    if (adopt === 'later' && isLast && weight >= FULL) return []
    return [
      fault(
        [...path, 'stages', i, 'hold'],
        'no-hold',
        'a stage that is held for no time sees nothing',
        'write a hold such as 5m; 0s is for a last stage at 100% with adopt: later',
      ),
    ]
  })
}

/** Of the stages that take part, each with its place among all that are written. */
function stageFaults(rollout: PlanRollout['rollout'], path: Path): readonly Fault[] {
  const taking = rollout.stages.flatMap((stage, at) =>
    stage.when === false ? [] : [{ ...stage, at, segments: { ...rollout.segments, ...stage.segments } }],
  )
  return taking.flatMap((stage, nth) => {
    const i = stage.at
    const place = [...path, 'stages', i, 'weight']
    const previous = taking[nth - 1]
    const segments = Object.entries(stage.segments)
    const below = segments.filter(
      ([name, weight]) => weight < (own(previous?.segments, name) ?? own(rollout.segments, name) ?? 0),
    )
    const falling = below.map(([name]) =>
      fault(
        [...path, 'stages', i, 'segments', name],
        'weights-fall',
        `the share of ${name} falls from one stage to the next`,
        'let it rise or stay',
      ),
    )
    if (previous !== undefined && previous.weight >= FULL)
      return [
        fault(
          place,
          'unreachable',
          'nothing is left to raise: the stage before sends everybody to the canary',
          'remove this stage, or lengthen the hold before it',
        ),
        ...falling,
      ]
    if (stage.weight <= (previous?.weight ?? 0) && !(previous === undefined && segments.length > 0))
      return [
        fault(
          place,
          'weights-fall',
          previous === undefined
            ? 'the first stage sends no traffic to the canary'
            : `the weight does not rise: ${stage.weight / 100}% comes after ${previous.weight / 100}%`,
          'write rising weights, such as 5, 25, 50, 100',
        ),
        ...falling,
      ]
    return falling
  })
}

function gateFaults(gate: PlanGate, path: Path, holds: readonly Millis[], longest: Millis): readonly Fault[] {
  const faults: Fault[] = []
  const shortest = Math.min(...holds)
  if (gate.for !== undefined && gate.over !== undefined)
    faults.push(
      keyFault([...path, 'over'], 'two-spans', 'a gate says `for` or `over`, not both', 'keep one of them'),
    )
  const span = typeof gate.over === 'number' ? gate.over : (gate.for ?? 0)
  if (span > shortest)
    faults.push(
      fault(
        [...path, gate.for === undefined ? 'over' : 'for'],
        'longer-than-hold',
        `${formatDuration(span)} is longer than ${span > longest ? 'any' : 'the shortest'} hold (${formatDuration(shortest)}), and the analysis has to lie inside its stage`,
        'write over: hold, or lengthen the hold',
      ),
    )
  return [...faults, ...lookbackFaults(gate, path)]
}

function guardFaults(guard: PlanGuard, path: Path, total: Millis): readonly Fault[] {
  const span = guard.for ?? guard.over ?? 0
  const key = guard.for === undefined ? 'over' : 'for'
  const never = warning(
    fault(
      [...path, key],
      'never-trips',
      `the rollout holds for ${formatDuration(total)} in all, so a guard over ${formatDuration(span)} cannot trip`,
      'shorten it',
    ),
  )
  return [...(span > total ? [never] : []), ...lookbackFaults(guard, path)]
}

function lookbackFaults(rule: PlanGate | PlanGuard, path: Path): readonly Fault[] {
  if (rule.lookback === undefined || rule.for !== undefined) return []
  return [
    keyFault(
      [...path, 'lookback'],
      'stray-lookback',
      '`lookback` belongs to `for`, which is missing',
      'remove it, or write `for`',
    ),
  ]
}
