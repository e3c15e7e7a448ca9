import type { EnvironmentBinding } from '../../../binding/binding.ts'
import type { SignalBinding } from '../../../binding/signal-binding.ts'
import { type Fault, fault, type Path, warning } from '../../../document/finding.ts'
import type { Quantity } from '../../../document/quantity.ts'
import { own } from '../../../document/tree.ts'
import type { Reference } from '../../../judge/reference.ts'
import type { Bound } from '../../../judge/rule.ts'
import { worseBy } from '../../../judge/rule-shape.ts'
import { misfit } from '../../../signal/fit.ts'
import { countsSpan, type SignalShape } from '../../../signal/shape.ts'
import { type LevelIn, writtenThresholds } from '../../compile/levels-in.ts'
import { boundsOf, type RuleIn } from '../../compile/rules-in.ts'
import { isRelative } from '../../rule/bound.ts'
import { checkToldApart } from './check-told-apart.ts'

/** A signal that a rule or a level is about, and what it asks of it. */
export type SignalUse = {
  readonly path: Path
  readonly kind: 'signal'
  readonly name: string
  readonly targets: readonly string[]
  /** Null: with a reference, or a range. */
  readonly compared: Compared | null
  /** Where it is compared with stable; null when it is not. */
  readonly besideStable: Path | null
  /** Where it is compared with what was measured on another side, or over another time; null when it is not. */
  readonly besideOther: Path | null
  /** It is looked at after the end, when nobody measures for the change. */
  readonly afterwards: boolean
  /** The label whose series it judges one by one; null when it judges all as one. */
  readonly each: { readonly label: string; readonly path: Path } | null
}

type Compared = {
  readonly rule: 'gate' | 'guard'
  readonly op: Bound['op']
  readonly unit: Quantity['unit']
  readonly value: number
  readonly path: Path
}

const OPS = { atLeast: 'at-least', atMost: 'at-most', below: 'below', above: 'above' } as const

/** Whether it fits what the binding says is looked at by `checkBoundLevels`. */
export function signalOfLevel(one: LevelIn): SignalUse {
  const beside = (those: readonly Reference[]) =>
    writtenThresholds(one).find(({ value }) => isRelative(value) && those.includes(value.of))?.path ?? null
  const { signalPath: path, targets } = one
  return {
    ...{
      kind: 'signal',
      name: one.level.signal,
      path,
      targets,
      compared: null,
      afterwards: false,
      each: null,
    },
    ...{ besideStable: beside(['stable']), besideOther: beside(OTHER_NUMBERS) },
  }
}

/** What was measured on another side, or over another time. */
const OTHER_NUMBERS: readonly Reference[] = ['stable', 'baseline', 'recent']

/** A reference is compared with nothing yet, and the bounds of a range have no side that is worse. */
export function signalOfRule({ rule, kind, within, path, signalPath, targets }: RuleIn): SignalUse {
  const [bound] = boundsOf(rule)
  const beside = (those: readonly Reference[]) => {
    const found = boundsOf(rule).find(({ value }) => isRelative(value) && those.includes(value.of))
    return found === undefined ? null : [...path, ...found.at]
  }
  const besides = { besideStable: beside(['stable']), besideOther: beside(OTHER_NUMBERS) }
  const each =
    'each' in rule && rule.each !== undefined ? { label: rule.each, path: [...path, 'each'] } : null
  const name = {
    name: rule.signal,
    path: signalPath,
    targets,
    ...besides,
    afterwards: within === 'task',
    each,
  }
  if (bound === undefined || isRelative(bound.value) || !isPlainBound(bound.key)) {
    return { kind: 'signal', ...name, compared: null }
  }
  const { unit, value } = bound.value
  const compared = { rule: kind, op: OPS[bound.key], unit, value, path: [...path, ...bound.at] }
  return { kind: 'signal', ...name, compared }
}

const isPlainBound = (key: string): key is keyof typeof OPS => key in OPS

/** What of it the source cannot give in an environment, or does not mean. */
export function checkSignalUse(
  use: SignalUse,
  environment: string,
  bound: EnvironmentBinding,
  signal: SignalBinding,
): readonly Fault[] {
  const elsewhere = use.targets.find((target) => {
    const adapter = own(bound.targets, target)?.traffic.adapter
    return signal.source === 'gateway' && adapter !== undefined && adapter !== 'gateway'
  })
  if (elsewhere !== undefined)
    return [
      fault(
        use.path,
        'not-measured',
        `in ${environment} the gateway measures ${use.name}, and ${elsewhere} is not behind it`,
        'let Prometheus measure it: prometheus: { good: ..., total: ..., target: ..., side: ... }',
      ),
    ]
  if (use.besideStable !== null && 'isTold' in signal && !signal.isTold)
    return [
      fault(
        use.besideStable,
        'same-on-both-sides',
        `in ${environment} ${use.name} is the same on both sides, so that it is never worse than stable`,
        'write a number, or measure it for each side: ${SIDE} in its query or url, or by: side',
      ),
    ]
  if (use.besideOther !== null && countsSpan(signal))
    return [
      fault(
        use.besideOther,
        'count-of-another-span',
        `in ${environment} ${use.name} counts how many there were, and over another time or for fewer users there are fewer`,
        'write a number, or leave out unit: count, so that it is told per second',
      ),
    ]
  if (use.afterwards && 'isWindowed' in signal && !signal.isWindowed)
    return [
      fault(
        use.path,
        'never-seen',
        `in ${environment} ${use.name} is read as it is at that moment, and after the end of a change nobody reads it`,
        'write both ends of the interval into its query, or let a person say it',
      ),
    ]
  return [
    ...checkToldApart(use, environment, bound, signal),
    ...(use.compared === null ? [] : checkBound(use.name, use.compared, environment, signal)),
  ]
}

/** Whether what a rule compares with is what is measured, and on the side of it that is worse. */
function checkBound(name: string, use: Compared, environment: string, shape: SignalShape): readonly Fault[] {
  const wrong = misfit(shape, use)
  if (wrong !== null)
    return [fault(use.path, 'wrong-unit', `${name} is ${wrong.is} in ${environment}`, `write ${wrong.write}`)]
  if (worseBy({ kind: use.rule, bound: use }) === shape.direction) return []
  const [worse, better] = shape.direction === 'lower' ? ['lower', 'higher'] : ['higher', 'lower']
  const takes = use.rule === 'guard' ? `trips on ${better} values` : `asks for ${worse} values`
  return [
    warning(
      fault(
        use.path,
        'wrong-direction',
        `${worse} is worse for ${name} in ${environment}, but this ${use.rule} ${takes}`,
        `turn the bound round, or add direction: ${better} to ${name} in cutwater.yaml`,
      ),
    ),
  ]
}
