import type { Instant, Millis } from '../../time/instant.ts'
import { exceedances } from './edges.ts'
import type { Question } from './question.ts'

/**
 * What was measured on one arm in [at, at + span) in one segment: so many requests, and of them so many events for each
 * comparison of the question (one, or one for each pair of edges).
 */
export type ArmReading = {
  readonly at: Instant
  readonly span: Millis
  /**
   * Requests of the plan's share are of one segment; staff, beta and premium users of others. Header traffic of none.
   */
  readonly segment: string
  readonly total: number
  readonly events: readonly number[]
  /** Of stable: the same by pod or another division that is always in the same order; for bursts and the watchdog. */
  readonly slices?: readonly Slice[]
  /** Of the canary: what it was asked to get, and got, where one share was asked for throughout. */
  readonly split?: SplitReading
  /** A counter began anew within it, so what happened before is not known. */
  readonly reset?: boolean
}

export type SplitReading = {
  /** 0..1. */
  readonly asked: number
  /** Users seen for the first time are divided one by one; the requests of one user all go the same way. */
  readonly of: 'users' | 'requests'
  readonly canary: number
  readonly all: number
}

export type Slice = { readonly total: number; readonly events: readonly number[] }

export type Arm = 'canary' | 'stable'

type Measured =
  | { readonly kind: 'ratio'; readonly total: number; readonly good: number }
  | { readonly kind: 'distribution'; readonly edges: readonly number[]; readonly counts: readonly number[] }

/**
 * The events that a question asks for, of what a source measured. Null: with other bucket edges, or of another kind.
 */
export function eventsIn(sample: Measured, { events, edges }: Question, arm: Arm): Slice | null {
  switch (events) {
    case 'counted':
      return sample.kind === 'ratio' ? { total: sample.total, events: [sample.good] } : null
    case 'rest':
      return sample.kind === 'ratio' ? { total: sample.total, events: [sample.total - sample.good] } : null
    case 'slow':
      return sample.kind === 'distribution'
        ? exceedances(
            sample,
            edges.map((pair) => pair[arm]),
          )
        : null
  }
}
