import type { Evidence } from '../../judge/verdict.ts'
import type { Instant } from '../../time/instant.ts'
import type { Slot } from '../../traffic/desired.ts'

/** What the guards of the plan watch, and what they have found. */
export type PlanGuards = {
  /**
   * By target: since when which slot of it is watched. The canary from the first request that may reach it until it is
   * adopted; after a trial, or where nothing moves traffic, what serves everyone.
   */
  readonly watched: Readonly<Record<string, { readonly at: Instant; readonly slot: Slot }>>
  /** By `rule@target`, of those that had tripped: they watch from the resume, so that nothing counts twice. */
  readonly anew: Readonly<Record<string, Instant>>
  /** `rule@target` of those that tripped, until the change is resumed or rolls back. */
  readonly tripped: readonly string[]
  /** By `rule@target`, those without data at the moment, and since when. */
  readonly missing: Readonly<Record<string, Instant>>
  /** When one of them last was tripped or without data, and how; absent: never. */
  readonly unquiet?: { readonly at: Instant; readonly why: string }
  /** The one that asks people whether to go on. */
  readonly asked: AskedByGuard | null
}

export type AskedByGuard = {
  readonly rule: string
  readonly target: string
  readonly since: Instant
  readonly evidence: Evidence
  /** In words. */
  readonly people: readonly string[]
}
