import type { Binding, EnvironmentBinding } from '../../binding/binding.ts'
import { type Fault, fault, type Path } from '../../document/finding.ts'
import { own } from '../../document/tree.ts'
import { isParallel, isRollout, isSequence } from '../compile/arrange.ts'
import type { PlanLine } from '../item/item.ts'
import { linesOf } from '../item/lines-of.ts'
import { isRelative } from '../rule/bound.ts'
import { BOUNDS, type WrittenGate } from '../rule/rule.ts'
import type { Objective } from '../rule/spread.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanItem } from '../schema/step.ts'

/** The signals of an environment that have an objective, by name. */
type Objectives = readonly Objective[]

const objectivesOf = ({ signals }: Pick<EnvironmentBinding, 'signals'>): Objectives =>
  Object.entries(signals)
    .flatMap(
      ([signal, { slo, direction }]): Objectives =>
        slo === undefined ? [] : [{ signal, bound: direction === 'lower' ? 'atLeast' : 'atMost' }],
    )
    .sort((a, b) => (a.signal < b.signal ? -1 : 1))

/**
 * The plan with what `slos: all` means where it runs: each such gate stands for one on each signal that has an SLO in
 * the binding. One that is written beside it keeps its own words.
 */
function withSlos(plan: Plan, objectives: Objectives): Plan {
  return mapAsking(plan, (asking) =>
    asking.map((one) =>
      one.slos === undefined
        ? 'held' in one && one.held?.slos !== undefined
          ? { ...one, heldSlos: objectives.map(({ signal }) => signal) }
          : one
        : { ...one, objectives: objectives.filter(({ signal }) => !isWritten(asking, signal)) },
    ),
  )
}

/** Where it is written; empty of a plan that does not. */
function slosIn(plan: Plan): readonly Path[] {
  const paths: Path[] = []
  mapAsking(plan, (asking, path) => {
    for (const [i, one] of asking.entries()) {
      if (one.slos !== undefined) paths.push([...path, i, 'slos'])
      if ('held' in one && one.held?.slos !== undefined) paths.push([...path, i, 'held', 'slos'])
    }
    return asking
  })
  return paths
}

/**
 * What `slos: all` stands for where the plan may run: in several environments, the SLOs of all of them. `isAsked`: it
 * is to run, so that the binding has to be there.
 */
export function fillSlos(
  plan: Plan,
  binding: Binding | null,
  environments: readonly string[],
  isAsked: boolean,
): { readonly plan: Plan; readonly faults: readonly Fault[] } {
  const [first] = slosIn(plan)
  if (first === undefined) return { plan, faults: [] }
  if (binding === null) return { plan, faults: isAsked ? [unknown(first)] : [] }
  const bound = environments.flatMap((name) => {
    const environment = own(binding.environments, name)
    return environment === undefined ? [] : [{ name, objectives: objectivesOf(environment) }]
  })
  const [one, ...others] = bound.map(({ objectives }) => objectives)
  const shared = (one ?? []).filter(({ signal }) =>
    others.every((all) => all.some((other) => other.signal === signal)),
  )
  const faults = bound.flatMap(({ name, objectives }) => (objectives.length === 0 ? [none(first, name)] : []))
  return { plan: withSlos(plan, shared), faults }
}

const none = (path: Path, environment: string): Fault =>
  fault(
    path,
    'no-slo',
    `the binding of ${environment} has no signal with an SLO, so that this gate would ask for nothing`,
    'add slo: or openslo: to its signals in cutwater.yaml, or write a gate with a number',
  )

const unknown = (path: Path): Fault =>
  fault(
    path,
    'no-slo',
    'which SLOs there are is said by a binding, and none is given',
    'give one: --binding cutwater.yaml',
  )

function isWritten(asking: readonly Asking[], signal: string): boolean {
  return asking.some(
    (gate) =>
      [gate.signal].flat().includes(signal) &&
      BOUNDS.some((key) => {
        const value = gate[key]
        return typeof value === 'object' && !Array.isArray(value) && isRelative(value) && value.of === 'slo'
      }),
  )
}

/** What may ask for all SLOs: a gate, or a line of a checklist. */
type Asking = WrittenGate | PlanLine
type MapAsking = <T extends Asking>(asking: readonly T[], path: Path) => readonly T[]

/** The same plan with others that ask, wherever gates and lines may stand. */
function mapAsking({ steps, phases, rollback, accept, ...plan }: Plan, map: MapAsking): Plan {
  const gatesIn = <T extends { gates?: WrittenGate[] | undefined }>(holder: T, path: Path): T =>
    holder.gates === undefined ? holder : { ...holder, gates: [...map(holder.gates, [...path, 'gates'])] }
  const linesIn = <T extends { checklist?: PlanLine[] | undefined }>(holder: T, path: Path): T =>
    holder.checklist === undefined
      ? holder
      : { ...holder, checklist: [...map(holder.checklist, [...path, 'checklist'])] }
  const lines = linesOf(accept, ['accept']).map(({ line }) => line)
  const mapped = (item: PlanItem, path: Path): PlanItem => {
    if (isSequence(item)) return item.map((one, i) => mapped(one, [...path, i]))
    if (isParallel(item))
      return { ...item, parallel: item.parallel.map((one, i) => mapped(one, [...path, 'parallel', i])) }
    if ('bake' in item) return { ...item, bake: gatesIn(item.bake, [...path, 'bake']) }
    if ('checklist' in item) return linesIn(item, path)
    if (!isRollout(item)) return item
    const at = [...path, 'rollout']
    const stages = item.rollout.stages.map((stage, i) => {
      const place = [...at, 'stages', i]
      return linesIn(gatesIn(stage, place), place)
    })
    return { ...item, rollout: { ...gatesIn(item.rollout, at), stages } }
  }
  const all = (items: readonly PlanItem[], path: Path): PlanItem[] =>
    items.map((item, i) => mapped(item, [...path, i]))
  const verify = rollback?.verify
  return {
    ...plan,
    ...(accept === undefined ? {} : { accept: [...map(lines, ['accept'])] }),
    ...(steps === undefined ? {} : { steps: all(steps, ['steps']) }),
    ...(phases === undefined
      ? {}
      : { phases: phases.map((one, i) => ({ ...one, steps: all(one.steps, ['phases', i, 'steps']) })) }),
    ...(rollback === undefined
      ? {}
      : {
          rollback:
            verify === undefined
              ? rollback
              : { ...rollback, verify: gatesIn(verify, ['rollback', 'verify']) },
        }),
  }
}
