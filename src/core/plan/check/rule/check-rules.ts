import { duplicateIds } from '../../../document/duplicate-ids.ts'
import { type Fault, fault, keyFault, type Path, warning } from '../../../document/finding.ts'
import { formatDuration } from '../../../time/duration.ts'
import type { Millis } from '../../../time/instant.ts'
import type { Arranged } from '../../compile/arrange.ts'
import { gateId, guardId } from '../../compile/compile-rule.ts'
import { type RuleIn, rulesIn } from '../../compile/rules-in.ts'
import type { WrittenGate } from '../../rule/rule.ts'
import { spread } from '../../rule/spread.ts'
import type { Plan } from '../../schema/plan.ts'

/** What is wrong with rules, wherever they stand; those of a rollout itself are also looked at by `checkRollouts`. */
export function checkRules(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  return [
    ...rulesIn(plan, steps).flatMap((one) => [...rangeFaults(one), ...askFaults(one)]),
    ...nowhere(rulesIn(plan, steps)),
    ...planGuards(plan),
    ...bakes(steps),
    ...verify(plan),
  ]
}

/** A line is measured on the plan's targets, and passes on none. */
function nowhere(rules: readonly RuleIn[]): readonly Fault[] {
  return rules.flatMap(({ within, targets, signalPath }) =>
    (within !== 'line' && within !== 'task') || targets.length > 0
      ? []
      : [
          warning(
            fault(
              signalPath,
              'no-target',
              'a signal is measured on the targets of the plan, and it has none, so this never passes',
              'use an action that looks, or give the plan a step with a target',
            ),
          ),
        ],
  )
}

function rangeFaults({ rule, path }: RuleIn): readonly Fault[] {
  if (rule.between === undefined) return []
  const [low, high] = rule.between
  const place = [...path, 'between']
  if (low.unit !== high.unit)
    return [
      fault(place, 'wrong-unit', 'the two numbers have different units', 'write both alike: [20%, 30%]'),
    ]
  if (low.value <= high.value) return []
  return [fault(place, 'bad-value', 'nothing lies between these numbers', 'write the lower one first')]
}

/** People are told and asked by guards of the plan, while the change is paused. */
function askFaults({ rule, path, within }: RuleIn): readonly Fault[] {
  if (!('tell' in rule || 'ask' in rule)) return []
  return (['tell', 'ask'] as const).flatMap((key) => {
    const place = [...path, key]
    if (rule[key] === undefined) return []
    if (within !== 'plan')
      return [
        keyFault(
          place,
          'unknown-key',
          `\`${key}\` belongs to guards of the plan`,
          'move the guard to `guards` of the plan',
        ),
      ]
    if (rule.then === 'pause') return []
    return [
      keyFault(place, 'unknown-key', `\`${key}\` goes with then: pause`, 'add then: pause, or remove it'),
    ]
  })
}

function planGuards({ guards }: Plan): readonly Fault[] {
  const all = spread(guards)
  return [
    ...duplicateIds(all.map(({ rule, at }) => ({ id: rule.id ?? guardId(rule), path: ['guards', at] }))),
    ...all.flatMap(({ rule, at }) =>
      rule.lookback === undefined || rule.for !== undefined
        ? []
        : [
            keyFault(
              ['guards', at, 'lookback'],
              'stray-lookback',
              '`lookback` belongs to `for`, which is missing',
              'remove it, or write `for`',
            ),
          ],
    ),
  ]
}

function bakes(steps: readonly Arranged[]): readonly Fault[] {
  return steps.flatMap(({ item, path }) =>
    'bake' in item ? gatesWithin(item.bake.gates, [...path, 'bake', 'gates'], item.bake.for, 'bake') : [],
  )
}

const verify = ({ rollback }: Plan): readonly Fault[] =>
  rollback?.verify === undefined
    ? []
    : gatesWithin(rollback.verify.gates, ['rollback', 'verify', 'gates'], rollback.verify.for, 'verification')

/** Gates that look back over a span have to have it. */
function gatesWithin(
  gates: readonly WrittenGate[] | undefined,
  path: Path,
  length: Millis,
  what: string,
): readonly Fault[] {
  const all = spread(gates)
  return [
    ...duplicateIds(all.map(({ rule, at }) => ({ id: rule.id ?? gateId(rule), path: [...path, at] }))),
    ...all.flatMap(({ rule, at }) => {
      const key = rule.for === undefined ? 'over' : 'for'
      const span = typeof rule.over === 'number' ? rule.over : (rule.for ?? 0)
      if (span <= length) return []
      return [
        fault(
          [...path, at, key],
          'longer-than-hold',
          `${formatDuration(span)} is longer than the ${what} (${formatDuration(length)})`,
          'leave the span out, or lengthen what it stands in',
        ),
      ]
    }),
  ]
}
