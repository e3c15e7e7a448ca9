import { type Fault, fault, keyFault, type Path, warning } from '../../document/finding.ts'
import { FULL } from '../../traffic/desired.ts'
import { type Arranged, isRollout } from '../compile/arrange.ts'
import { type Order, orderOf } from '../compile/order.ts'
import { boundsOf, type RuleIn, rulesIn } from '../compile/rules-in.ts'
import { isRelative } from '../rule/bound.ts'
import type { Plan } from '../schema/plan.ts'

/** References that can never be resolved, as far as the plan tells; `steps` are those that take part. */
export function checkReferences(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const rules = rulesIn(plan, steps)
  const facts = {
    steps,
    order: orderOf(plan, steps),
    captures: steps.filter(({ item }) => 'capture' in item && item.capture.baseline !== undefined),
    rollouts: steps.filter(({ item }) => isRollout(item)),
  }
  return [
    ...rules.flatMap((rule) => unresolved(rule, facts)),
    ...facts.rollouts.flatMap((step) => restsAtFull(step, rules)),
  ]
}

type Facts = {
  readonly steps: readonly Arranged[]
  readonly order: Order
  readonly captures: readonly Arranged[]
  readonly rollouts: readonly Arranged[]
}

function unresolved({ rule, path, within }: RuleIn, facts: Facts): readonly Fault[] {
  return boundsOf(rule).flatMap(({ value, at }): readonly Fault[] => {
    if (!isRelative(value)) return []
    const place = [...path, ...at]
    if (value.of === 'baseline') return isCaptured(path, within, facts) ? [] : [noBaseline(place)]
    const isMoved = facts.rollouts.length > 0
    if (value.of === 'stable') return isMoved && within !== 'verify' ? [] : [noStable(place)]
    return value.of === 'recent' && !isMoved ? [noRecent(place)] : []
  })
}

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
    '`recent` is the hour before the first moved request, and nothing is moved here',
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

const refersToStable = (rule: RuleIn['rule']): boolean =>
  boundsOf(rule).some(({ value }) => isRelative(value) && value.of === 'stable')
