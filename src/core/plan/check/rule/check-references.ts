import { type Fault, fault, isUnder, keyFault, type Path, warning } from '../../../document/finding.ts'
import type { Relative } from '../../../judge/reference.ts'
import { FULL } from '../../../traffic/desired.ts'
import { type Arranged, isRollout } from '../../compile/arrange.ts'
import { type LevelIn, levelsIn, writtenThresholds } from '../../compile/levels-in.ts'
import { type Order, orderOf } from '../../compile/order.ts'
import { boundsOf, type RuleIn, rulesIn } from '../../compile/rules-in.ts'
import { isRelative } from '../../rule/bound.ts'
import { type BOUNDS, TESTS } from '../../rule/rule.ts'
import type { Plan } from '../../schema/plan.ts'

/** References that can never be resolved, as far as the plan tells; `steps` are those that take part. */
export function checkReferences(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const rules = rulesIn(plan, steps)
  const facts = {
    steps,
    order: orderOf(plan, steps),
    captures: steps.filter(({ item }) => 'capture' in item && item.capture.state === undefined),
    rollouts: steps.filter(({ item }) => isRollout(item)),
  }
  return [
    ...rules.flatMap((rule) => unresolved(rule, facts)),
    ...facts.rollouts.flatMap((step) => [...restsAtFull(step, rules), ...gatesRest(step, rules)]),
    ...levelsIn(plan, steps).flatMap((level) => unresolvedLevel(level, facts)),
  ]
}

/** What these compare with is looked at by `checkTests`. */
const isTestKey = (key: (typeof BOUNDS)[number]): boolean => TESTS.some((test) => test === key)

type Facts = {
  readonly steps: readonly Arranged[]
  readonly order: Order
  readonly captures: readonly Arranged[]
  readonly rollouts: readonly Arranged[]
}

function unresolved(written: RuleIn, facts: Facts): readonly Fault[] {
  const { rule, path } = written
  return boundsOf(rule).flatMap(({ key, value, at }): readonly Fault[] => {
    if (!isRelative(value) || isTestKey(key)) return []
    return unresolvedAt([...path, ...at], value, written, facts)
  })
}

/** Levels are looked at where guards of the plan watch. */
function unresolvedLevel(one: LevelIn, facts: Facts): readonly Fault[] {
  return writtenThresholds(one).flatMap(({ value, path }) =>
    isRelative(value) ? unresolvedAt(path, value, { ...one, within: 'plan' }, facts) : [],
  )
}

function unresolvedAt(
  place: Path,
  { of }: Relative,
  written: Pick<RuleIn, 'path' | 'within' | 'targets'>,
  facts: Facts,
): readonly Fault[] {
  const { path, within } = written
  if (of === 'baseline') return isCaptured(path, within, facts) ? [] : [noBaseline(place)]
  const isMoved = facts.rollouts.length > 0
  if (of === 'stable') return isMoved && !ONE_VERSION.includes(within) ? [] : [noStable(place)]
  return of === 'recent' && !isMovedBefore(written, facts) ? [noRecent(place)] : []
}

/** Where everybody has one version. */
const ONE_VERSION: readonly RuleIn['within'][] = ['verify', 'bake', 'task']

/** Behind a capture, for what stands in a step; a guard of the plan needs it before anything is moved. */
function isCaptured(
  path: Path,
  within: RuleIn['within'],
  { steps, order, captures, rollouts }: Facts,
): boolean {
  const behindOne = (step: Arranged): boolean => captures.some(({ id }) => order.isBehind(step, id))
  if (within === 'plan') return captures.length > 0 && rollouts.every(behindOne)
  const step = steps.find((one) => one.path.every((part, i) => part === path[i]))
  return step === undefined ? captures.length > 0 : behindOne(step)
}

/** In a rollout of its targets, or surely behind one; a guard of the plan watches nothing else. */
function isMovedBefore(
  { path, within, targets }: Pick<RuleIn, 'path' | 'within' | 'targets'>,
  { steps, order, rollouts }: Facts,
): boolean {
  const own = steps.find((one) => one.path.every((part, i) => part === path[i]))
  const moved = rollouts
    .filter((rollout) => own === undefined || own.id === rollout.id || order.isBehind(own, rollout.id))
    .flatMap(({ item }) => (isRollout(item) ? item.rollout.targets : []))
  if (within === 'plan') return rollouts.length > 0
  return targets.every((target) => moved.includes(target))
}

const noBaseline = (place: Path): Fault =>
  fault(
    place,
    'unresolved-reference',
    'nothing surely captures a baseline before this is judged',
    'put - capture: { baseline: 1h } before it, or write a number',
  )

const noStable = (place: Path): Fault =>
  fault(
    place,
    'unresolved-reference',
    'there is no stable version beside a canary when this is judged',
    'write a number, or compare with slo or baseline',
  )

const noRecent = (place: Path): Fault =>
  fault(
    place,
    'unresolved-reference',
    '`recent` is the hour before the first moved request, and nothing surely moves one before this is judged',
    'write a number, or compare with slo or baseline',
  )

/** At 100 % nobody is left on stable. */
function restsAtFull({ item, path }: Arranged, rules: readonly RuleIn[]): readonly Fault[] {
  if (!isRollout(item) || !item.rollout.stages.some(({ weight, when }) => weight >= FULL && when !== false))
    return []
  const guards = rules.filter(
    ({ kind, within, path: at }) =>
      kind === 'guard' && (within === 'plan' || path.every((part, i) => part === at[i])),
  )
  if (guards.length === 0 || !guards.every(({ rule }) => refersToStable(rule))) return []
  return [
    warning(
      keyFault(
        item.rollout.guards === undefined ? ['guards'] : [...path, 'rollout', 'guards'],
        'rests-at-full',
        'every guard compares with stable, where nobody is left at 100%: nothing watches then',
        'add one with a number, such as { signal: success-ratio, below: 97%, for: 1m }',
      ),
    ),
  ]
}

/** A stage at 100 % whose gates all rest passes on its hold alone; one that asks a checklist does not. */
function gatesRest({ item, path }: Arranged, rules: readonly RuleIn[]): readonly Fault[] {
  if (!isRollout(item)) return []
  const all = [...path, 'rollout']
  const ofAll = rules.filter(
    ({ kind, within, path: at }) => kind === 'gate' && within === 'rollout' && isUnder(at, all),
  )
  return item.rollout.stages.flatMap(({ weight, when, hold, checklist = [] }, i) => {
    if (weight < FULL || when === false || hold === 0 || checklist.length > 0) return []
    const stage = [...all, 'stages', i]
    const own = rules.filter(({ within, path: at }) => within === 'stage' && isUnder(at, stage))
    const gates = [...ofAll, ...own]
    if (gates.length === 0 || !gates.every(({ rule }) => refersToStable(rule))) return []
    return [
      warning(
        keyFault(
          [...stage, 'weight'],
          'rests-at-full',
          'every gate of this stage compares with stable, where nobody is left at 100%: it passes without evidence',
          'add one with a number, such as gates: [{ signal: success-ratio, atLeast: 99% }]',
        ),
      ),
    ]
  })
}

const refersToStable = (rule: RuleIn['rule']): boolean =>
  boundsOf(rule).some(({ value }) => isRelative(value) && value.of === 'stable')
