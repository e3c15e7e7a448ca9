import type { Probe } from '../../probe/probe.ts'
import type { Instant } from '../../time/instant.ts'
import type { Side } from '../../traffic/desired.ts'
import { type Change, runOf } from '../state/change.ts'

/** A side that somebody has to ask now. */
export type AskedSide = {
  readonly target: string
  readonly side: Side
  readonly from: Instant
  readonly probes: readonly Probe[]
}

/**
 * From its deploy on, before it has weight and while it has: until it is adopted, its trial is over, or the change has
 * ended. On the way back only while the canary goes down by steps.
 */
export function askedSides(change: Change): readonly AskedSide[] {
  const { probes = [] } = change.runbook
  const sides = runOf(change)?.probing
  if (sides === undefined || probes.length === 0 || !isAsking(change)) return []
  return Object.entries(sides)
    .filter(([, { ended }]) => ended !== true)
    .map(([target, { side, from }]) => ({ target, side, from, probes }))
}

export function isAsking(change: Change): boolean {
  if (change.status === 'rolling-back') return change.back.traffic.traffic === 'descending'
  return change.status === 'running' || change.status === 'paused'
}
