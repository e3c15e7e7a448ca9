import { duplicateIds } from '../../../document/duplicate-ids.ts'
import { type Fault, keyFault, type Path } from '../../../document/finding.ts'
import { type Arranged, isRollout } from '../../compile/arrange.ts'
import type { WrittenGate } from '../../rule/rule.ts'
import type { Plan } from '../../schema/plan.ts'

/** A gate that asks whether an incident is open, and where it stands. */
export type IncidentGate = {
  readonly gate: WrittenGate
  readonly path: Path
  readonly within: 'run' | 'verify'
}

/** Those of rollouts, stages and bakes, and of the verification of a rollback. */
export function incidentGates(plan: Plan, steps: readonly Arranged[]): readonly IncidentGate[] {
  return [
    ...steps.flatMap(incidentGatesOf),
    ...asking(plan.rollback?.verify?.gates, ['rollback', 'verify', 'gates'], 'verify'),
  ]
}

function incidentGatesOf({ item, path }: Pick<Arranged, 'item' | 'path'>): readonly IncidentGate[] {
  if ('bake' in item) return asking(item.bake.gates, [...path, 'bake', 'gates'])
  if (!isRollout(item)) return []
  const at = [...path, 'rollout']
  return [
    ...asking(item.rollout.gates, [...at, 'gates']),
    ...item.rollout.stages.flatMap(({ gates }, i) => asking(gates, [...at, 'stages', i, 'gates'])),
  ]
}

function asking(
  gates: readonly WrittenGate[] | undefined,
  path: Path,
  within: IncidentGate['within'] = 'run',
): readonly IncidentGate[] {
  return (gates ?? []).flatMap((gate, i) =>
    gate.incidents === undefined ? [] : [{ gate, path: [...path, i], within }],
  )
}

/** It is asked and not measured: nothing that says how something is measured means anything beside it. */
export function checkIncidentGates(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  return [...incidentGates(plan, steps).flatMap(strayKeys), ...steps.flatMap(namedAlike)]
}

const MEASURES = [
  'each',
  'for',
  'over',
  'lookback',
  'minSamples',
  'confidence',
  'inconclusive',
  'noData',
] as const

function strayKeys({ gate, path, within }: IncidentGate): readonly Fault[] {
  const stray = MEASURES.filter((key) => gate[key] !== undefined).map((key) =>
    keyFault(
      [...path, key],
      'no-meaning-here',
      `${key} is not allowed here: whether an incident is open is asked, and asked again while nobody knows`,
      'leave it out',
    ),
  )
  const unused = within === 'run' ? [] : (['id', 'else'] as const).filter((key) => gate[key] !== undefined)
  return [
    ...stray,
    ...unused.map((key) =>
      keyFault(
        [...path, key],
        'no-meaning-here',
        `${key} means nothing after a rollback: nothing goes on that could be held or sent back`,
        'leave it out; what does not pass pages',
      ),
    ),
  ]
}

/** It stands among the lines of its stage, so its name has to differ from theirs too. */
function namedAlike({ item, path }: Pick<Arranged, 'item' | 'path'>): readonly Fault[] {
  const named = incidentGatesOf({ item, path }).flatMap(({ gate: { id }, path }) =>
    id === undefined ? [] : [{ id, path }],
  )
  const stages = isRollout(item) ? item.rollout.stages : []
  const lines = new Set(stages.flatMap(({ checklist = [] }) => checklist.flatMap(({ id }) => id ?? [])))
  return duplicateIds([...[...lines].map((id) => ({ id, path })), ...named])
}
