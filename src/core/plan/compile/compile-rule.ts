import type { Bound, Form, Gate, Guard, NoData } from '../../judge/rule.ts'
import type { Pace } from '../../runbook/pace.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import type { PlanGate, PlanGuard } from '../step/rule.ts'

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

function boundName(rule: PlanGate | PlanGuard): string {
  const { op, value } = boundOf(rule)
  return `${op}-${value}`
}

function boundOf(rule: PlanGate | PlanGuard): Bound {
  if (rule.atLeast !== undefined) return { op: 'at-least', value: rule.atLeast.value }
  if (rule.atMost !== undefined) return { op: 'at-most', value: rule.atMost.value }
  if (rule.below !== undefined) return { op: 'below', value: rule.below.value }
  if (rule.above !== undefined) return { op: 'above', value: rule.above.value }
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
