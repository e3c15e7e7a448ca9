import type { PrometheusSignalBinding } from '../binding/signal-binding.ts'
import { countsSpan } from '../signal/shape.ts'
import type { Asking } from './asking.ts'

/**
 * The value of a signal as the judge computes it, in PromQL and in the scale of its unit. As there, a ratio without a
 * series of what was bad has nothing bad, and one without a series of what was good has nothing good only where the
 * same expression counts something for others.
 */
export function signalValue(bound: PrometheusSignalBinding, asking: Asking): string {
  switch (bound.kind) {
    case 'ratio': {
      const [part, total] = [asking.counted(bound.part), asking.counted(bound.total)]
      const good =
        bound.counts === 'bad'
          ? `${total} - ${part} or ${total}`
          : `${part} or ${total} * 0 and on () ${asking.anything(bound.part)}`
      return `(${good}) / ${total}`
    }
    case 'distribution':
      return quantileOf(bound, asking, bound.quantile)
    case 'mean':
      return scaled(`${asking.summed(bound.sum)} / ${asking.summed(bound.total)}`, bound.scale)
    case 'gauge':
      return scaled(asking.averaged(bound.query), bound.scale)
    case 'count':
      return countsSpan(bound)
        ? asking.summed(bound.query)
        : `${asking.summed(bound.query)} / ${asking.seconds(bound.query)}`
  }
}

export type Distribution = Extract<PrometheusSignalBinding, { kind: 'distribution' }>

export function quantileOf({ buckets, scale }: Distribution, asking: Asking, quantile: number): string {
  const counted = isClassic(buckets) ? asking.counted(buckets, 'le') : asking.summed(buckets, 'le')
  return scaled(`histogram_quantile(${quantile}, ${counted})`, scale)
}

/** How many measurements the value is made of, as `minSamples` counts them. */
export function samplesOf(bound: PrometheusSignalBinding, asking: Asking): string {
  switch (bound.kind) {
    case 'ratio':
    case 'mean':
      return asking.counted(bound.total)
    case 'distribution':
      return asking.most(asking.counted(bound.buckets, 'le'))
    case 'gauge':
      return asking.readings(bound.query)
    case 'count':
      return asking.seconds(bound.query)
  }
}

/** The expression without which the signal is not measured. */
export function wholeOf(bound: PrometheusSignalBinding): string {
  switch (bound.kind) {
    case 'ratio':
    case 'mean':
      return bound.total
    case 'distribution':
      return bound.buckets
    case 'gauge':
    case 'count':
      return bound.query
  }
}

/** Whether each bucket is a series of its own that says in `le` where it ends, as far as the expression shows it. */
export const isClassic = (buckets: string): boolean => /\ble\b|_bucket\b/.test(buckets)

const scaled = (expression: string, scale: number): string =>
  scale === 1 ? expression : `${expression} * ${scale}`
