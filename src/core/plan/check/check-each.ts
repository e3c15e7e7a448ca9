import type { Fault } from '../../document/finding.ts'
import type { Arranged } from '../compile/arrange.ts'
import { boundsOf, type RuleIn, rulesIn } from '../compile/rules-in.ts'
import { isRelative } from '../rule/bound.ts'
import { TESTS } from '../rule/rule.ts'
import type { Plan } from '../schema/plan.ts'
import { notInThisVersion } from './not-yet.ts'

/** What a rule that judges every series of a label cannot be compared with yet. */
export function checkEach(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  return rulesIn(plan, steps).flatMap(eachFaults)
}

function eachFaults({ rule, path }: RuleIn): readonly Fault[] {
  if (!('each' in rule) || rule.each === undefined) return []
  const place = [...path, 'each']
  return boundsOf(rule).flatMap(({ key, value }): readonly Fault[] => {
    if (TESTS.some((test) => test === key))
      return [
        notInThisVersion(
          place,
          `\`each\` beside ${key}`,
          'write a number or stable-5pp as the bound, or leave `each` out',
        ),
      ]
    if (!isRelative(value) || (value.of !== 'baseline' && value.of !== 'recent')) return []
    return [
      notInThisVersion(
        place,
        `\`each\` beside ${value.of}, which is one number for all of them,`,
        'write a number, or compare with stable or slo',
      ),
    ]
  })
}
