import { KINDS, type SignalKind, type SignalShape } from '../signal/shape.ts'
import type { Unit } from '../signal/unit.ts'
import type { WrittenSignal } from './signal-schema.ts'

/** What the numbers of a signal are, as its binding says or as its form implies. Its name says nothing. */
export function shapeOf(written: WrittenSignal): SignalShape {
  const kind = kindOf(written)
  const { direction = KINDS[kind].direction, currency } = written
  return { kind, unit: unitOf(written, kind), direction, ...(currency === undefined ? {} : { currency }) }
}

/** What the form of a binding measures; only a query leaves a choice. */
export function kindOf({ gateway, prometheus, sql, http, kind }: WrittenSignal): SignalKind {
  if (sql !== undefined) return kind === undefined || kind === 'distribution' ? 'gauge' : kind
  if (http?.value !== undefined) return kind === 'count' ? 'count' : 'gauge'
  if (http !== undefined) return http.sum === undefined ? 'ratio' : 'mean'
  if (prometheus === undefined) return gateway === 'latency' ? 'distribution' : 'ratio'
  if (prometheus.buckets !== undefined) return 'distribution'
  if (prometheus.query !== undefined) return kind === 'count' ? 'count' : 'gauge'
  return prometheus.sum === undefined ? 'ratio' : 'mean'
}

/** Per cent are a ratio that is written otherwise. */
export function unitOf({ unit }: WrittenSignal, kind: SignalKind): Unit {
  return unit === 'percent' ? 'ratio' : (unit ?? KINDS[kind].unit)
}

/** What one of the source's numbers is in the scale that the unit is held in. */
export function scaleOf(unit: WrittenSignal['unit']): number {
  if (unit === 's') return 1_000
  return unit === 'percent' ? 0.01 : 1
}
