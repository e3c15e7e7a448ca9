import { resolve } from '../../judge/measure.ts'
import { isRelative, type KnownBound, type Rule } from '../../judge/rule.ts'
import type { SignalShape } from '../../signal/shape.ts'

/** Values for which a bound is only just true, and only just not. */
export type Just = { readonly true: readonly number[]; readonly false: readonly number[] }

/**
 * Of a ratio the bound itself is one of them, for it is counted; everything else is a small step away from it, which of
 * a distribution is as wide as its buckets may be.
 */
export function justAround(rule: Rule, { kind }: SignalShape, reference: number | null): Just {
  const bound = known(rule, reference)
  const step = kind === 'ratio' ? 0.0001 : (bound.op === 'between' ? bound.high : bound.value) * STEP[kind]
  const itself = kind === 'ratio' && !isRelative(rule.bound) ? 0 : step
  switch (bound.op) {
    case 'above':
      return { true: [bound.value + step], false: [bound.value - itself] }
    case 'below':
      return { true: [bound.value - step], false: [bound.value + itself] }
    case 'at-least':
      return { true: [bound.value + itself], false: [bound.value - step] }
    case 'at-most':
      return { true: [bound.value - itself], false: [bound.value + step] }
    case 'between':
      return { true: [bound.low, bound.high], false: [bound.low - step, bound.high + step] }
  }
}

const STEP = { distribution: 0.06, gauge: 0.001, count: 0.001, mean: 0.001 } as const

function known(rule: Rule, reference: number | null): KnownBound {
  const known = resolve(rule, reference)
  if (known === null) throw new Error(`the row does not say what ${rule.signal} is compared with`)
  return known
}
