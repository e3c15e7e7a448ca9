import type { Instant } from '../../time/instant.ts'
import type { Outcome } from '../../validation/basis/verdict.ts'

/** That somebody has looked at suites for a change, and what they saw. It decides nothing. */
export type Validated = {
  readonly at: Instant
  readonly by: string
  readonly outcome: Outcome
  readonly suites: readonly SuiteSeen[]
  /** Targets of which the new version was looked at. */
  readonly canary: readonly string[]
  /** SHA-256 of the page that was written of it; absent: none was. */
  readonly report?: string
}

export type SuiteSeen = {
  readonly name: string
  readonly title: string
  readonly outcome: Outcome
  readonly passed: number
  readonly failed: number
  readonly unknown: number
  /** What a person has to read first, as a suite in a checklist says it. */
  readonly says: string
}
