import type { TrafficObserved } from '../../../core/change/outside/observations.ts'
import { type Desired, sameDesired, weightOf } from '../../../core/traffic/desired.ts'
import { type Said, writesUnderWay } from '../../../core/traffic/under-way.ts'

export type TargetKnown = { readonly desired: Desired }
export type ProxyKnown = Said

/**
 * Settled: at least one proxy is known, all of them answered at the last asking, and with exactly what is desired.
 * A proxy out of reach may still route by what it had, so its last word counts for the observed weight.
 */
export function observedOf({ desired }: TargetKnown, proxies: readonly ProxyKnown[]): TrafficObserved {
  const agrees = ({ has, because }: ProxyKnown) =>
    because === null && has !== null && sameDesired(has, desired)
  const weights = proxies.flatMap(({ has }) => (has === null ? [] : [weightOf(has.split)]))
  return {
    desired,
    settled: proxies.length > 0 && proxies.every(agrees),
    observed: weights.length === 0 ? null : Math.max(...weights),
    writes: writesUnderWay(desired, proxies),
  }
}
