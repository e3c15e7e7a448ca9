/**
 * What a target's proxies are told: desired state with a growing generation, never a queued command.
 * A late "25 %" can therefore not land after a "0 %": the older generation is refused.
 */

import { type Restriction, sameMode } from './mode.ts'

/** Weights and cohort buckets are basis points: 0..10000, 100 is one per cent. */
export type BasisPoints = number
export const FULL: BasisPoints = 10_000

/** The two places a version can run. Which of them is `stable` is part of the desired state. */
export type Side = 'blue' | 'green'
export const otherSide = (side: Side): Side => (side === 'blue' ? 'green' : 'blue')

/** Where a request goes: the role a side plays at the moment. */
export type Slot = 'stable' | 'canary'

export type Segment = { readonly name: string; readonly weight: BasisPoints }

/**
 * `closed` sends every request to stable, whatever its header or segment says; weight 0 does not.
 * A `latched` target stays closed until a person releases it.
 */
export type Split =
  | { readonly mode: 'closed'; readonly latched: boolean }
  | {
      readonly mode: 'open'
      readonly weight: BasisPoints
      /** The cohort key: the same change puts the same people on the same side of all its targets. */
      readonly cohort: string
      readonly segments: readonly Segment[]
      /** Whether `X-Canary-Version` may choose the slot. */
      readonly headerOverride: boolean
    }

export type Desired = {
  readonly generation: number
  readonly stable: Side
  readonly split: Split
  /** What both sides turn away. Absent while the target is normal, as in all that earlier versions wrote. */
  readonly mode?: Restriction
}

export const CLOSED: Split = { mode: 'closed', latched: false }
export const LATCHED: Split = { mode: 'closed', latched: true }

/** Closed until a person releases it. */
export const isLatched = (split: Split): boolean => split.mode === 'closed' && split.latched

/** The share of the general public sent to the canary, in basis points. */
export function weightOf(split: Split): BasisPoints {
  return split.mode === 'closed' ? 0 : split.weight
}

export type WriteAnswer =
  | { readonly accepted: true; readonly now: Desired }
  | { readonly accepted: false; readonly because: 'stale' | 'latched'; readonly now: Desired }

/**
 * The rule every proxy follows, so that no order of arrival can raise traffic by accident:
 * an older generation is refused; the same generation again is accepted only when it says the same.
 * A proxy that latched itself (`latchedLocally`, behind the database's back) stays closed until a newer generation
 * comes that is latched too: only a server that adopted the latch writes that.
 */
export function acceptWrite(current: Desired, incoming: Desired, latchedLocally = false): WriteAnswer {
  if (incoming.generation < current.generation) return { accepted: false, because: 'stale', now: current }
  if (incoming.generation === current.generation)
    return sameDesired(current, incoming)
      ? { accepted: true, now: current }
      : { accepted: false, because: 'stale', now: current }
  if (latchedLocally && !isLatched(incoming.split))
    return { accepted: false, because: 'latched', now: current }
  return { accepted: true, now: incoming }
}

/**
 * A proxy of several processes (HAProxy's workers around a reload) keeps what it was told in a file as well. Whether
 * `kept` is something that the process with `current` has missed: a newer generation, or a latch at the same one. A
 * process that latched itself catches up with a latch alone.
 */
export function missedBy(current: Desired, kept: Desired, latchedLocally = false): boolean {
  if (kept.generation < current.generation) return false
  if (kept.generation === current.generation) return isLatched(kept.split) && !isLatched(current.split)
  return !latchedLocally || isLatched(kept.split)
}

/** What a proxy does to itself when it is told to latch without a database: closed, one generation on. */
export function latchLocally(current: Desired): Desired {
  if (isLatched(current.split)) return current
  return { ...current, generation: current.generation + 1, split: LATCHED }
}

export function sameDesired(a: Desired, b: Desired): boolean {
  return (
    a.generation === b.generation &&
    a.stable === b.stable &&
    sameSplit(a.split, b.split) &&
    sameMode(a.mode, b.mode)
  )
}

export function sameSplit(a: Split, b: Split): boolean {
  if (a.mode === 'closed' || b.mode === 'closed')
    return a.mode === 'closed' && b.mode === 'closed' && a.latched === b.latched
  return (
    a.weight === b.weight &&
    a.cohort === b.cohort &&
    a.headerOverride === b.headerOverride &&
    a.segments.length === b.segments.length &&
    a.segments.every((s, i) => s.name === b.segments[i]?.name && s.weight === b.segments[i]?.weight)
  )
}
