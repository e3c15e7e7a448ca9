import type { paths } from './api.ts'

/**
 * The events of the server, in one stream for all tabs of a browser: it allows six connections to a server, and a
 * stream of each tab would take them away from the requests. One of the tabs in sight holds the stream and tells the
 * others. A tab that is hidden or closed lets go of it, and another one takes over. Where a browser has no locks for
 * that (Web Locks want HTTPS or 127.0.0.1) there is no stream, and each tab looks as time goes by.
 */
export type Hearing = {
  /** Called after each answer of the server: a stream that was refused is only asked for again then. */
  open(): void
  close(): void
}

/** `change`: what has happened to which one; null may be anything, so it is time to look. */
export type Hear = (change: string | null) => void

const EVENTS = '/v1/events' satisfies keyof paths
/** Of the lock that one tab holds, and of the channel by which it tells the others. */
const NAME = 'cutwater-events'
/** A stream that was refused is asked for again after this; meanwhile the page looks by itself. */
const REOPEN_MS = 5_000

const hearers = new Set<Hear>()
const channel = new BroadcastChannel(NAME)
/** While this tab wants to be told: it holds the stream, or waits for its turn. */
let wanting: AbortController | null = null
let held: Stream | null = null

/** What happens to changes, told by this tab or another one from `open` to `close`. */
export function hearEvents(hear: Hear): Hearing {
  return {
    open: () => {
      if (document.visibilityState === 'hidden') return
      hearers.add(hear)
      want()
      held?.open()
    },
    close: () => {
      hearers.delete(hear)
      if (hearers.size === 0) letGo()
    },
  }
}

function want(): void {
  if (wanting !== null || !('locks' in navigator)) return
  wanting = new AbortController()
  const { signal } = wanting
  navigator.locks
    .request(NAME, { signal }, () => hold(signal))
    // Let go before it was this tab's turn.
    .catch(() => {})
}

function letGo(): void {
  wanting?.abort()
  wanting = null
}

/** Has the lock until this tab lets go of it. */
async function hold(signal: AbortSignal): Promise<void> {
  const stream = streamTo(tell)
  held = stream
  stream.open()
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  stream.close()
  if (held === stream) held = null
}

function tell(change: string | null): void {
  hearHere(change)
  channel.postMessage(change)
}

function hearHere(change: string | null): void {
  // A tab that is out of sight looks when it is shown again.
  if (document.visibilityState === 'hidden') return
  for (const hear of hearers) hear(change)
}

// Another tab may be from another build of the page.
channel.onmessage = ({ data }) => hearHere(typeof data === 'string' ? data : null)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') letGo()
})

/** The change that an event is about; null when it cannot be read. */
function changeIn(data: unknown): string | null {
  try {
    const { change } = JSON.parse(String(data)) as { readonly change?: unknown }
    return typeof change === 'string' ? change : null
  } catch {
    return null
  }
}

type Stream = { open(): void; close(): void }

/** The browser takes it up again by its last event's id when it breaks off. */
function streamTo(tellAll: Hear): Stream {
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
    source = new EventSource(`${EVENTS}?names=none`)
    source.onopen = () => {
      heard = true
      // Nobody listened before it was open.
      tellAll(null)
    }
    source.onmessage = ({ data }) => tellAll(changeIn(data))
    // A stream that breaks off is the first to know that the server is gone.
    source.onerror = () => {
      if (heard) tellAll(null)
      heard = false
    }
  }
  return { open, close }
}
