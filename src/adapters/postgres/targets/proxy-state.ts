import type { TrafficObserved } from '../../../core/change/outside/observations.ts'
import type { Desired } from '../../../core/traffic/desired.ts'
import { highestWeight, isSettled, type Said } from '../../../core/traffic/said.ts'
import { writesUnderWay } from '../../../core/traffic/under-way.ts'

export type TargetKnown = { readonly desired: Desired }
export type ProxyKnown = Said

/** What a change sees of the traffic of a target. */
export function observedOf({ desired }: TargetKnown, proxies: readonly ProxyKnown[]): TrafficObserved {
  return {
    desired,
    settled: isSettled(desired, proxies),
    observed: highestWeight(proxies),
    writes: writesUnderWay(desired, proxies),
  }
}
