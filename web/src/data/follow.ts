import { Refused } from './api.ts'
import { refusedEntry } from './session.ts'

/** How it stands between this page and the server. `since`: local time of the last answer, in ms. */
export type Link =
  | { readonly link: 'asking' }
  | { readonly link: 'live' }
  | { readonly link: 'gone'; readonly since: number; readonly because: string }

export type Following = {
  /** One look at the server; throws what `ask` throws. */
  readonly look: (signal: AbortSignal) => Promise<LookAgain>
  readonly onLink: (link: Link) => void
  /** The server is there and says no: there is no such change, or this role may not see it. */
  readonly onProblem: (problem: Refused) => void
  /** Where server-sent events say when to look before that. */
  readonly events: () => string
}

/** `listen`: whether events can still come that say so earlier. */
export type LookAgain = { readonly inMs: number; readonly listen: boolean }

const RETRY_MS = [500, 1_000, 2_000, 3_000]
/** Nobody looks at a page in the background, but its title should not be an hour old. */
const HIDDEN_MS = 10_000
/** Many events at once are one look. */
const GATHER_MS = 80

/**
 * Looks again and again until it is stopped: when an event says so, when time is up, and with growing pauses while
 * nobody answers. A server that comes back is noticed by itself.
 */
export function follow({ look, onLink, onProblem, events }: Following): { look(): void; stop(): void } {
  const ending = new AbortController()
  const { signal } = ending
  let heardAt = Date.now()
  let failures = 0
  let wake = () => {}
  const poke = () => wake()
  const stream = streamOf(events, poke)
  const onVisible = () => document.visibilityState === 'visible' && poke()
  document.addEventListener('visibilitychange', onVisible)

  const turn = async (): Promise<number> => {
    try {
      const { inMs, listen } = await look(signal)
      heardAt = Date.now()
      failures = 0
      if (listen) stream.open()
      onLink({ link: 'live' })
      return document.visibilityState === 'hidden' ? Math.max(inMs, HIDDEN_MS) : inMs
    } catch (error) {
      if (signal.aborted) return 0
      if (refusedEntry(error)) return HIDDEN_MS
      const pauseMs = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 3_000
      if (error instanceof Refused && error.status < 500) {
        onProblem(error)
        return HIDDEN_MS
      }
      // A single broken answer is ignored; a server that is gone breaks the next one too.
      if (failures > 1 || !(error instanceof Refused))
        onLink({
          link: 'gone',
          since: heardAt,
          because: error instanceof Error ? error.message : String(error),
        })
      return pauseMs
    }
  }
  const run = async () => {
    while (!signal.aborted) {
      const pauseMs = await turn()
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs)
        wake = () => {
          clearTimeout(timer)
          setTimeout(resolve, Math.min(pauseMs, GATHER_MS))
        }
        signal.addEventListener('abort', () => wake(), { once: true })
      })
    }
  }
  void run()
  return {
    look: poke,
    stop: () => {
      ending.abort()
      stream.close()
      document.removeEventListener('visibilitychange', onVisible)
    },
  }
}

/** A stream that was refused is asked for again after this; meanwhile the page looks by itself. */
const REOPEN_MS = 5_000

/** Opened only while the server answers; the browser resumes it by its last event's id. */
function streamOf(path: () => string, poke: () => void) {
  let source: EventSource | null = null
  let triedAt = Number.NEGATIVE_INFINITY
  const close = () => {
    source?.close()
    source = null
  }
  const open = () => {
    if (source !== null && source.readyState !== EventSource.CLOSED) return
    if (performance.now() - triedAt < REOPEN_MS) return
    triedAt = performance.now()
    let heard = false
    source = new EventSource(path())
    source.onopen = () => {
      heard = true
    }
    source.onmessage = poke
    source.addEventListener('end', () => {
      close()
      poke()
    })
    // A stream that breaks off is the first to know that the server is gone.
    source.onerror = () => {
      if (heard) poke()
      heard = false
    }
  }
  return { open, close }
}
