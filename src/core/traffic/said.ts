import { type BasisPoints, type Desired, sameDesired, weightOf } from './desired.ts'

/**
 * What a proxy said last; `because` is set while it cannot be reached, `writes` null or absent where it does not say.
 */
export type Said = {
  readonly has: Desired | null
  readonly because: string | null
  readonly writes?: number | null
}

/** It answered at the last asking, and with exactly what is desired. */
export const agrees = ({ has, because }: Said, desired: Desired): boolean =>
  because === null && has !== null && sameDesired(has, desired)

/** At least one proxy is known, and all of them agree. */
export const isSettled = (desired: Desired, proxies: readonly Said[]): boolean =>
  proxies.length > 0 && proxies.every((proxy) => agrees(proxy, desired))

/**
 * The highest weight of the canary that any proxy has, by its last word: one out of reach may still route by it. Null
 * when none has answered.
 */
export function highestWeight(proxies: readonly Said[]): BasisPoints | null {
  const weights = proxies.flatMap(({ has }) => (has === null ? [] : [weightOf(has.split)]))
  return weights.length === 0 ? null : Math.max(...weights)
}

/** How many orders a proxy that has the generation `has` is behind; null where it has none. */
export const ordersBehind = (generation: number, has: number | null): number | null =>
  has === null ? null : Math.max(0, generation - has)
