import type { Quantity } from '../../document/quantity.ts'
import type { Relative } from '../../judge/reference.ts'
import type { Bound, Form, Gate, Guard, NoData, Op } from '../../judge/rule.ts'
import type { Pace } from '../../runbook/pace.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import { isRelative, nameOfReference, type PlanValue } from '../rule/bound.ts'
import type { BOUNDS, PlanGate, PlanGuard } from '../rule/rule.ts'

const GATE_SAMPLES = 50
const GUARD_SAMPLES = 10
const NO_DATA_AFTER: Millis = 5 * 60_000

export function compileGate(gate: PlanGate, id: string, pace: Pace): Gate {
  return {
    kind: 'gate',
    id,
    signal: gate.signal,
    bound: boundOf(gate),
    form: formOf(gate, pace),
    minSamples: gate.minSamples ?? GATE_SAMPLES,
    noData: noDataOf(gate.noData, pace),
    otherwise: gate.else ?? 'rollback',
  }
}

export function compileGuard(guard: PlanGuard, id: string, pace: Pace): Guard {
  return {
    kind: 'guard',
    id,
    signal: guard.signal,
    bound: boundOf(guard),
    form: formOf(guard, pace),
    minSamples: guard.minSamples ?? GUARD_SAMPLES,
    noData: noDataOf(guard.noData, pace),
    then: guard.then ?? 'rollback',
    ...(guard.tell === undefined ? {} : { tell: guard.tell }),
    ...(guard.ask === undefined ? {} : { ask: guard.ask }),
  }
}

/** The plan's own words, at real time: `success-ratio-at-least-0.99-over-hold`. */
export function gateId(gate: PlanGate): string {
  const span =
    gate.for === undefined
      ? `over-${typeof gate.over === 'number' ? formatDuration(gate.over) : 'hold'}`
      : `for-${formatDuration(gate.for)}`
  return `${gate.signal}-${boundName(gate)}-${span}`
}

export function guardId(guard: PlanGuard): string {
  return `${guard.signal}-${boundName(guard)}-${guard.for === undefined ? `over-${formatDuration(guard.over ?? 0)}` : `for-${formatDuration(guard.for)}`}`
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
      throw new Error(`a bound that has no meaning yet passed the check: ${bound.op}`)
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
  if (rule.for !== undefined)
    return { form: 'for', ms: pace(rule.for), lookbackMs: pace(rule.lookback ?? rule.for) }
  return { form: 'over', span: typeof rule.over === 'number' ? pace(rule.over) : 'hold' }
}

function noDataOf<T extends NoData['then']>(
  written: { after?: Millis | undefined; then?: T | undefined } | undefined,
  pace: Pace,
): { afterMs: Millis; then: T | 'hold' } {
  return { afterMs: pace(written?.after ?? NO_DATA_AFTER), then: written?.then ?? 'hold' }
}
