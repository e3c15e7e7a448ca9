import { merge } from '../../core/judge/measure.ts'
import type { Sample, Series } from '../../core/judge/sample.ts'
import type { TelemetrySecond } from '../../ports/store/observation.ts'
import { type GatewaySignal, measure } from './signal.ts'

/**
 * One second of one slot by the values of a label, and all of them together. Those who chose their version by header
 * are a reason of their own, and no part of a path or segment. Null where it was not counted apart, or only in part.
 */
export function measureApart(label: string, paths: readonly string[]) {
  return (signal: GatewaySignal, at: number, records: readonly TelemetrySecond[]): Sample | null => {
    const those = records.filter(({ reason }) => label === 'reason' || reason !== 'header')
    const counted = those.filter(({ requests }) => requests > 0)
    const names = counted.map((record) => nameIn(record, label))
    if (names.includes(undefined)) return null
    // Whether nobody asks for a path that is declared is known too.
    const all = [...new Set([...(label === 'path' ? paths : []), ...names])].sort()
    const series = all.flatMap((name): readonly Series[] => {
      const its = counted.filter((record) => nameIn(record, label) === name)
      const sample = measure(signal, at, its.map(asAnybody))
      return sample === null || name === undefined ? [] : [{ name, sample }]
    })
    const whole = merge(series.map(({ sample }) => sample)) ?? measure(signal, at, [])
    return whole === null ? null : { ...whole, series }
  }
}

function nameIn(record: TelemetrySecond, label: string): string | undefined {
  switch (label) {
    case 'reason':
      return record.reason
    case 'segment':
      return record.segment
    default:
      return record.path
  }
}

/** `measure` leaves out those who chose by header; here they were asked for. */
const asAnybody = (record: TelemetrySecond): TelemetrySecond => ({ ...record, reason: 'percentage' })
