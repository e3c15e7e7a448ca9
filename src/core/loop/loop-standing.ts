import type { Instant, Millis } from '../time/instant.ts'

/** What one loop of a server has recorded of its rounds. */
export type LoopRecord = {
  /** When the round that is under way began; null between two rounds. */
  readonly underWaySince: Instant | null
  readonly startedAt: Instant | null
  readonly succeededAt: Instant | null
  /** How long the last round took that ended, well or not. */
  readonly lastMs: Millis | null
  /** When the next success is due: the end of the last one and the pause that it asked for. */
  readonly dueAt: Instant
  /** Failures in a row. */
  readonly failures: number
}

/**
 * `starting`: no round has succeeded yet, and none is late. `failing`: the last round failed and is tried again.
 * `standing`: a round has been under way for longer than its time limit, or none has begun although one was due that
 * long ago.
 */
export type LoopState = 'starting' | 'working' | 'failing' | 'standing'

export type LoopStanding = {
  readonly state: LoopState
  /** How late the next success is; 0 while it is not due. */
  readonly lagMs: Millis
}

export function loopStanding(record: LoopRecord, limitMs: Millis, now: Instant): LoopStanding {
  return { state: stateOf(record, limitMs, now), lagMs: Math.max(0, now - record.dueAt) }
}

function stateOf(record: LoopRecord, limitMs: Millis, now: Instant): LoopState {
  const { underWaySince, succeededAt, dueAt, failures } = record
  if (underWaySince !== null && now - underWaySince > limitMs) return 'standing'
  if (failures > 0) return 'failing'
  if (now - dueAt > limitMs) return 'standing'
  return succeededAt === null ? 'starting' : 'working'
}
