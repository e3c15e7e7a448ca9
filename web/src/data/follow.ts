import { Refused } from './api.ts'
import { hearEvents } from './events.ts'
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
  /** Whether what has happened to a change is a reason to look before that. */
  readonly isAbout: (change: string) => boolean
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
export function follow({ look, onLink, onProblem, isAbout }: Following): { look(): void; stop(): void } {
  const ending = new AbortController()
  const { signal } = ending
  let heardAt = Date.now()
  let failures = 0
  let wake = () => {}
  const poke = () => wake()
  const events = hearEvents((change) => (change === null || isAbout(change)) && poke())
  const onVisible = () => document.visibilityState === 'visible' && poke()
  document.addEventListener('visibilitychange', onVisible)

  const turn = async (): Promise<number> => {
    try {
      const { inMs, listen } = await look(signal)
      heardAt = Date.now()
      failures = 0
      if (listen) events.open()
      else events.close()
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
      events.close()
      document.removeEventListener('visibilitychange', onVisible)
    },
  }
}
