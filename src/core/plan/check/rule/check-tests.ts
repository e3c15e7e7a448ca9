import { type Fault, fault, keyFault, type Path } from '../../../document/finding.ts'
import { formatReference, type Relative } from '../../../judge/reference.ts'
import { SHARED_BY_MAX } from '../../../judge/sequential/confidence.ts'
import { hasMargin } from '../../../judge/sequential/question.ts'
import type { Arranged } from '../../compile/arrange.ts'
import { type RuleIn, rulesIn } from '../../compile/rules-in.ts'
import { TESTS } from '../../rule/rule.ts'
import type { Plan } from '../../schema/plan.ts'

/** The sequential tests: a guard may find the canary worse, a gate may find it no worse. */
export function checkTests(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const rules = rulesIn(plan, steps)
  return [...rules.flatMap(testFaults), ...TESTS.flatMap((test) => shareFaults(rules, test))]
}

type Test = (typeof TESTS)[number]
type Tested = { readonly test: Test; readonly bound: Relative }

function testOf({ rule }: RuleIn): Tested | null {
  if (rule.worseThan !== undefined) return { test: 'worseThan', bound: rule.worseThan }
  return rule.noWorseThan === undefined ? null : { test: 'noWorseThan', bound: rule.noWorseThan }
}

function testFaults(one: RuleIn): readonly Fault[] {
  const { rule, path } = one
  const tested = testOf(one)
  if (tested === null)
    return 'confidence' in rule && rule.confidence !== undefined
      ? [stray(path, 'confidence', '`confidence` belongs to worseThan or noWorseThan')]
      : []
  const found =
    placeFault(one, tested) ?? boundFault([...path, tested.test], tested) ?? wordFault(one, tested)
  return found === null ? [] : [found]
}

const PLACES: readonly RuleIn['within'][] = ['rollout', 'stage', 'plan']

function placeFault({ kind, within, path }: RuleIn, { test }: Tested): Fault | null {
  const place = [...path, test]
  if (!PLACES.includes(within))
    return keyFault(
      place,
      'unresolved-reference',
      `${test} compares a canary with stable beside it, which this is not sure to have`,
      'make it a gate or a guard of a rollout, or compare with a number',
    )
  if (kind === 'gate' && test === 'worseThan')
    return keyFault(
      place,
      'wrong-direction',
      'a gate says what is good',
      'write noWorseThan, or make it a guard',
    )
  if (kind === 'guard' && test === 'noWorseThan')
    return keyFault(
      place,
      'wrong-direction',
      'a guard says what is bad',
      'write worseThan, or make it a gate',
    )
  return null
}

function boundFault(place: Path, { test, bound }: Tested): Fault | null {
  const { of, times, plus } = bound
  if (of !== 'stable' || plus !== 0)
    return fault(
      place,
      'bad-value',
      `${formatReference(bound)} is no multiple of stable, and ${test} compares with one`,
      'write stable*1.25 or stable+10%',
    )
  if (hasMargin(times)) return null
  return fault(
    place,
    'bad-value',
    'this leaves no margin, and two pods of one version differ by more than that',
    'write stable*1.25, or stable*0.95 for a signal of which less is worse',
  )
}

const SPANS = ['for', 'over', 'lookback'] as const

function wordFault({ rule, path }: RuleIn, { test }: Tested): Fault | null {
  const written: Readonly<Record<string, unknown>> = rule
  const span = SPANS.find((key) => written[key] !== undefined)
  if (span !== undefined)
    return keyFault(
      [...path, span],
      'two-spans',
      'this test looks at everything since the first moved request',
      `remove ${span}`,
    )
  if (written.minSamples !== undefined)
    return stray(path, 'minSamples', '`minSamples` is of no use here: the test knows when it has seen enough')
  if (written.confidence !== undefined) return null
  return keyFault([...path, test], 'missing', 'confidence is missing', 'add confidence: 99%')
}

const stray = (path: Path, key: string, message: string): Fault =>
  keyFault([...path, key], 'unknown-key', message, 'remove it')

/** So many share one confidence that none of them could act by what is left. */
function shareFaults(rules: readonly RuleIn[], test: Test): readonly Fault[] {
  const those = rules.filter((one) => testOf(one)?.test === test)
  const [first] = those
  if (first === undefined || those.length <= SHARED_BY_MAX) return []
  return [
    keyFault(
      [...first.path, test],
      'bad-value',
      `${those.length} rules share what their confidence leaves to error, and at most ${SHARED_BY_MAX} can act by a share`,
      'compare fewer signals with stable, or give some of them a number as their bound',
    ),
  ]
}
