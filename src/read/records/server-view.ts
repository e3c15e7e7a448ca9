import { type LoopRecord, type LoopState, loopStanding } from '../../core/loop/loop-standing.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'

/** One server: who it is, and how everything stands that goes on in it by itself. */
export type ServerView = {
  readonly instance: string
  readonly startedAt: Shown
  readonly at: Shown
  readonly loops: readonly LoopView[]
}

export type LoopView = {
  readonly name: string
  /** Which of several of its kind: a target, a source; null where there is one. */
  readonly of: string | null
  readonly purpose: string
  /** The longest pause between two rounds. */
  readonly everyMs: Millis
  /** What lets the next round begin sooner. */
  readonly wokenBy: string | null
  readonly limitMs: Millis
  readonly state: LoopState
  readonly lagMs: Millis
  readonly lastStartedAt: Shown | null
  readonly lastSucceededAt: Shown | null
  readonly lastMs: Millis | null
  /** In a row. */
  readonly failures: number
  /** What the last failure said; null while it works. */
  readonly error: string | null
  readonly remedy: string
}

/** A loop as its server has it. */
export type LoopToShow = {
  readonly name: string
  readonly of: string | null
  readonly everyMs: Millis
  readonly row: {
    readonly purpose: string
    readonly wokenBy: string | null
    readonly limitMs: Millis
    readonly remedy: string
  }
  readonly record: LoopRecord & { readonly error: string | null }
}

export type ServerToShow = {
  readonly instance: string
  readonly startedAt: Instant
  readonly loops: readonly LoopToShow[]
}

export function viewServer({ instance: name, startedAt, loops }: ServerToShow, now: Instant): ServerView {
  return {
    instance: name,
    startedAt: instant(startedAt),
    at: instant(now),
    loops: loops.map((loop) => viewLoop(loop, now)),
  }
}

export function viewLoop({ name, of, everyMs, row, record }: LoopToShow, now: Instant): LoopView {
  const { purpose, wokenBy, limitMs, remedy } = row
  const { startedAt, succeededAt, lastMs, failures, error } = record
  return {
    name,
    of,
    purpose,
    everyMs,
    wokenBy,
    limitMs,
    ...loopStanding(record, limitMs, now),
    lastStartedAt: maybe(startedAt),
    lastSucceededAt: maybe(succeededAt),
    lastMs,
    failures,
    error,
    remedy,
  }
}
