import type { Binding } from '../../binding/binding.ts'
import { type Fault, fault, keyFault } from '../../document/finding.ts'
import { own } from '../../document/tree.ts'
import { misfit } from '../../signal/fit.ts'
import type { Direction, SignalShape } from '../../signal/shape.ts'
import type { Arranged } from '../compile/arrange.ts'
import { type LevelIn, levelsIn, moreBy, writtenThresholds } from '../compile/levels-in.ts'
import { isRelative } from '../rule/bound.ts'
import type { Plan } from '../schema/plan.ts'

/** Each is measured on every target, so that a plan may have no more. */
const MOST = 100

/** Levels that say nothing, contradict themselves, or are too many. */
export function checkLevels(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const all = levelsIn(plan, steps)
  if (all.length > MOST)
    return [
      keyFault(
        ['levels'],
        'too-many',
        `${all.length} levels, one for each signal and span, are more than the ${MOST} that a plan may have`,
        'leave some of the signals or spans out',
      ),
    ]
  return onceEach(all).flatMap((one) => [...faultsOf(one), ...outOfOrder(one)])
}

/** What the binding says of them: units, and which way is worse. An unknown signal is found with all other names. */
export function checkBoundLevels(
  plan: Plan,
  steps: readonly Arranged[],
  binding: Binding,
  environments: readonly string[],
): readonly Fault[] {
  return environments.flatMap((name) =>
    onceEach(levelsIn(plan, steps)).flatMap((one) => {
      const shape = own(own(binding.environments, name)?.signals, one.level.signal)
      return shape === undefined ? [] : [...misfits(one, shape, name), ...wrongWay(one, shape, name)]
    }),
  )
}

/** Several spans share their thresholds. */
const onceEach = (all: readonly LevelIn[]): readonly LevelIn[] =>
  all.filter(({ signalPath }, i) => {
    const key = signalPath.join()
    return all.findIndex((one) => one.signalPath.join() === key) === i
  })

function faultsOf(one: LevelIn): readonly Fault[] {
  const thresholds = writtenThresholds(one)
  if (thresholds.length === 0)
    return [fault(one.path, 'missing', 'a level has a threshold', 'add warn: 80%, critical: 95%, or both')]
  if (one.spanMs === 0)
    return [fault(one.spanPath, 'bad-value', 'over no time nothing is measured', 'write over: 5m')]
  const references = thresholds.filter(({ value }) => isRelative(value))
  const [first] = references
  const other = references.find(
    ({ value }) =>
      isRelative(value) && first !== undefined && isRelative(first.value) && value.of !== first.value.of,
  )
  return other === undefined
    ? []
    : [
        fault(
          other.path,
          'bad-value',
          'the levels of one signal refer to two different things',
          'refer to the same one, or write them as two levels',
        ),
      ]
}

/** From warn to critical it gets worse, and nobody governs below a warning. */
function outOfOrder(one: LevelIn): readonly Fault[] {
  const thresholds = writtenThresholds(one)
  const at = (name: string) => thresholds.find((each) => each.name === name)
  const [warn, critical, governance] = [at('warn'), at('critical'), at('governance')]
  if (warn === undefined) return []
  const toCritical = critical === undefined ? null : moreBy(critical.value, warn.value)
  if (critical !== undefined && toCritical === 0)
    return [
      fault(
        critical.path,
        'bad-value',
        'critical is the same as warn',
        'write a worse one, or leave warn out',
      ),
    ]
  const toGovernance = governance === undefined ? null : moreBy(governance.value, warn.value)
  return governance !== undefined &&
    toCritical !== null &&
    toGovernance !== null &&
    toCritical * toGovernance < 0
    ? [
        fault(
          governance.path,
          'wrong-direction',
          'warn, critical and governance do not get worse the same way',
          'write them from the mildest to the worst',
        ),
      ]
    : []
}

function misfits(one: LevelIn, shape: SignalShape, environment: string): readonly Fault[] {
  return writtenThresholds(one).flatMap(({ value, path }) => {
    const wrong = isRelative(value) ? null : misfit(shape, value)
    return wrong === null
      ? []
      : [
          fault(
            path,
            'wrong-unit',
            `${one.level.signal} is ${wrong.is} in ${environment}`,
            `write ${wrong.write}`,
          ),
        ]
  })
}

function wrongWay(one: LevelIn, { direction }: SignalShape, environment: string): readonly Fault[] {
  const [mildest, ...others] = writtenThresholds(one)
  const better = others.find(({ value }) => {
    const more = mildest === undefined ? null : moreBy(value, mildest.value)
    return more !== null && (direction === 'higher' ? more < 0 : more > 0)
  })
  if (better === undefined || mildest === undefined) return []
  return [
    fault(
      better.path,
      'wrong-direction',
      `${direction} is worse for ${one.level.signal} in ${environment}, but ${better.name} is better than ${mildest.name}`,
      `swap them, or add direction: ${opposite[direction]} to ${one.level.signal} in cutwater.yaml`,
    ),
  ]
}

const opposite: Readonly<Record<Direction, Direction>> = { higher: 'lower', lower: 'higher' }
