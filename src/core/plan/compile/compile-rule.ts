import type { Quantity } from '../../document/quantity.ts'
import type { Relative } from '../../judge/reference.ts'
import type { Bound, Form, Gate, Guard, NoData, Op } from '../../judge/rule.ts'
import type { Pace } from '../../runbook/pace.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import { isRelative, nameOfReference, type PlanValue } from '../rule/bound.ts'
import type { BOUNDS, PlanGate, PlanGuard } from '../rule/rule.ts'

/** Where a rule does not say how many samples it needs. */
export const GATE_SAMPLES = 50
export const GUARD_SAMPLES = 10
const NO_DATA_AFTER: Millis = 5 * 60_000

export function compileGate(gate: PlanGate, id: string, pace: Pace): Gate {
  return {
    kind: 'gate',
    id,
    signal: gate.signal,
    ...(gate.each === undefined ? {} : { each: gate.each }),
    bound: boundOf(gate),
    form: formOf(gate, pace),
    minSamples: samplesOf(gate, GATE_SAMPLES),
    noData: noDataOf(gate.noData, pace),
    otherwise: gate.else ?? 'rollback',
    ...(gate.inconclusive === undefined
      ? {}
      : { inconclusive: { afterMs: pace(gate.inconclusive.after), then: gate.inconclusive.then } }),
  }
}

export function compileGuard(guard: PlanGuard, id: string, pace: Pace): Guard {
  return {
    kind: 'guard',
    id,
    signal: guard.signal,
    ...(guard.each === undefined ? {} : { each: guard.each }),
    bound: boundOf(guard),
    form: formOf(guard, pace),
    minSamples: samplesOf(guard, GUARD_SAMPLES),
    noData: noDataOf(guard.noData, pace),
    then: guard.then ?? 'rollback',
    ...(guard.tell === undefined ? {} : { tell: guard.tell }),
    ...(guard.ask === undefined ? {} : { ask: guard.ask }),
  }
}

/** The plan's own words, at real time: `success-ratio-at-least-0.99-over-hold`. */
export const gateId = (gate: PlanGate): string => ruleId(gate, 'hold')

export const guardId = (guard: PlanGuard): string => ruleId(guard, formatDuration(0))

function ruleId(rule: PlanGate | PlanGuard, otherwise: string): string {
  const of = rule.each === undefined ? '' : `-each-${rule.each}`
  const name = `${rule.signal}${of}-${boundName(rule)}`
  if (rule.worseThan !== undefined || rule.noWorseThan !== undefined) return name
  if (rule.for !== undefined) return `${name}-for-${formatDuration(rule.for)}`
  return `${name}-over-${typeof rule.over === 'number' ? formatDuration(rule.over) : otherwise}`
}

function boundName(rule: Bounds): string {
  const { op, value } = writtenBound(rule)
  if (!Array.isArray(value)) return `${op}-${nameOfValue(value as PlanValue)}`
  return `${op}-${value.map(nameOfValue).join('-and-')}`
}

const nameOfValue = (value: PlanValue): string =>
  isRelative(value) ? nameOfReference(value) : String(value.value)

export function boundOf(rule: Bounds): Bound {
  const bound = writtenBound(rule)
  switch (bound.op) {
    case 'between':
      return { op: 'between', low: bound.value[0].value, high: bound.value[1].value }
    case 'worse-than':
    case 'no-worse-than':
      return { op: bound.op, ...bound.value }
    case 'at-least':
    case 'at-most':
    case 'below':
    case 'above':
      return isRelative(bound.value)
        ? { op: bound.op, ...bound.value }
        : { op: bound.op, value: bound.value.value }
  }
}

type Bounds = Pick<PlanGate, (typeof BOUNDS)[number]>
type WrittenBound =
  | { readonly op: Op; readonly value: PlanValue }
  | { readonly op: 'worse-than' | 'no-worse-than'; readonly value: Relative }
  | { readonly op: 'between'; readonly value: readonly [Quantity, Quantity] }

function writtenBound(rule: Bounds): WrittenBound {
  if (rule.atLeast !== undefined) return { op: 'at-least', value: rule.atLeast }
  if (rule.atMost !== undefined) return { op: 'at-most', value: rule.atMost }
  if (rule.below !== undefined) return { op: 'below', value: rule.below }
  if (rule.above !== undefined) return { op: 'above', value: rule.above }
  if (rule.between !== undefined) return { op: 'between', value: rule.between }
  if (rule.worseThan !== undefined) return { op: 'worse-than', value: rule.worseThan }
  if (rule.noWorseThan !== undefined) return { op: 'no-worse-than', value: rule.noWorseThan }
  throw new Error('a rule without a bound has passed the schema')
}

function formOf(rule: PlanGate | PlanGuard, pace: Pace): Form {
  if (rule.confidence !== undefined) return { form: 'test', confidence: rule.confidence }
  if (rule.for !== undefined)
    return { form: 'for', ms: pace(rule.for), lookbackMs: pace(rule.lookback ?? rule.for) }
  return { form: 'over', span: typeof rule.over === 'number' ? pace(rule.over) : 'hold' }
}

/** A test knows by itself when it has seen enough. */
const samplesOf = (rule: PlanGate | PlanGuard, otherwise: number): number =>
  rule.confidence === undefined ? (rule.minSamples ?? otherwise) : 0

function noDataOf<T extends NoData['then']>(
  written: { after?: Millis | undefined; then?: T | undefined } | undefined,
  pace: Pace,
): { afterMs: Millis; then: T | 'hold' } {
  return { afterMs: pace(written?.after ?? NO_DATA_AFTER), then: written?.then ?? 'hold' }
}
