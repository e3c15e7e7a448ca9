import type { Shown } from '../shown/instant.ts'

/** Something a person should know of or see to, and how. */
export type Concern = {
  readonly concern:
    | 'stuck'
    | 'in-doubt'
    | 'asked'
    | 'no-data'
    | 'not-ready'
    | 'overrun'
    | 'late'
    | 'paused'
    | 'blocked'
    | 'waiting'
    | 'failed'
    | 'not-closed'
    | 'strayed'
    | 'unreachable'
    | 'latched'
    | 'conflict'
    | 'person'
    | 'consideration'
    | 'verification'
    | 'drill'
  readonly sentence: string
  /** What a program said of it in its own words; null where it said nothing. */
  readonly detail: string | null
  readonly since: Shown | null
  /** What to do about it; empty when there is only waiting. */
  readonly remedy: string
  /** What to type for that, each doing it alone. */
  readonly lines: readonly string[]
  /** The step or checklist item, and the target (`environment/service`), that it is about. */
  readonly item: string | null
  readonly target: string | null
}

/** Of nothing in particular. */
export const WHOLE = { item: null, target: null, detail: null } as const
