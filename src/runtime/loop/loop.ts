import type { Logger } from 'pino'
import type { Millis } from '../../core/time/instant.ts'
import type { Bell } from '../context/bell.ts'

/** Something that goes on until it is stopped. `stop` waits for the round that is under way. */
export type Loop = { stop(): Promise<void> }

export type Looping = {
  /** For the log: what does it do? "taking turns", "asking gateway X for telemetry". */
  readonly doing: string
  readonly bell: Bell
  readonly log: Logger
  /** Returns how long to sleep before the next round, unless the bell rings. */
  readonly round: (signal: AbortSignal) => Promise<Millis>
}

const BACKOFF_FROM_MS = 100
const BACKOFF_TO_MS = 5_000

/**
 * A round that throws is tried again, later and later: the database or the network may be away for hours, and the loop is
 * still there when it is back. An outage is told once when it begins and once when it is over.
 */
export function startLoop({ doing, bell, log, round }: Looping): Loop {
  const stopping = new AbortController()
  let failures = 0

  const run = async () => {
    while (!stopping.signal.aborted) {
      let pauseMs: Millis
      try {
        pauseMs = await round(stopping.signal)
        if (failures > 0) log.info({ failures }, `${doing} works again`)
        failures = 0
      } catch (error) {
        if (stopping.signal.aborted) return
        if (failures === 0) log.error({ err: error }, `${doing} fails; trying on`)
        failures += 1
        pauseMs = backoffMs(failures)
      }
      if (!stopping.signal.aborted) await bell.sleep(pauseMs)
    }
  }

  const running = run()
  return {
    async stop() {
      stopping.abort()
      bell.ring()
      await running
    },
  }
}

export function backoffMs(failures: number): Millis {
  return Math.min(BACKOFF_FROM_MS * 2 ** Math.min(failures - 1, 20), BACKOFF_TO_MS)
}
