import type { EventType } from '../../core/change/events/event.ts'
import { type ChangeId, TERMINAL } from '../../core/change/state/change.ts'
import type { Entry } from '../../core/journal/entry.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { Feed, Placed } from '../../ports/store/feed.ts'
import { type EntryView, viewEntry } from './entry-view.ts'

/** What was written to the stream of a change, as people read it. */
export type Told = {
  readonly position: number
  readonly change: ChangeId
  readonly entry: EntryView
  /** The change is over with it. */
  readonly ends: boolean
}

/**
 * Given what is new, together as it was written: what is `final` of it, and what may still be preceded by something.
 */
export type Listener = {
  /** Only of this change; then also what is not final, which may come twice. */
  readonly change: ChangeId | null
  hear(told: readonly Told[]): void
}

/**
 * Looks again and again, also after a look that failed, until it is stopped. Each answers how long to wait for the
 * next; nothing is as usual.
 */
export type KeepOn = (look: () => Promise<Millis | undefined>) => { stop(): Promise<void> }

/** Follows the journal while anybody listens: one look for all of them, however many there are. */
export type JournalFeed = {
  /**
   * `from`: everything up to there is final; the listener hears what comes after. Null when it is stopped before that
   * is known.
   */
  listen(listener: Listener, signal: AbortSignal): Promise<{ readonly from: number } | null>
}

/** While it is not yet known where the journal ends. */
const LOOK_SOON_MS: Millis = 50
const LOOK_AT_MOST = 1_000

export function journalFeed(feed: Feed, keepOn: KeepOn): JournalFeed {
  const everything = new Set<Listener>()
  const byChange = new Map<ChangeId, Set<Listener>>()
  let running: Running | null = null

  const add = (listener: Listener) => {
    if (listener.change === null) return void everything.add(listener)
    const those = byChange.get(listener.change) ?? new Set()
    byChange.set(listener.change, those.add(listener))
  }
  const remove = (listener: Listener) => {
    everything.delete(listener)
    const those = byChange.get(listener.change ?? '')
    those?.delete(listener)
    if (those?.size === 0) byChange.delete(listener.change ?? '')
  }
  const anybody = () => everything.size > 0 || byChange.size > 0

  const tell = (entries: readonly Placed[], after: number, final: number) => {
    const told = entries.flatMap((placed) => toldOf(placed))
    const news = told.filter(({ position }) => position > after && position <= final)
    if (news.length > 0) for (const listener of everything) listener.hear(news)
    for (const [change, its] of Map.groupBy(told, ({ change }) => change))
      for (const listener of byChange.get(change) ?? []) listener.hear(its)
  }

  const follow = (state: Running) => {
    const follower = feed.follow()
    const looking = keepOn(async () => {
      if (!anybody()) {
        // At once, so that the next listener starts over.
        running = null
        void looking.stop()
        return 0
      }
      const { entries, final } = await follower.look(LOOK_AT_MOST)
      if (final === null) return LOOK_SOON_MS
      const heard = state.heard ?? final
      tell(entries, heard, final)
      state.heard = final
      state.began.resolve()
      return final > heard && entries.length === LOOK_AT_MOST ? 0 : undefined
    })
  }

  return {
    async listen(listener, signal) {
      if (signal.aborted) return null
      add(listener)
      signal.addEventListener('abort', () => remove(listener), { once: true })
      if (running === null) {
        running = { began: Promise.withResolvers(), heard: null }
        follow(running)
      }
      const state: Running = running
      await Promise.race([state.began.promise, aborted(signal)])
      return signal.aborted || state.heard === null ? null : { from: state.heard }
    },
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** `heard`: up to where listeners for everything have been sent. */
type Running = { readonly began: PromiseWithResolvers<void>; heard: number | null }

/** What `between` and a follower give, as people read it; only streams of changes are. */
export function toldOf({ position, entry, runbook }: Placed): readonly Told[] {
  if (runbook === null) return []
  const change = entry.stream.slice('change/'.length)
  return [{ position, change, entry: viewEntry(entry, runbook), ends: endsChange(entry, runbook) }]
}

/** Who follows a change hears what becomes of the verification of its rollback. */
export function endsChange({ type }: Entry, { wayDown }: Runbook): boolean {
  if (VERIFIED.has(type)) return true
  const verifies = wayDown?.verify !== undefined && (type === 'rolled-back' || type === 'failed')
  return TERMINAL.has(type) && !verifies
}

const VERIFIED = new Set<string>([
  'verification-passed',
  'verification-failed',
  'verification-inconclusive',
] satisfies readonly EventType[])
