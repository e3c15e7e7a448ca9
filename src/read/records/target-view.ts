import { type BasisPoints, isLatched, type Side, sameDesired, weightOf } from '../../core/traffic/desired.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import { maybe, type Shown } from '../shown/instant.ts'
import { UNKNOWN, type Versions } from './target-versions.ts'

/** Where the traffic of one target goes: what is wanted, and what its proxies say they have. */
export type TargetView = {
  /** `environment/service`. */
  readonly name: string
  /** Closed: every request to stable, whatever its header or segment says. Weight 0 is not closed. */
  readonly mode: 'open' | 'closed'
  readonly latched: boolean
  readonly stable: Side
  /** What runs in each slot, as far as changes have said so. */
  readonly versions: Versions
  readonly generation: number
  /** The canary's share in basis points: desired, and the highest that any proxy has; null when none has answered. */
  readonly desired: BasisPoints
  readonly observed: BasisPoints | null
  /** Every live proxy has acknowledged exactly what is desired. */
  readonly settled: boolean
  readonly owner: string | null
  readonly proxies: readonly ProxyView[]
}

export type ProxyView = {
  readonly instance: string
  readonly weight: BasisPoints | null
  readonly generation: number | null
  readonly seenAt: Shown | null
  /** Why it could not be reached; null while it answers. */
  readonly unreachable: string | null
}

export function viewTarget(
  { name, desired, owner, proxies }: TargetRow,
  versions: Versions = UNKNOWN,
): TargetView {
  const { split } = desired
  const weights = proxies.flatMap(({ has }) => (has === null ? [] : [weightOf(has.split)]))
  return {
    name,
    mode: split.mode,
    latched: isLatched(split),
    stable: desired.stable,
    versions,
    generation: desired.generation,
    desired: weightOf(split),
    observed: weights.length === 0 ? null : Math.max(...weights),
    settled:
      proxies.length > 0 &&
      proxies.every(({ has, because }) => because === null && has !== null && sameDesired(has, desired)),
    owner,
    proxies: proxies.map(({ instance, has, seenAt, because }) => ({
      instance,
      weight: has === null ? null : weightOf(has.split),
      generation: has?.generation ?? null,
      seenAt: maybe(seenAt),
      unreachable: because,
    })),
  }
}

/** Rows are named `environment/service`; a runbook says only the service. */
export function targetOf(environment: string, service: string, rows: readonly TargetRow[]): TargetRow | null {
  return rows.find(({ name }) => name === `${environment}/${service}`) ?? null
}
