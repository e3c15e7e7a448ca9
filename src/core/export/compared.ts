import { referredBy } from '../backtest/watched-rules.ts'
import { WEEK_MS } from '../judge/last-week.ts'
import { resolved } from '../judge/reference.ts'
import {
  type Bound,
  isRelative,
  isTest,
  type KnownBound,
  type Op,
  type RelativeBound,
} from '../judge/rule.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Look } from './asking.ts'
import type { Looked, Numbers } from './numbers.ts'

/** Why something cannot be said in PromQL, as half a sentence. */
export type Unsaid = { readonly why: string }

/** A bound as what stands behind a value in PromQL, true where the bound is. */
export type Compared = { readonly comparison: string; readonly besides: readonly string[] }

const OPERATORS: Readonly<Record<Op, string>> = {
  below: '<',
  above: '>',
  'at-least': '>=',
  'at-most': '<=',
}

export type Told = Looked & {
  readonly minSamples: number
  readonly numbers: Numbers
  readonly runbook: Runbook
}

export function comparedWith(rule: Bound, told: Told): Compared | Unsaid {
  if (isTest(rule)) return { why: 'it is decided by the sequential judge, whose evidence PromQL cannot keep' }
  if (!isRelative(rule)) return withNumbers(rule)
  const number = statedNumber(rule, told)
  if (number !== null) return withNumbers({ op: rule.op, value: number })
  switch (rule.of) {
    case 'slo':
      return { why: `the binding states no slo of ${told.signal}` }
    case 'stable':
      return withStable(rule, told)
    case 'recent':
      return { why: 'it compares with the hour before a change began, which PromQL does not know' }
    case 'baseline': {
      if (followsTheHour(told)) return withValue(rule, told, { whose: 'everybody', agoMs: WEEK_MS })
      const referred = referredIn(rule, told)
      const why = 'its baseline is captured while a change runs, and the plan states no figure'
      return { why: referred?.of === 'unknown' ? referred.why : why }
    }
  }
}

type Stating = Pick<Told, 'signal' | 'bound' | 'runbook'> & { readonly look: Pick<Look, 'targets'> }

/** What a reference comes to where binding or plan say it beforehand; null where only a change finds out. */
export function statedNumber(relative: Reference, told: Stating): number | null {
  switch (relative.of) {
    case 'slo':
      return told.bound.slo === undefined ? null : resolved(relative, told.bound.slo)
    case 'baseline': {
      const referred = followsTheHour(told) ? null : referredIn(relative, told)
      return referred?.of === 'number' ? resolved(relative, referred.value) : null
    }
    case 'stable':
    case 'recent':
      return null
  }
}

type Reference = Parameters<typeof resolved>[0]

/** Which of them does not depend on the target. */
function referredIn({ of, times, plus }: Reference, { signal, runbook, look }: Stating) {
  const [target = ''] = look.targets
  return referredBy({ bound: { op: 'below', of, times, plus }, signal }, target, runbook)
}

type Relative = RelativeBound

const withNumbers = (bound: KnownBound): Compared => ({
  comparison:
    bound.op === 'between'
      ? `>= ${numberText(bound.low)} <= ${numberText(bound.high)}`
      : `${OPERATORS[bound.op]} ${numberText(bound.value)}`,
  besides: [],
})

/** A product such as 0.855 * 0.95 is the number that a person means, and not the one beside it. */
const numberText = (value: number): string => String(Number(value.toPrecision(14)))

function withStable(rule: Relative, told: Told): Compared | Unsaid {
  const { arm, armIs } = told.look.labels
  return armIs === 'slot'
    ? withValue(rule, told, { whose: 'stable' })
    : {
        why: `the label ${arm} of ${told.signal} tells blue from green, and which of them is stable changes with each adoption`,
      }
}

/** What is compared with needs as many samples as what is compared. */
function withValue(
  { op, times, plus }: Relative,
  { signal, bound, look, minSamples, numbers }: Told,
  of: Pick<Look, 'whose' | 'agoMs'>,
): Compared {
  const there = { signal, bound, look: { ...look, ...of } }
  const factor = times === 1 ? '' : ` * ${numberText(times)}`
  const summand = plus === 0 ? '' : plus < 0 ? ` - ${numberText(-plus)}` : ` + ${numberText(plus)}`
  const number = `${numbers.value(there)}${factor}${summand}`
  const by = `on (${[look.labels.target, ...(look.each === undefined ? [] : [look.each])].join(', ')})`
  return {
    comparison: `${OPERATORS[op]} ${by} group_left () (${number})`,
    besides: [`${by} ${numbers.samples(there)} >= ${minSamples}`],
  }
}

const followsTheHour = ({ signal, runbook: { steps } }: Stating): boolean =>
  steps.some((step) => step.kind === 'capture' && step.lastWeek.includes(signal))
