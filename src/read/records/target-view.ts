import { nameOf } from '../../core/access/actor.ts'
import { type BasisPoints, isLatched, type Side, weightOf } from '../../core/traffic/desired.ts'
import { modeInWords, modeOf, sameMode } from '../../core/traffic/mode.ts'
import { percent } from '../../core/traffic/percent.ts'
import { highestWeight, isSettled } from '../../core/traffic/said.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'
import { type ModeView, viewMode } from './mode-view.ts'
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
  /** What its proxies turn away; normal where nobody has said anything. */
  readonly traffic: ModeView
  readonly owner: string | null
  /** A proxy has what the database cannot explain, as after a restore; null when none has. */
  readonly conflict: ConflictView | null
  readonly proxies: readonly ProxyView[]
  /** Those that do not answer and that somebody has written off; not among the others. */
  readonly dismissed: readonly DismissedView[]
}

export type DismissedView = {
  readonly instance: string
  readonly by: string
  readonly because: string
  readonly at: Shown
}

/** What differs, and what either way out would do, as sentences. */
export type ConflictView = {
  readonly sentence: string
  readonly since: Shown
  readonly adoptProxy: string
  readonly overwriteProxy: string
}

export type ProxyView = {
  readonly instance: string
  readonly weight: BasisPoints | null
  readonly generation: number | null
  readonly seenAt: Shown | null
  /** Why it could not be reached; null while it answers. */
  readonly unreachable: string | null
}

export function viewTarget(row: TargetRow, versions: Versions = UNKNOWN): TargetView {
  const { name, desired, owner, proxies } = row
  const { split } = desired
  return {
    name,
    mode: split.mode,
    latched: isLatched(split),
    stable: desired.stable,
    versions,
    generation: desired.generation,
    desired: weightOf(split),
    observed: highestWeight(proxies),
    settled: isSettled(desired, proxies),
    traffic: viewMode(row),
    owner,
    conflict: viewConflict(row),
    proxies: proxies.map(({ instance, has, seenAt, because }) => ({
      instance,
      weight: has === null ? null : weightOf(has.split),
      generation: has?.generation ?? null,
      seenAt: maybe(seenAt),
      unreachable: because,
    })),
    dismissed: row.dismissed.map(({ instance, by, because, at }) => ({
      instance,
      by: nameOf(by),
      because,
      at: instant(at),
    })),
  }
}

function viewConflict({ name, desired, owner, conflict }: TargetRow): ConflictView | null {
  if (conflict === null) return null
  const { proxy, has, since } = conflict
  const moved =
    has.stable === desired.stable
      ? `${desired.stable} stays stable`
      : `${desired.stable} becomes stable: everybody is moved there from ${has.stable}, so see first that it runs`
  const aborted =
    owner === null ? '' : `, and ${owner} is aborted; it undoes nothing on a side that serves everybody`
  const goesOn = owner === null ? '' : `, and ${owner} goes on`
  const [mine, its] = [modeOf(desired), modeOf(has)]
  const keeps = sameMode(mine, its) ? '' : `, it stays ${modeInWords(its)}`
  const becomes = sameMode(mine, its) ? '' : `, it becomes ${modeInWords(mine)}`
  return {
    sentence: `${name}: the proxy ${proxy} is at generation ${has.generation} with ${has.stable} as stable, the database at ${desired.generation} with ${desired.stable}`,
    since: instant(since),
    adoptProxy: `${has.stable} stays stable as the proxy has it, nobody is moved, the canary stays closed${keeps}${aborted}`,
    overwriteProxy: `${moved}; the canary gets ${desired.split.mode === 'closed' ? 'nothing' : percent(weightOf(desired.split))}${becomes}${goesOn}`,
  }
}

/** Rows are named `environment/service`; a runbook says only the service. */
export function targetOf(environment: string, service: string, rows: readonly TargetRow[]): TargetRow | null {
  return rows.find(({ name }) => name === `${environment}/${service}`) ?? null
}
