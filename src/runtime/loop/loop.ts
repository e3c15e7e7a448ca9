import type { Logger } from 'pino'
import type { LoopRecord } from '../../core/loop/loop-standing.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import { brief } from '../../ports/printable.ts'
import { type Bell, bell as newBell } from '../context/bell.ts'
import { wordsOf } from '../context/plain-error.ts'
import { TimeLimitReached } from '../context/time-limit.ts'

/** What one loop does: the row of the table says the rest. */
export type LoopMember = {
  /** Which of several of its kind: a target, a source; null where there is one. */
  readonly of: string | null
  readonly bell?: Bell
  /** Instead of the period of its row. */
  readonly everyMs?: Millis
  /** Answers how long to sleep, at most its period; nothing is the period. The signal tells it to end. */
  readonly round: (signal: AbortSignal) => Promise<Millis | undefined>
  /** At once when the loop is told to stop. */
  readonly stopping?: () => void
  /** After its last round. */
  readonly stopped?: () => Promise<void>
}

/** Something that goes on until it is stopped. `stop` waits for the round that is under way. */
export type Loop = { record(): LoopRecord & { readonly error: string | null }; stop(): Promise<void> }

export type Looping = LoopMember & {
  /** For the log: `take-turns`, `reconcile-traffic of staging/wix`. */
  readonly called: string
  readonly everyMs: Millis
  readonly limitMs: Millis
  readonly retryToMs: Millis
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  readonly log: Logger
  /** Takes secrets out of what an error says. */
  readonly redact: (text: string) => string
  readonly onRound: (ended: 'ok' | 'failed', seconds: number) => void
}

const BACKOFF_FROM_MS = 100
const BACKOFF_TO_MS = 5_000
const ERROR_LENGTH = 500

/**
 * A round that throws is tried again, later and later: the database or the network may be away for hours, and the
 * loop is still there when it is back. An outage is told once when it begins and once when it is over. A round is
 * never begun before the one before it has ended, also when that has overrun its time limit.
 */
export function startLoop(looping: Looping): Loop {
  const { called, clock, log, redact, everyMs, retryToMs } = looping
  const bell = looping.bell ?? newBell(clock)
  let stopping = false
  let round: AbortController | null = null
  let startedAt: Instant | null = null
  let succeededAt: Instant | null = null
  let lastMs: Millis | null = null
  let dueAt = clock.now()
  let failures = 0
  let error: string | null = null

  const succeed = (pauseMs: Millis) => {
    if (failures > 0) log.info({ failures }, `${called} works again`)
    failures = 0
    error = null
    succeededAt = clock.now()
    dueAt = succeededAt + pauseMs
  }
  const fail = (cause: unknown) => {
    if (failures === 0) log.error({ err: cause }, `${called} fails; trying on`)
    failures += 1
    error = brief(redact(wordsOf(cause)), ERROR_LENGTH)
  }
  /** Null when it was stopped. */
  const once = async (): Promise<Millis | null> => {
    const current = new AbortController()
    round = current
    startedAt = clock.now()
    const from = performance.now()
    const ended = endInTime(looping, current)
    const end = (how: 'ok' | 'failed') => {
      ended()
      round = null
      lastMs = performance.now() - from
      looping.onRound(how, lastMs / 1_000)
    }
    try {
      const pauseMs = Math.min((await looping.round(current.signal)) ?? everyMs, everyMs)
      end('ok')
      succeed(pauseMs)
      return pauseMs
    } catch (cause) {
      if (stopping) {
        ended()
        return null
      }
      end('failed')
      fail(cause)
      return backoffMs(failures, retryToMs)
    }
  }
  const run = async () => {
    while (!stopping) {
      const pauseMs = await once()
      if (pauseMs !== null && !stopping) await bell.sleep(pauseMs)
    }
  }

  const running = run()
  return {
    record: () => ({
      underWaySince: round === null ? null : startedAt,
      startedAt,
      succeededAt,
      lastMs,
      dueAt,
      failures,
      error,
    }),
    async stop() {
      stopping = true
      looping.stopping?.()
      round?.abort(new Error(`${called} is stopped`))
      bell.ring()
      await running
      await looping.stopped?.()
    },
  }
}

/** Every call within a round has a limit of its own; this is for a round that comes to no end all the same. */
function endInTime({ called, limitMs, log }: Looping, round: AbortController): () => void {
  const timer = setTimeout(() => {
    const late = new TimeLimitReached(`${called} took longer than ${limitMs} ms`)
    log.error({ err: late }, `${called} stands: a round does not end`)
    round.abort(late)
  }, limitMs).unref()
  return () => clearTimeout(timer)
}

export function backoffMs(failures: number, toMs: Millis = BACKOFF_TO_MS): Millis {
  return Math.min(BACKOFF_FROM_MS * 2 ** Math.min(failures - 1, 20), toMs)
}
