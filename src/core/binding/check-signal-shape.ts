import { type Fault, fault, keyFault, type Path } from '../document/finding.ts'
import { misfit } from '../signal/fit.ts'
import { KINDS } from '../signal/shape.ts'
import type { WrittenSignal } from './signal-schema.ts'
import { kindOf, shapeOf, unitOf } from './signal-shape.ts'

/**
 * Whether kind, unit and currency agree with each other and with the form that measures. `path` is that of the
 * signal.
 */
export function checkSignalShape(path: Path, signal: WrittenSignal): readonly Fault[] {
  const { kind, currency } = signal
  const measured = kindOf(signal)
  if (kind !== undefined && kind !== measured)
    return [
      fault([...path, 'kind'], 'wrong-kind', `what is written here measures a ${measured}`, MEASURES[kind]),
    ]
  const unit = unitOf(signal, measured)
  const { units } = KINDS[measured]
  if (!units.includes(unit) || (signal.unit === 'percent' && measured === 'ratio'))
    return [
      fault(
        [...path, 'unit'],
        'wrong-unit',
        `a ${measured} is not measured in ${signal.unit}`,
        `write ${units.join(' or ')}, or leave it out for ${KINDS[measured].unit}`,
      ),
    ]
  return [
    ...currencyFaults(path, unit === 'money', currency),
    ...edgeFaults(path, signal),
    ...objectiveFaults(path, signal),
  ]
}

/** An objective is compared with what is measured, so it is of the same unit. */
function objectiveFaults(path: Path, signal: WrittenSignal): readonly Fault[] {
  const wrong = signal.slo === undefined ? null : misfit(shapeOf(signal), signal.slo)
  return wrong === null
    ? []
    : [
        fault(
          [...path, 'slo'],
          'wrong-unit',
          `the signal is ${wrong.is}, and its objective is not`,
          `write ${wrong.write}`,
        ),
      ]
}

const MEASURES = {
  ratio:
    'leave kind out, or measure a ratio: gateway: success, or prometheus or http: { good: ..., total: ... }',
  distribution:
    'leave kind out, or measure a distribution: gateway: latency, or prometheus: { buckets: ... }',
  gauge: 'leave kind out, or measure a gauge: prometheus: { query: ... }, or http: { value: ... }',
  count: 'leave kind out, or measure a count: prometheus: { query: ... }, or http: { value: ... }',
  mean: 'leave kind out, or measure a mean: prometheus: { sum: ..., total: ... }, or http: { sum: ..., count: ... }',
} as const

function currencyFaults(path: Path, isMoney: boolean, currency: string | undefined): readonly Fault[] {
  if (isMoney === (currency !== undefined)) return []
  return isMoney
    ? [fault([...path, 'unit'], 'missing', 'nothing says which money', 'add currency: EUR')]
    : [keyFault([...path, 'currency'], 'unknown-key', 'currency is for unit: money', 'remove it')]
}

/** `le` of a histogram of durations counts s or ms; of any other it counts the unit of the signal. */
function edgeFaults(path: Path, { unit, prometheus }: WrittenSignal): readonly Fault[] {
  const isDuration = unit === undefined || unit === 'ms' || unit === 's'
  if (prometheus?.buckets === undefined || prometheus.unit === undefined || isDuration) return []
  return [
    fault(
      [...path, 'prometheus', 'unit'],
      'wrong-unit',
      `le counts ${prometheus.unit}, and the signal is measured in ${unit}`,
      `remove it: le counts ${unit} then`,
    ),
  ]
}
