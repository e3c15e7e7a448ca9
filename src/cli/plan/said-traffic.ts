import { durationsLike, type Usual } from '../../core/backtest/usual-traffic.ts'
import { isLatency, type SignalShape } from '../../core/signal/shape.ts'
import { parseDuration } from '../../core/time/duration.ts'
import type { Millis } from '../../core/time/instant.ts'
import { Fault } from '../terminal/fault.ts'
import type { CompiledPlan } from './compiled-plan.ts'

export type VisibilityOptions = CompiledPlan & {
  readonly rps?: string
  readonly errors?: string
  readonly latency?: string
  readonly offline?: boolean
}

/** How much traffic a target has, and what it is like. */
export type Rate = { readonly rps: number; readonly usual: Usual }
/** Of one signal of a target; a sentence where it is not known. */
export type RateOf = (signal: string, target: string, shape: SignalShape) => Rate | string

/** By the options alone. Null: nobody said how much traffic there is. */
export function saidTraffic({ rps, errors = '0.5%', latency }: VisibilityOptions): RateOf | null {
  if (rps === undefined) return null
  const each = Number(rps)
  if (rps.trim() === '' || !(each > 0 && each <= 1_000_000))
    throw new Fault(`--rps "${rps}" is no rate`, 'Write requests a second, such as 50.')
  const share = Number(/^(\d+(?:\.\d+)?)\s*%$/.exec(errors)?.[1]) / 100
  if (!(share >= 0 && share < 1))
    throw new Fault(
      `--errors "${errors}" is no share`,
      'Write how much fails while all is well, such as 0.5%.',
    )
  const durations = latency === undefined ? null : durationsLike(...saidLatency(latency))
  return (_signal, _target, shape) => {
    if (shape.kind === 'ratio') return { rps: each, usual: { kind: 'ratio', errors: share } }
    if (!isLatency(shape)) return 'what it counts is no time: leave --rps out, and its source is asked'
    if (durations === null) return 'how long requests take is not known: give --latency, such as 80ms/215ms'
    return { rps: each, usual: { kind: 'distribution', histogram: durations, quantile: 0.95 } }
  }
}

/** How long half of the requests take, and 95 of 100. */
function saidLatency(text: string): readonly [p50: Millis, p95: Millis] {
  const [p50, p95, ...more] = text.split('/').map((one) => parseDuration(one.trim()))
  if (p50 == null || p95 == null || more.length > 0 || !(0 < p50 && p50 < p95))
    throw new Fault(
      `--latency "${text}" is no pair of durations`,
      'Write how long half of the requests take and 95 of 100, such as 80ms/215ms.',
    )
  return [p50, p95]
}
