import type { SignalShape } from '../../../../../src/core/signal/shape.ts'

export type Limit = { readonly kind: 'gate' | 'guard'; readonly words: string; readonly value: number }

/**
 * Every bound is in the picture, with some air; a ratio whose lower end is worse ends at 1, where most of it lies.
 */
export function rangeOf(
  limits: readonly Limit[],
  min: number,
  max: number,
  { kind, direction }: SignalShape,
): [number, number] {
  const values = limits.map(({ value }) => value)
  const known = (value: number) => Number.isFinite(value)
  const low = Math.min(...[min, ...values].filter(known))
  const high = Math.max(...[max, ...values].filter(known))
  if (!known(low) || !known(high)) return [0, 1]
  if (kind === 'ratio' && direction === 'lower')
    return [Math.max(0, low - Math.max(0.005, (1 - low) * 0.3)), 1.0015]
  const [from, to] = [Math.min(0, low * 1.15), Math.max(0, high * 1.15)]
  return from === to ? [0, 1] : [from, to]
}
