import type { ReadOnly } from '../../event/exactly.ts'
import type { Instant } from '../../time/instant.ts'
import { type Comparison, type Followed, newFollowed } from './comparison.ts'
import type { Curve } from './curve.ts'
import type { Dropped } from './intake.ts'
import type { Question } from './question.ts'
import type { SplitCount } from './split.ts'

/**
 * The judge's memory of one question on one target: a few hundred numbers, whatever it has seen. It is plain data; what
 * JSON makes of it and reads back is the same, to the bit.
 */
export type SequentialState = ReadOnly<Draft>

export type Draft = {
  version: typeof STATE_VERSION
  from: Instant
  /** Everything that ended by this has been judged, nothing after it. */
  watermark: Instant
  /** The last end of an interval in which both arms had requests. */
  measuredUntil: Instant
  /** How many intervals were judged. */
  intervals: number
  /** In the order in which they appeared; their numbers are their places. */
  segments: string[]
  comparisons: Followed[]
  watchdog: Watchdog | null
  /** By number of the segment. */
  split: (SplitCount | null)[]
  dropped: Dropped
  /** When a guard's evidence reached its bound; from then on the state stays as it was. */
  trippedAt: Instant | null
}

/**
 * The same guard on a part of stable, which is not worse than the rest of it: if it fires, its assumptions do not
 * hold.
 */
export type Watchdog = { intervals: number; comparisons: Comparison[]; firedAt: Instant | null }

/** Raised where the meaning of a number changes. */
export const STATE_VERSION = 1

export function beginSequential(question: Question, from: Instant): SequentialState {
  const count = Math.max(1, question.edges.length)
  return {
    version: STATE_VERSION,
    from,
    watermark: from,
    measuredUntil: from,
    intervals: 0,
    segments: [],
    comparisons: Array.from({ length: count }, () => newFollowed(question, from)),
    watchdog: null,
    split: [],
    dropped: {},
    trippedAt: null,
  }
}

/** A copy that may be written to; made at each interval, so it is written out. */
export function draftOf(state: SequentialState): Draft {
  const { watchdog } = state
  return {
    ...state,
    segments: state.segments.slice(),
    comparisons: state.comparisons.map((one) => ({
      ...copied(one),
      whole: copiedCurve(one.whole),
      since:
        one.since === null
          ? null
          : { ...copiedCurve(one.since), from: one.since.from, against: one.since.against },
    })),
    watchdog: watchdog === null ? null : { ...watchdog, comparisons: watchdog.comparisons.map(copied) },
    split: state.split.map((count) => count && { ...count }),
    dropped: { ...state.dropped },
  }
}

const copied = ({ wealth, dispersion, recent }: ReadOnly<Comparison>): Comparison => ({
  wealth: wealth.slice(),
  dispersion: { ...dispersion },
  recent: recent.map((counts) => ({ ...counts })),
})

const copiedCurve = ({ nodes, events, canary, stable, expected }: ReadOnly<Curve>): Curve => ({
  nodes: nodes.slice(),
  events,
  canary: { ...canary },
  stable: { ...stable },
  expected,
})
