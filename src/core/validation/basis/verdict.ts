import type { Millis } from '../../time/instant.ts'

/**
 * What became of one check. `failed`: it was looked at, and is not well. `unknown`: it could not be looked at, which is
 * never a pass.
 */
export type Outcome = 'passed' | 'failed' | 'unknown'

/** What several come to together; nothing is no success. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('failed')) return 'failed'
  return outcomes.includes('unknown') || outcomes.length === 0 ? 'unknown' : 'passed'
}

export type Verdict = {
  readonly outcome: Outcome
  /** What was seen, as it stands behind the title: `Healthy (200 OK, 45ms)`. One line, without secrets. */
  readonly says: string
  /** Of what counts: `45/45`. */
  readonly counted?: Counted
  /** Of what is compared with what it was: a line of a table. */
  readonly compared?: Compared
  /** What was to be seen when it failed: a JPEG in base64. For the report alone. */
  readonly picture?: string
}

export type Counted = { readonly good: number; readonly total: number }

/** As people read them, with their units. */
export type Compared = { readonly baseline: string; readonly current: string }

export const passed = (says: string): Verdict => ({ outcome: 'passed', says })
export const failed = (says: string): Verdict => ({ outcome: 'failed', says })
export const unknown = (says: string): Verdict => ({ outcome: 'unknown', says })

/** `45ms`, `1.2s`: how long an answer took, in as little room as it needs. */
export function took(ms: Millis): string {
  return ms < 1_000 ? `${Math.round(ms)}ms` : `${(ms / 1_000).toFixed(1)}s`
}
