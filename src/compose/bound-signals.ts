import type { EnvironmentBinding } from '../core/binding/binding.ts'
import type { SignalBinding } from '../core/binding/signal-binding.ts'
import { type SignalShape, shapeIn } from '../core/signal/shape.ts'

export type BoundBy<Source extends SignalBinding['source']> = Readonly<
  Record<string, Extract<SignalBinding, { source: Source }>>
>

/** The signals of an environment that one kind of source measures. */
export function signalsOf<Source extends SignalBinding['source']>(
  { signals }: Pick<EnvironmentBinding, 'signals'>,
  source: Source,
): BoundBy<Source> {
  const those = Object.entries(signals).filter(([, signal]) => signal.source === source)
  return Object.fromEntries(those) as BoundBy<Source>
}

export const shapesOf = (signals: Readonly<Record<string, SignalShape>>): ReadonlyMap<string, SignalShape> =>
  new Map(Object.entries(signals).map(([name, signal]) => [name, shapeIn(signal)]))

/** Those that a source does not tell apart by the sides of a target. */
export const undividedOf = (signals: Readonly<Record<string, SignalBinding>>): ReadonlySet<string> =>
  new Set(
    Object.entries(signals).flatMap(([name, bound]) => ('isTold' in bound && !bound.isTold ? [name] : [])),
  )

export const slosOf = (signals: Readonly<Record<string, SignalBinding>>): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(signals).flatMap(([name, { slo }]) => (slo === undefined ? [] : [[name, slo] as const])),
  )
